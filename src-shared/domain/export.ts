/** A file made from a checkpoint that works without Seqbench. */
import { z } from 'zod'

export const exportFormats = ['onnx', 'safetensors'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** The export compared with the model it came from on real rows. */
export const verificationSchema = z.object({
  cases: z.number().int(),
  /** Largest absolute difference of any logit. */
  maxAbsDifference: z.number(),
  /** Above this an export is refused. */
  limit: z.number(),
})
export type Verification = z.infer<typeof verificationSchema>

export const exportResultSchema = z.object({
  id: z.string(),
  runId: z.string(),
  formats: z.array(z.enum(exportFormats)),
  directory: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int() })),
  verification: verificationSchema,
  /** The short programs that load it, as they lie beside it: one a format. */
  examples: z.array(z.object({ format: z.enum(exportFormats), file: z.string(), text: z.string() })).optional(),
  createdAt: z.string(),
})
export type ExportResult = z.infer<typeof exportResultSchema>
