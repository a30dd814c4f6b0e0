/**
 * The boundary between the backend and an engine process (trainer.ts). One process trains one run; another, kept warm,
 * answers for finished models. Only the backend writes to the tracker: a trainer sends what happened.
 */
import { z } from 'zod'
import { configSchema, engineNames } from '../domain/config.ts'
import { evaluationSchema, runResultSchema } from '../domain/evaluation.ts'
import { splitNames } from '../domain/dataset.ts'
import { predictInputSchema, predictionSchema, preflightSchema, runEventSchema, writeUpdateSchema } from '../domain/run.ts'
import { predictOptionsSchema } from '../domain/tasks/index.ts'
import { metricPointSchema } from '../domain/metric.ts'
import { traceSchema } from '../domain/trace.ts'
import { exportFormats, skippedFormatSchema, verificationSchema } from '../domain/export.ts'
import { progressSchema } from '../domain/progress.ts'
import { engineReportSchema } from '../domain/system.ts'
import { wireErrorSchema } from './errors.ts'
import { call, job, stream } from './shape.ts'

/** What a training process reports, in order. The last is `finished` or `failed`; a process that ends without either crashed. */
export const trainerUpdateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), engine: z.enum(engineNames), threads: z.number().int(), parameters: z.number().int(), totalSteps: z.number().int() }),
  z.object({ kind: z.literal('metrics'), points: z.array(metricPointSchema) }),
  z.object({ kind: z.literal('progress'), progress: progressSchema, epoch: z.number(), step: z.number().int(), seconds: z.number() }),
  z.object({ kind: z.literal('trace'), trace: traceSchema }),
  z.object({ kind: z.literal('event'), event: runEventSchema }),
  /** `file` is relative to the run's directory. */
  z.object({ kind: z.literal('checkpoint'), file: z.string(), step: z.number().int(), epoch: z.number(), best: z.boolean(), metrics: z.record(z.string(), z.number()) }),
  z.object({ kind: z.literal('paused') }),
  z.object({ kind: z.literal('resumed') }),
  z.object({ kind: z.literal('finished'), status: z.enum(['done', 'stopped']), step: z.number().int(), seconds: z.number(), bestEpoch: z.number().int().nullable(), result: runResultSchema, evaluation: evaluationSchema }),
  z.object({ kind: z.literal('failed'), error: wireErrorSchema, step: z.number().int(), seconds: z.number() }),
])
export type TrainerUpdate = z.infer<typeof trainerUpdateSchema>

const model = { runDirectory: z.string(), datasetDirectory: z.string(), engine: z.enum(['auto', ...engineNames]).default('auto') }

export const trainerApi = {
  /** `continueFrom` names a checkpoint file of the run's directory. */
  'train': stream(z.strictObject({ config: configSchema, runDirectory: z.string(), datasetDirectory: z.string(), continueFrom: z.string().nullable() }), trainerUpdateSchema),
  'pause': call(z.strictObject({}), z.object({})),
  'resume': call(z.strictObject({}), z.object({})),
  'stop': call(z.strictObject({}), z.object({})),
  'predict': call(z.strictObject({ ...model, inputs: z.array(predictInputSchema), options: predictOptionsSchema }), z.array(predictionSchema)),
  /** One input of a task that writes, told as it is written. */
  'write': stream(z.strictObject({ ...model, input: predictInputSchema, options: predictOptionsSchema }), writeUpdateSchema),
  /** On a split of the dataset, or on all rows of the dataset where `split` is null. `intervals`: the bootstrap too, which takes a moment. */
  'evaluate': job(z.strictObject({ ...model, split: z.enum(splitNames).nullable(), intervals: z.boolean() }), evaluationSchema),
  /** What a config would cost, from its data and its model themselves. */
  'preflight': call(z.strictObject({ config: configSchema, datasetDirectory: z.string() }), preflightSchema),
  /** Writes into `directory`, which exists and is empty; removes what it wrote when the verification fails. */
  'export': job(
    z.strictObject({ ...model, formats: z.array(z.enum(exportFormats)), directory: z.string() }),
    z.object({ files: z.array(z.string()), verification: verificationSchema, skipped: z.array(skippedFormatSchema) }),
  ),
  'engines': call(z.strictObject({ measure: z.boolean() }), z.array(engineReportSchema)),
}
export type TrainerApi = typeof trainerApi
