/** Whether probabilities mean what they say, and the one number that mends them. */
import { argmax, logSumExp, softmax, type Scores } from './outcome.ts'

export interface ReliabilityBin {
  /** Confidence from `low` (left out, but for 0) to `high`. */
  low: number
  high: number
  count: number
  /** Mean probability of the class told, and the share that was right; NaN in an empty bin. */
  confidence: number
  accuracy: number
}

/** Confidence of the told class and how often it was right, in bins of equal width. */
export function reliabilityBins(labels: ArrayLike<number>, scores: readonly Scores[], bins = 15): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }))
  scores.forEach((values, index) => {
    const told = argmax(values)
    const confidence = Math.exp(values[told] - logSumExp(values))
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]
    bin.count += 1
    bin.confidence += confidence
    if (told === labels[index]) bin.right += 1
  })
  return sums.map(({ count, confidence, right }, bin) => ({ low: bin / bins, high: (bin + 1) / bins, count, confidence: confidence / count, accuracy: right / count }))
}

/** Expected calibration error (Guo et al. 2017): the mean gap between confidence and accuracy, 0 to 1. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0)
  return all === 0 ? 0 : bins.reduce((sum, { count, confidence, accuracy }) => sum + (count === 0 ? 0 : count * Math.abs(accuracy - confidence)), 0) / all
}

/** Mean squared distance of the probabilities from the truth, summed over the classes: 0 to 2 (Brier 1950). */
export function brierScore(labels: ArrayLike<number>, scores: readonly Scores[]): number {
  if (scores.length === 0) return 0
  const sum = scores.reduce((total, values, index) => total + softmax(values).reduce((row, p, label) => row + (p - (label === labels[index] ? 1 : 0)) ** 2, 0), 0)
  return sum / scores.length
}

/** Bounds of the temperature: beyond them the split says too little to go further. */
const [coldest, hottest] = [0.05, 20]

/**
 * The temperature T at which softmax(scores / T) has the lowest cross-entropy (Guo et al. 2017), to be fitted on the validation
 * split. The loss is convex in 1/T, so that bisection on its slope, mean(expected score - true score), finds it. 1 of nothing.
 */
export function fitTemperature(labels: ArrayLike<number>, scores: readonly Scores[]): number {
  if (scores.length === 0) return 1
  const slope = (inverse: number): number =>
    scores.reduce((sum, values, index) => {
      const probabilities = softmax(Array.from(values, (score) => score * inverse))
      return sum + probabilities.reduce((expected, p, label) => expected + p * values[label], 0) - values[labels[index]]
    }, 0)
  let [low, high] = [1 / hottest, 1 / coldest]
  if (slope(low) >= 0) return hottest
  if (slope(high) <= 0) return coldest
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2
    if (slope(middle) > 0) high = middle
    else low = middle
  }
  return 2 / (low + high)
}
