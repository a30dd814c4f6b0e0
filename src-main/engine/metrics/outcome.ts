/**
 * What a classifier said about a set of examples: the one input of every metric.
 * Scores are logits or log probabilities: any numbers whose softmax is the probability of each class.
 */
import { confusionMatrix } from './confusion-matrix.ts'

export type Scores = Float32Array | Float64Array

export interface Outcome {
  /** True class of each example, [N]. */
  labels: Int32Array
  /** Scores of each example, N arrays of C. */
  scores: readonly Scores[]
  /** Class with the highest score, [N]; the lowest class where scores are equal. */
  predicted: Int32Array
  /** Rows are true classes, columns predicted ones, [C][C]. */
  matrix: number[][]
}

export function createOutcome(labels: Int32Array, scores: readonly Scores[], classes: number): Outcome {
  const predicted = Int32Array.from(scores, argmax)
  return { labels, scores, predicted, matrix: confusionMatrix(labels, predicted, classes) }
}

export function argmax(values: ArrayLike<number>): number {
  let best = 0
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index
  return best
}

/** log sum exp: the maximum is taken out first so that no exponential overflows. */
export function logSumExp(values: ArrayLike<number>): number {
  const maximum = values[argmax(values)]
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += Math.exp(values[index] - maximum)
  return maximum + Math.log(sum)
}

/** Probabilities of one example's scores; in double precision they add up to 1. */
export function softmax(scores: ArrayLike<number>): number[] {
  const normalizer = logSumExp(scores)
  return Array.from(scores, (score) => Math.exp(score - normalizer))
}
