/** A run: one training of one config, with its metrics, traces, checkpoints and events. */
import { z } from 'zod'
import { arrayDataSchema } from './cell.ts'
import { configSchema, engineNames } from './config.ts'
import { runResultSchema } from './evaluation.ts'
import { progressSchema } from './progress.ts'
import { metricPointSchema } from './metric.ts'
import { roleNames } from './roles.ts'
import { answerSchema } from './tasks/index.ts'
import { traceSchema } from './trace.ts'
import { textDetailsSchema, wireErrorSchema } from '../contract/errors.ts'

export const runStatuses = ['queued', 'running', 'paused', 'done', 'stopped', 'failed', 'crashed'] as const
export type RunStatus = (typeof runStatuses)[number]
/** Colours of the run palette (--run-0 .. of the window's tokens); later runs reuse them, with another dash. */
export const runPaletteSize = 10
export const activeStatuses: readonly RunStatus[] = ['queued', 'running', 'paused']

export const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(runStatuses),
  /** Index into the run palette: a run keeps one colour everywhere. */
  color: z.number().int().nonnegative(),
  datasetId: z.string(),
  datasetName: z.string(),
  task: z.string(),
  config: configSchema,
  /** null until the trainer has chosen. */
  engine: z.enum(engineNames).nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  epoch: z.number(),
  step: z.number().int(),
  totalSteps: z.number().int().nullable(),
  /** Seconds of training, pauses left out. */
  seconds: z.number(),
  parameters: z.number().int().nullable(),
  bestEpoch: z.number().int().nullable(),
  result: runResultSchema.nullable(),
  error: wireErrorSchema.nullable(),
  notes: z.string(),
  tags: z.array(z.string()),
})
export type Run = z.infer<typeof runSchema>

export const runEventSchema = z.object({
  time: z.string(),
  step: z.number().int(),
  level: z.enum(['info', 'warning', 'error']),
  /** Key of the window's `train.events.*` and `train.eventText.*` (started, epoch, early-stopping, ...), or the code of an error. */
  code: z.string(),
  /** In English: what is shown where the window has no text of its own for the code. */
  message: z.string(),
  /** Of an epoch: `epoch` and the metrics of the validation split by name. */
  details: textDetailsSchema.default({}),
})
export type RunEvent = z.infer<typeof runEventSchema>

/** One item of the stream `runs.watch`, first always a `run`. */
export const runUpdateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: runSchema }),
  z.object({ kind: z.literal('progress'), progress: progressSchema }),
  z.object({ kind: z.literal('metrics'), points: z.array(metricPointSchema) }),
  z.object({ kind: z.literal('trace'), trace: traceSchema }),
  z.object({ kind: z.literal('event'), event: runEventSchema }),
])
export type RunUpdate = z.infer<typeof runUpdateSchema>

/**
 * What a model is asked: cells by the roles its task reads, or a row of the run's own dataset. Numbers of an array are row-major, null (NaN where they are typed) where one is missing; a clip has millions.
 */
const cellInputSchema = z.union([z.string(), z.array(z.string()), z.object({ shape: z.array(z.number().int().nonnegative()).min(1).max(4), values: z.union([arrayDataSchema, z.array(z.number().nullable())]), rate: z.number().positive().nullable() })])
/** What is known beforehand of the steps to come, [steps][known columns]; null, and a step that is not told of, as it is assumed without being told. */
const aheadSchema = z.strictObject({ known: z.array(z.array(z.string().max(1000).nullable()).max(1000)).max(5000) })
export const predictInputSchema = z.union([
  z.strictObject({ cells: z.partialRecord(z.enum(roleNames), cellInputSchema) }),
  z.strictObject({ row: z.number().int().nonnegative(), ahead: aheadSchema.optional() }),
])
export type PredictInput = z.infer<typeof predictInputSchema>

/** What a model says of one input; `text` is the input in words, for lists and files. */
export const predictionSchema = z.object({ text: z.string(), answer: answerSchema })
export type Prediction = z.infer<typeof predictionSchema>

/** What a config would cost, told before it starts; `vocabulary` is 0 where there are no tokens. */
export const preflightSchema = z.object({ parameters: z.number().int(), stepsPerEpoch: z.number().int(), totalSteps: z.number().int(), memoryBytes: z.number(), vocabulary: z.number().int() })
export type Preflight = z.infer<typeof preflightSchema>

/** One item of the stream `runs.write`: what was written on, then, last, all of it. */
export const writeUpdateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('piece'), text: z.string() }),
  z.object({ kind: z.literal('done'), prediction: predictionSchema }),
])
export type WriteUpdate = z.infer<typeof writeUpdateSchema>
