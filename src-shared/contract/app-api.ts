/**
 * THE boundary between the window (or the command line, or a test) and the backend: name -> signature.
 * Arguments are validated where they are received. Files come as tokens that main granted for a dialog or a drop.
 */
import { z } from 'zod'
import { datasetSchema, importOptionsSchema, previewSchema, rowSchema, sampleSchema, splitNames, splitStatisticsSchema } from '../domain/dataset.ts'
import { arrayCellSchema } from '../domain/cell.ts'
import { roleNames } from '../domain/roles.ts'
import { configDifferenceSchema, configIssueSchema, configSchema, presetSchema, splitSchema } from '../domain/config.ts'
import { preprocessingSchema } from '../domain/preprocessing.ts'
import { baselineSchema, evaluationSchema, metricsSchema } from '../domain/evaluation.ts'
import { predictInputSchema, predictionSchema, preflightSchema, runEventSchema, runSchema, runUpdateSchema, writeUpdateSchema } from '../domain/run.ts'
import { predictOptionsSchema } from '../domain/tasks/index.ts'
import { metricSeriesSchema } from '../domain/metric.ts'
import { traceSchema } from '../domain/trace.ts'
import { exportFormats, exportResultSchema } from '../domain/export.ts'
import { systemReportSchema } from '../domain/system.ts'
import { call, job, stream } from './shape.ts'

const none = z.strictObject({})
const done = z.object({})
const id = z.strictObject({ id: z.string().min(1) })
const files = z.array(z.string().min(1)).min(1).max(10_000)

export const appApi = {
  /** `measure` times a small step on every engine: some seconds. */
  'system.report': call(z.strictObject({ measure: z.boolean().default(false) }), systemReportSchema),
  /** Lists that changed, so that the window reads them again; never more than 20 a second. */
  'workspace.watch': stream(none, z.object({ changed: z.enum(['datasets', 'runs', 'exports']), id: z.string() })),

  'samples.list': call(none, z.array(sampleSchema)),
  'samples.add': job(z.strictObject({ name: z.string() }), datasetSchema),

  /** What is in these files, from their beginning: answers in well under a second for a file of any size. */
  'datasets.preview': call(z.strictObject({ files, options: importOptionsSchema.default({}) }), previewSchema),
  'datasets.import': job(z.strictObject({ files, options: importOptionsSchema.default({}) }), datasetSchema),
  /** The stored rows read once more with other options, as a new version; the dataset itself stays as it is. */
  'datasets.reimport': job(z.strictObject({ id: z.string().min(1), options: importOptionsSchema.pick({ duplicates: true, roles: true, decimal: true }) }), datasetSchema),
  /** The rows as JSON Lines in a chosen folder (`directory` is its token); the name of the file that was written. */
  'datasets.save': job(z.strictObject({ id: z.string().min(1), directory: z.string().min(1) }), z.object({ file: z.string(), rows: z.number().int(), bytes: z.number() })),
  'datasets.list': call(none, z.array(datasetSchema)),
  'datasets.get': call(id, datasetSchema),
  'datasets.rename': call(z.strictObject({ id: z.string(), name: z.string().trim().min(1).max(200) }), datasetSchema),
  'datasets.remove': call(id, done),
  /** Rows `offset` .. `offset + limit` of the dataset, or of one part of a split; `search` keeps rows of which a text, tag or number contains it. */
  'datasets.rows': call(
    z.strictObject({ id: z.string(), offset: z.number().int().nonnegative().default(0), limit: z.number().int().positive().max(1000).default(100), search: z.string().default('') }),
    z.object({ total: z.number().int(), rows: z.array(rowSchema) }),
  ),
  /** One array whole, to look at or to listen to: the first of the row's cells with this role. */
  'datasets.array': call(z.strictObject({ id: z.string(), row: z.number().int().nonnegative(), role: z.enum(roleNames) }), arrayCellSchema),
  /** What a split and a preprocessing make of the dataset; a minute's work for millions of rows, an answer at once where it was asked before. */
  'datasets.statistics': job(z.strictObject({ id: z.string(), split: splitSchema, preprocessing: preprocessingSchema }), splitStatisticsSchema),

  'configs.presets': call(z.strictObject({ task: z.string().default('classification') }), z.array(presetSchema)),
  /** A config for this dataset from a preset; the preset that suits it best where none is named. */
  'configs.create': call(z.strictObject({ datasetId: z.string(), preset: z.string().optional() }), configSchema),
  'configs.validate': call(z.strictObject({ document: z.unknown() }), z.object({ issues: z.array(configIssueSchema) })),
  /** What a valid config would cost, told before it starts. */
  'configs.preflight': call(
    z.strictObject({ config: configSchema }),
    preflightSchema,
  ),

  'runs.start': call(z.strictObject({ config: configSchema }), runSchema),
  /** Continues a stopped, failed or crashed run from its last checkpoint. */
  'runs.continue': call(id, runSchema),
  'runs.pause': call(id, runSchema),
  'runs.resume': call(id, runSchema),
  /** Ends a run at the next step; it keeps its checkpoint. */
  'runs.stop': call(id, runSchema),
  'runs.list': call(none, z.array(runSchema)),
  'runs.get': call(id, runSchema),
  'runs.update': call(z.strictObject({ id: z.string(), name: z.string().trim().min(1).max(200).optional(), notes: z.string().optional(), tags: z.array(z.string()).optional() }), runSchema),
  'runs.remove': call(id, done),
  'runs.watch': stream(id, runUpdateSchema),
  'runs.metrics': call(
    z.strictObject({ ids: z.array(z.string()).min(1), names: z.array(z.string()).optional(), maximumPoints: z.number().int().positive().max(100_000).default(1000) }),
    z.array(metricSeriesSchema),
  ),
  'runs.traces': call(z.strictObject({ id: z.string(), last: z.number().int().positive().max(1000).default(1) }), z.array(traceSchema)),
  'runs.events': call(id, z.array(runEventSchema)),
  'runs.evaluation': call(z.strictObject({ id: z.string(), split: z.enum(splitNames).default('test') }), evaluationSchema),
  /** The model on a split of its dataset, or on other files that have the same columns; intervals by the bootstrap. */
  'runs.evaluate': job(
    z.strictObject({ id: z.string(), split: z.enum(splitNames).default('test'), files: files.optional(), options: importOptionsSchema.default({}) }),
    evaluationSchema,
  ),
  'runs.compare': call(
    z.strictObject({ ids: z.array(z.string()).min(1) }),
    z.object({
      runs: z.array(runSchema),
      differences: z.array(configDifferenceSchema),
      metrics: z.array(z.object({ runId: z.string(), train: metricsSchema, validation: metricsSchema, test: metricsSchema, baselines: z.array(baselineSchema) })),
    }),
  ),
  'runs.predict': call(z.strictObject({ id: z.string(), inputs: z.array(predictInputSchema).min(1).max(10_000), options: predictOptionsSchema.default({}) }), z.array(predictionSchema)),
  /** For tasks that write: the answer piece by piece; cancelling the stream ends the writing. */
  'runs.write': stream(z.strictObject({ id: z.string(), input: predictInputSchema, options: predictOptionsSchema.default({}) }), writeUpdateSchema),

  /** `directory` is a token of a chosen folder; without it the export lies in the workspace. */
  'exports.create': job(z.strictObject({ runId: z.string(), formats: z.array(z.enum(exportFormats)).min(1), directory: z.string().optional() }), exportResultSchema),
  'exports.list': call(z.strictObject({ runId: z.string().optional() }), z.array(exportResultSchema)),
}
export type AppApi = typeof appApi
