/**
 * A dataset made ready for the engine: what `datasets/` hands to `engine/`, so that neither imports the other.
 * Everything fitted was fitted on the training split alone, is stored with each checkpoint and travels with each export.
 */
import { z } from 'zod'
import { preprocessingSchema } from './config.ts'
import type { SplitName } from './dataset.ts'

/** Reserved rows of every vocabulary. */
export const paddingToken = '<padding>'
export const unknownToken = '<unknown>'

export const fittedSchema = z.object({
  preprocessing: preprocessingSchema,
  /** Token of each embedding row; row 0 is the padding, row 1 the unknown token. */
  vocabulary: z.array(z.string()),
  /** Class of each output. */
  labels: z.array(z.string()),
})
export type Fitted = z.infer<typeof fittedSchema>

/** One part of a split. `indices[i]` is the row of the dataset behind `tokens[i]` and `labels[i]`. */
export interface PreparedPart {
  /** Vocabulary rows by time step; at least one step each. */
  tokens: Int32Array[]
  labels: Int32Array
  indices: Int32Array
}

export interface PreparedData {
  fitted: Fitted
  parts: Record<SplitName, PreparedPart>
}
