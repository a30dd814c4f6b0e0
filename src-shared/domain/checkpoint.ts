/** What a checkpoint holds beside its tensors: all that is needed to go on as if the training had never stopped. */
import { z } from 'zod'
import { metricsSchema } from './evaluation.ts'

export const checkpointStateSchema = z.object({
  version: z.literal(1),
  savedAt: z.string(),
  /** Updates done. */
  step: z.number().int().nonnegative(),
  /** Epochs completed. */
  epoch: z.number().int().nonnegative(),
  /** Batches done of the epoch after those. */
  batch: z.number().int().nonnegative(),
  /** Every random number of a training is drawn from a stream named by seed, purpose and epoch or step: the seed is the random state. */
  seed: z.number().int().nonnegative(),
  optimizerStep: z.number().int().nonnegative(),
  /** Seconds of training so far, pauses left out. */
  seconds: z.number().nonnegative(),
  /** Metrics of the validation split at this point; empty where it was not evaluated. */
  validation: metricsSchema,
  /** The best epoch so far and the value by which it is. */
  best: z.object({ epoch: z.number().int(), step: z.number().int(), metric: z.string(), value: z.number() }).nullable(),
  epochsWithoutBetter: z.number().int().nonnegative(),
})
export type CheckpointState = z.infer<typeof checkpointStateSchema>
