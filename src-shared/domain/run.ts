/** A run: one training of one config, with its metrics, traces, checkpoints and events. */
import { z } from 'zod'
import { configSchema, engineNames } from './config.ts'
import { splitNames } from './dataset.ts'
import { progressSchema } from './progress.ts'
import { metricPointSchema } from './metric.ts'
import { traceSchema } from './trace.ts'
import { textDetailsSchema, wireErrorSchema } from '../contract/errors.ts'

export const runStatuses = ['queued', 'running', 'paused', 'done', 'stopped', 'failed', 'crashed'] as const
export type RunStatus = (typeof runStatuses)[number]
/** Colours of the run palette (--run-0 .. of the window's tokens); later runs reuse them, with another dash. */
export const runPaletteSize = 10
export const activeStatuses: readonly RunStatus[] = ['queued', 'running', 'paused']

/** By metric name: `loss`, `accuracy`, `macroF1`, ... */
export const metricsSchema = z.record(z.string(), z.number())
export type Metrics = z.infer<typeof metricsSchema>

/** A baseline beside which a model must be read, on the same test split. */
export const baselineSchema = z.object({ name: z.string(), metrics: metricsSchema })
export type Baseline = z.infer<typeof baselineSchema>

/** The final figures of a run. `baseline` holds the metrics of the strongest of `baselines`. */
export const runResultSchema = z.object({
  train: metricsSchema,
  validation: metricsSchema,
  test: metricsSchema,
  baseline: metricsSchema,
  baselines: z.array(baselineSchema),
})
export type RunResult = z.infer<typeof runResultSchema>

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

/** How a finished model did on one split: rows of `matrix` are true labels, columns predicted ones. */
export const evaluationSchema = z.object({
  split: z.enum(splitNames),
  metrics: metricsSchema,
  labels: z.array(z.string()),
  matrix: z.array(z.array(z.number().int())),
  perLabel: z.array(z.object({ label: z.string(), precision: z.number(), recall: z.number(), f1: z.number(), support: z.number().int() })),
})
export type Evaluation = z.infer<typeof evaluationSchema>

/** An evaluation on a split or on other rows (`split` null), each metric with its 95 % bootstrap interval. */
export const evaluationReportSchema = evaluationSchema.extend({
  split: z.enum(splitNames).nullable(),
  rows: z.number().int(),
  intervals: z.record(z.string(), z.object({ low: z.number(), high: z.number() })),
})
export type EvaluationReport = z.infer<typeof evaluationReportSchema>

/** What a model says of one text. Probabilities add up to 1, in the order of `labels`. */
export const predictionSchema = z.object({
  text: z.string(),
  label: z.string(),
  labels: z.array(z.string()),
  probabilities: z.array(z.number()),
  tokens: z.array(z.object({ token: z.string(), known: z.boolean() })),
})
export type Prediction = z.infer<typeof predictionSchema>
