import { numbersOf } from '../targets/number.ts'
import type { Baseline } from './bag-of-words.ts'

/** Always the mean of the training rows. */
export const mean: Baseline = ({ train }) => {
  const truth = numbersOf(train)
  const value = truth.reduce((sum, own) => sum + own, 0) / Math.max(1, truth.length)
  return () => Float64Array.of(value)
}
