/** How much an example of each class counts in the loss. */
import type { ClassificationFitted, ClassificationPart, ClassificationTask } from '../../../../src-shared/domain/tasks/classification.ts'

/** A class with one example among thousands must not drown the others. */
const most = 20

/**
 * Balanced weights, [C]: N / (C n_c) for one class of several, as scikit-learn's; of several at once (N - n_c) / n_c, what a yes
 * counts against a no; `rooted`: the square root of these, halfway to a rare class's due. Null where all count the same. A class without training rows counts 1.
 */
export function weightsOf({ classWeights }: Pick<ClassificationTask, 'classWeights'>, { target, labels }: ClassificationFitted, train: ClassificationPart): Float32Array | null {
  if (classWeights === 'none' || target === 'number') return null
  const counts = countsOf(target, labels.length, train)
  const rows = train.sequences.length
  const power = classWeights === 'rooted' ? 0.5 : 1
  return counts.map((count) => (count === 0 ? 1 : Math.min(most, target === 'classes' ? Math.max(1 / most, (rows - count) / count) : rows / (labels.length * count)) ** power))
}

/** Rows of each class, [C]. */
export function countsOf(target: ClassificationFitted['target'], classes: number, { labels, targets = new Float32Array() }: ClassificationPart): Float32Array {
  const counts = new Float32Array(classes)
  if (target === 'classes') targets.forEach((has, at) => (counts[at % classes] += has))
  else for (const label of labels) counts[label] += 1
  return counts
}
