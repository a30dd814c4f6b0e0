import { z } from 'zod'

/** How far long work has come. `total` is null while it is not known. */
export const progressSchema = z.object({
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
  /** What is counted: rows, bytes, steps, files. */
  unit: z.string(),
  etaSeconds: z.number().nonnegative().nullable(),
  note: z.string(),
  /** Rows read so far, where something else is counted against the total. */
  rows: z.number().int().nonnegative().optional(),
})
export type Progress = z.infer<typeof progressSchema>
