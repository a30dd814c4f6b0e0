import { logPriors, type Baseline } from './bag-of-words.ts'

/** Always the most frequent class of the training split, with the classes' shares as probabilities. */
export const majority: Baseline = ({ train, classes }) => {
  const scores = logPriors(train.labels, classes)
  return () => scores
}
