/** What this machine and this installation can do: the doctor's report. */
import { z } from 'zod'
import { engineNames } from './config.ts'

export const engineReportSchema = z.object({
  name: z.enum(engineNames),
  available: z.boolean(),
  /** Why it is missing, or what it runs on. */
  reason: z.string(),
  /** Measured on this machine with a small LSTM step; null until measured. */
  gflops: z.number().nullable(),
})
export type EngineReport = z.infer<typeof engineReportSchema>

export const systemReportSchema = z.object({
  version: z.string(),
  versions: z.record(z.string(), z.string()),
  workspace: z.string(),
  engines: z.array(engineReportSchema),
  selectedEngine: z.enum(engineNames),
  cores: z.number().int(),
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
})
export type SystemReport = z.infer<typeof systemReportSchema>
