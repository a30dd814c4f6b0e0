/** Rows of an embedding that a file of word vectors has begin as it says; the others as they were drawn. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { VocabularyVectors } from '../../../src-shared/domain/tasks/tagging.ts'
import type { Parameters } from './parameters.ts'

/** @param name of an embedding [V, size] @throws vectors.size */
export function startFromVectors(parameters: Parameters, name: string, { size, values, known }: VocabularyVectors): void {
  const weights = parameters.values()
  const embedding = weights[name].length / known.length
  if (embedding !== size) fail('vectors.size', { size, embedding })
  known.forEach((one, row) => {
    if (one === 1) weights[name].set(values.subarray(row * size, (row + 1) * size), row * size)
  })
  parameters.load(weights)
}
