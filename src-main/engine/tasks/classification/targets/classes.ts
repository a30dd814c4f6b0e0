/** Any number of classes at once: a yes or no for each. */
import * as tf from '@tensorflow/tfjs-core'
import type { ClassificationPart } from '../../../../../src-shared/domain/tasks/classification.ts'
import { bestThreshold, thresholdCurve } from '../../../metrics/curves.ts'
import { scoredLabelSets } from '../../../metrics/multi-label.ts'
import type { Scores } from '../../../metrics/outcome.ts'
import { binaryCrossEntropy } from '../../../ops/binary-cross-entropy.ts'
import type { Scoring } from '../../task.ts'
import { classesPanels } from '../panels.ts'
import { bestTemperature, finite, tempered, uncalibrated, type Calibration, type Target } from './target.ts'

/** Fewer rows with a class than this say nothing about its threshold. */
const fewestForThreshold = 5

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
const probabilitiesOf = (logits: Scores, calibration: Calibration): Float64Array => tempered(logits, calibration).map(sigmoid)
const targetsOf = ({ targets = new Float32Array() }: ClassificationPart): Float32Array => targets

/** -ln of what was said of one answer, never of 0. */
const nats = (probability: number, has: number): number => -Math.log(Math.max(1e-12, has > 0 ? probability : 1 - probability))

/** `probabilities` of each class of each row, [N][C]: loss (nats an answer) and the figures of sets of classes. */
export function scoreSets(part: ClassificationPart, probabilities: readonly Scores[], thresholds: ArrayLike<number>, panels: (told: Float32Array) => ReturnType<Scoring['panels']>): Scoring {
  const classes = thresholds.length
  const truth = targetsOf(part)
  const told = new Float32Array(truth.length)
  const losses = new Float64Array(probabilities.length)
  probabilities.forEach((own, row) => own.forEach((share, label) => {
    told[row * classes + label] = share >= thresholds[label] ? 1 : 0
    losses[row] += nats(share, truth[row * classes + label]) / classes
  }))
  const sets = scoredLabelSets(truth, told, classes)
  return {
    scored: { units: sets.units, metrics: (sample) => finite({ loss: sample.reduce((sum, row) => sum + losses[row], 0) / Math.max(1, sample.length), ...sets.metrics(sample) }) },
    panels: () => panels(told),
  }
}

export const severalClasses: Target = {
  outputs: ({ labels }) => labels.length,
  losses: (logits, { part, positions }, { fitted, task: { labelSmoothing }, classWeights }) => {
    const classes = fitted.labels.length
    const truth = targetsOf(part)
    const targets = Float32Array.from({ length: positions.length * classes }, (_, at) => truth[positions[Math.floor(at / classes)] * classes + (at % classes)] * (1 - labelSmoothing) + labelSmoothing / 2)
    return { losses: binaryCrossEntropy(logits, tf.tensor2d(targets, [positions.length, classes]), classWeights ? tf.tensor1d(classWeights) : undefined), weights: null }
  },
  batchMetrics: (logits, { part, positions }) => {
    const truth = targetsOf(part)
    let [hits, both] = [0, 0]
    logits.forEach((own, row) => own.forEach((value, label) => {
      const [has, says] = [truth[positions[row] * own.length + label], value > 0 ? 1 : 0]
      hits += has * says
      both += has + says
    }))
    return { microF1: both === 0 ? 0 : (2 * hits) / both }
  },
  calibrate: (logits, part, { fitted, task }) => {
    const none = uncalibrated(fitted)
    const classes = fitted.labels.length
    const truth = targetsOf(part)
    const loss = (temperature: number): number => logits.reduce((sum, own, row) => sum + Array.from(own).reduce((all, value, label) => all + nats(sigmoid(value / temperature), truth[row * classes + label]), 0), 0)
    const calibration = { ...none, temperature: logits.length === 0 ? 1 : bestTemperature(loss) }
    if (task.thresholds === 'half') return calibration
    const probabilities = logits.map((own) => probabilitiesOf(own, calibration))
    fitted.labels.forEach((_, label) => {
      const has = probabilities.map((_own, row) => truth[row * classes + label])
      if (has.reduce((sum, value) => sum + value, 0) < fewestForThreshold) return
      const best = bestThreshold(thresholdCurve(probabilities.map((own) => own[label]), has))
      if (best) calibration.thresholds[label] = Math.min(0.95, Math.max(0.05, best.threshold))
    })
    return calibration
  },
  score: (logits, part, calibration, { fitted: { labels } }) => {
    const probabilities = logits.map((own) => probabilitiesOf(own, calibration))
    return scoreSets(part, probabilities, calibration.thresholds, (told) => classesPanels(part, probabilities, told, labels, calibration))
  },
  answer: (logits, calibration, { fitted: { labels } }) => {
    const probabilities = Array.from(probabilitiesOf(logits, calibration))
    const chosen = labels.filter((_, label) => probabilities[label] >= calibration.thresholds[label])
    return { label: chosen.join('|'), labels, probabilities, chosen, number: null }
  },
  probabilities: (logits, calibration) => Array.from(probabilitiesOf(logits, calibration)),
}
