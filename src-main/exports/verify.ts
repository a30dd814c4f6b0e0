/** Compares an export with the model it came from, input by input. */
import { fail } from '../../src-shared/contract/errors.ts'
import type { Verification } from '../../src-shared/domain/export.ts'
import type { Encoded } from '../../src-shared/domain/tasks/index.ts'

/** Largest difference of a number that float32 in another order of operations may make; above it an export is refused. */
export const differenceLimit = 1e-4

/** The batch sizes every export is tried at: one alone, and several of mixed lengths. */
const batchSizes = [1, 7]

/** Runs all cases through the export at each batch size; `expected` are the model's own numbers of each. */
export async function verifyOutputs(expected: readonly Float32Array[], cases: readonly Encoded[], run: (batch: readonly Encoded[]) => Promise<Float32Array[]>): Promise<Verification> {
  let maxAbsDifference = 0
  for (const size of batchSizes) {
    for (let from = 0; from < cases.length; from += size) {
      const actual = await run(cases.slice(from, from + size))
      actual.forEach((numbers, row) => {
        maxAbsDifference = Math.max(maxAbsDifference, largestDifference(numbers, expected[from + row]))
      })
    }
  }
  return { cases: cases.length * batchSizes.length, maxAbsDifference, limit: differenceLimit }
}

/** Refuses an export whose verification is over its limit; a NaN is over every limit. */
export function requireEqual(format: string, { maxAbsDifference, limit }: Verification): void {
  if (!(maxAbsDifference <= limit)) fail('export.different', { format, difference: maxAbsDifference.toExponential(2), limit })
}

/** Largest |a - b|; NaN when either holds one or the lengths differ. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return NaN
  // Math.max lets NaN through, which is what is wanted here.
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0)
}
