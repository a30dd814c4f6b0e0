import { numbersOf } from '../targets/number.ts'
import type { Baseline } from './bag-of-words.ts'
import { nearestTraining } from './nearest-neighbour.ts'

/** The number of the most similar training sequence. */
export const nearestNumber: Baseline = (input) => {
  const truth = numbersOf(input.train)
  const find = nearestTraining(input)
  return (sequence) => Float64Array.of(truth[find(sequence)])
}
