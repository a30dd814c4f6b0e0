/** Metrics of a number told for each example: mse, rmse, mae and R^2 = 1 - sum (y - f)^2 / sum (y - mean y)^2. */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { scoredBySums, type Scored } from './bootstrap.ts'

/** r2 is not finite for a sample whose truth is constant. */
export function scoredNumbers(truth: ArrayLike<number>, told: ArrayLike<number>): Scored {
  // Moved by the mean so that the sum of squares does not drown in a large level.
  const level = Array.from(truth).reduce((sum, value) => sum + value, 0) / Math.max(1, truth.length)
  const width = 5
  const counts = new Float64Array(truth.length * width)
  for (let index = 0; index < truth.length; index++) {
    const error = told[index] - truth[index]
    const value = truth[index] - level
    counts.set([1, error * error, Math.abs(error), value, value * value], index * width)
  }
  return scoredBySums(counts, width, ([count, squares, sizes, sum, sumOfSquares]): Metrics => {
    const total = sumOfSquares - (sum * sum) / count
    return { mse: squares / count, rmse: Math.sqrt(squares / count), mae: sizes / count, r2: total > 1e-12 * sumOfSquares ? 1 - squares / total : Number.NaN }
  })
}
