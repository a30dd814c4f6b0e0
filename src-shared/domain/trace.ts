/** What is recorded inside the network on the probe examples, by time step, layer and direction. */
import { z } from 'zod'

export const gateTraceSchema = z.object({
  /** As the cell declares it: input, forget, candidate, output; reset, update, new; activation. */
  gate: z.string(),
  /** Mean over probe examples still running at that step and over units: one value a time step. */
  mean: z.array(z.number()),
  /** Standard deviation over the same values. */
  spread: z.array(z.number()),
})
export const layerTraceSchema = z.object({
  layer: z.number().int(),
  direction: z.enum(['forward', 'backward']),
  gates: z.array(gateTraceSchema),
  /** Mean over the probe examples of the norm of dL/dh at each time step: vanishing gradients are seen here. */
  gradientNorm: z.array(z.number()),
})
export const traceSchema = z.object({
  step: z.number().int(),
  examples: z.number().int(),
  /** Probe examples still running at each time step. */
  active: z.array(z.number().int()),
  layers: z.array(layerTraceSchema),
})
export type GateTrace = z.infer<typeof gateTraceSchema>
export type LayerTrace = z.infer<typeof layerTraceSchema>
export type Trace = z.infer<typeof traceSchema>
