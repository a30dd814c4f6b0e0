/** A file made from a checkpoint that works without Seqbench. */
import { z } from 'zod'
import { wireErrorSchema } from '../contract/errors.ts'

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

/** A format that was asked for among others and cannot hold the model, and why. */
export const skippedFormatSchema = z.object({ format: z.enum(exportFormats), error: wireErrorSchema })
export type SkippedFormat = z.infer<typeof skippedFormatSchema>

export const exportResultSchema = z.object({
  id: z.string(),
  runId: z.string(),
  formats: z.array(z.enum(exportFormats)),
  directory: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int() })),
  verification: verificationSchema,
  skipped: z.array(skippedFormatSchema).optional(),
  /** The short programs that load it, as they lie beside it: one a format. */
  examples: z.array(z.object({ format: z.enum(exportFormats), file: z.string(), text: z.string() })).optional(),
  createdAt: z.string(),
})
export type ExportResult = z.infer<typeof exportResultSchema>
