/**
 * Which class is told: the one with the largest probability, or, tuned on the validation rows, by thresholds t [C].
 *
 *   two classes   the second is told from t_1 on, where F1 is highest
 *   more          argmax_c p_c / t_c,  t_c = m_c^tau / sum_k m_k^tau;  m: mean of p over the validation rows
 *
 * With tau = 0 this is the largest probability; with tau = 1 the class whose probability is raised most by this input: what is right
 * most often loses to what finds rare classes (the logit adjustment of Menon et al. 2021, after training). Only tau is fitted, to
 * macro-F1: with a handful of rows of a rare class, a threshold for each would be chance.
 */
import { bestThreshold, thresholdCurve } from '../../../metrics/curves.ts'
import { macroF1 } from '../../../metrics/macro-f1.ts'
import { argmax, softmax, type Scores } from '../../../metrics/outcome.ts'
import type { Calibration } from './target.ts'

/** Below this many rows of the rarer of two classes, or this many rows a class of more, a threshold would be chance. */
const fewestForThreshold = 10
/** Values of tau that are tried. */
const powers = Array.from({ length: 25 }, (_, step) => step / 20)

/** Scores of which the largest is the class told. */
export function decisionScores(scores: Scores, { thresholds }: Pick<Calibration, 'thresholds'>): Scores {
  if (scores.length === 2) return thresholds[0] === 0.5 ? scores : Float64Array.of(scores[0], scores[1] + Math.log((1 - thresholds[0]) / thresholds[0]))
  return thresholds.every((value) => value === thresholds[0]) ? scores : Float64Array.from(scores, (value, label) => value - Math.log(thresholds[label]))
}

/** Thresholds [C] from the scores of rows that did not train the model, whose softmax are probabilities; `before` where there are too few of them. */
export function tuneThresholds(scores: readonly Scores[], labels: ArrayLike<number>, before: Float32Array): Float32Array {
  return before.length === 2 ? ofTwo(scores, labels, before) : ofMany(scores, labels, before)
}

function ofTwo(scores: readonly Scores[], labels: ArrayLike<number>, before: Float32Array): Float32Array {
  const positives = scores.reduce((sum, _, row) => sum + labels[row], 0)
  if (Math.min(positives, scores.length - positives) < fewestForThreshold) return before
  const best = bestThreshold(thresholdCurve(scores.map((own) => softmax(own)[1]), Array.from(labels)))
  // Probabilities are told from a threshold on: 0 and 1 would tell one class always.
  return best ? Float32Array.of(Math.min(0.999, Math.max(0.001, best.threshold)), before[1]) : before
}

function ofMany(scores: readonly Scores[], labels: ArrayLike<number>, before: Float32Array): Float32Array {
  const classes = before.length
  if (scores.length < fewestForThreshold * classes) return before
  const means = new Float64Array(classes)
  for (const own of scores) softmax(own).forEach((share, label) => (means[label] += share / scores.length))
  const raised = (power: number): Float32Array => {
    const values = means.map((mean) => Math.max(mean, 1e-6) ** power)
    return Float32Array.from(values, (value) => value / values.reduce((sum, other) => sum + other, 0))
  }
  const figure = (thresholds: Float32Array): number => {
    const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
    scores.forEach((own, row) => (matrix[labels[row]][argmax(decisionScores(own, { thresholds }))] += 1))
    return macroF1(matrix)
  }
  const figures = powers.map((power) => figure(raised(power)))
  // The mean of three neighbours, so that one lucky row decides nothing; the first of equals, which changes least.
  const smooth = figures.map((own, at) => (figures[Math.max(0, at - 1)] + own + figures[Math.min(figures.length - 1, at + 1)]) / 3)
  const chosen = argmax(smooth)
  return chosen === 0 ? before : raised(powers[chosen])
}
