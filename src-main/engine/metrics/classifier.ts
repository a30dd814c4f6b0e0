/** All figures of a classifier over samples of examples: what each example needs is computed once, so that a thousand samples cost little. */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import type { Scored } from './bootstrap.ts'
import { calibrationError, type ReliabilityBin } from './calibration.ts'
import { accuracy } from './accuracy.ts'
import { macroF1 } from './macro-f1.ts'
import { argmax, logSumExp, type Scores } from './outcome.ts'

const bins = 15
/** One class against the rest, for each class: beyond so many its cost is no longer small. */
const mostClassesForAuc = 30

/**
 * loss, accuracy, macroF1, calibrationError and auc: of class 1 where there are two, else the mean over the classes, each against the
 * rest. auc is not finite for a sample that lacks a class's examples or has no others.
 */
export function scoredClassifier(labels: ArrayLike<number>, scores: readonly Scores[], classes: number): Scored {
  const told = Int32Array.from(scores, argmax)
  const nats = Float64Array.from(scores, (values, index) => logSumExp(values) - values[labels[index]])
  const confidence = Float64Array.from(scores, (values, index) => Math.exp(values[told[index]] - logSumExp(values)))
  const compared = classes === 2 ? [1] : classes > mostClassesForAuc ? [] : Array.from({ length: classes }, (_, label) => label)
  const areas = compared.map((label) => areaOver(labels, scores, label))
  return {
    units: scores.length,
    metrics: (sample): Metrics => {
      const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
      const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }))
      let loss = 0
      for (const index of sample) {
        matrix[labels[index]][told[index]] += 1
        loss += nats[index]
        const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence[index] * bins) - 1))]
        bin.count += 1
        bin.confidence += confidence[index]
        if (told[index] === labels[index]) bin.right += 1
      }
      const reliability = sums.map(({ count, confidence: sum, right }, bin): ReliabilityBin => ({ low: bin / bins, high: (bin + 1) / bins, count, confidence: sum / count, accuracy: right / count }))
      return {
        loss: sample.length === 0 ? 0 : loss / sample.length,
        accuracy: accuracy(matrix),
        macroF1: macroF1(matrix),
        calibrationError: calibrationError(reliability),
        ...(areas.length > 0 ? { auc: areas.reduce((sum, area) => sum + area(sample), 0) / areas.length } : {}),
      }
    },
  }
}

/** The area below the ROC curve of one class's probability against the rest, on any sample; equal probabilities share a place. */
function areaOver(labels: ArrayLike<number>, scores: readonly Scores[], label: number): (sample: Int32Array) => number {
  const probability = Float64Array.from(scores, (values) => Math.exp(values[label] - logSumExp(values)))
  const order = Uint32Array.from(probability, (_, index) => index).sort((a, b) => probability[a] - probability[b])
  const place = new Int32Array(scores.length)
  let places = 0
  order.forEach((index, rank) => {
    if (rank > 0 && probability[order[rank - 1]] !== probability[index]) places++
    place[index] = places
  })
  const positives = new Float64Array(places + 1)
  const negatives = new Float64Array(places + 1)
  return (sample) => {
    positives.fill(0)
    negatives.fill(0)
    for (const index of sample) (labels[index] === label ? positives : negatives)[place[index]] += 1
    let [area, below, above] = [0, 0, 0]
    for (let at = 0; at <= places && sample.length > 0; at++) {
      area += positives[at] * (below + negatives[at] / 2)
      below += negatives[at]
      above += positives[at]
    }
    return area / (below * above)
  }
}
