/** Numbers logged while a run trains. */
import { z } from 'zod'

/**
 * Names are `part/name`: train/loss, train/accuracy, train/learningRate, train/gradientNorm, train/tokensPerSecond every
 * step; validation/loss, validation/accuracy, validation/macroF1 every epoch.
 */
export const metricPointSchema = z.object({
  name: z.string(),
  /** Training steps (updates) so far. */
  step: z.number().int(),
  value: z.number(),
  /** Milliseconds since the run started. */
  time: z.number(),
})
export type MetricPoint = z.infer<typeof metricPointSchema>

/**
 * A series thinned to what can be drawn: bucket i ends at `steps[i]`, its mean is `values[i]`, its extremes are in
 * `minimum` and `maximum`, so that a spike is never averaged away. Unthinned, all three are equal.
 */
export const metricSeriesSchema = z.object({
  runId: z.string(),
  name: z.string(),
  steps: z.array(z.number()),
  values: z.array(z.number()),
  minimum: z.array(z.number()),
  maximum: z.array(z.number()),
  /** Milliseconds since the run started, at the end of each bucket. */
  times: z.array(z.number()).optional(),
  /** Points logged before thinning. */
  points: z.number().int(),
})
export type MetricSeries = z.infer<typeof metricSeriesSchema>
