/**
 * How a finished model did on one split. What every task has in common are metrics with their intervals; the rest are
 * panels: a few kinds of picture that any task fills and the window draws without knowing the task.
 */
import { z } from 'zod'
import { splitNames } from './dataset.ts'

/** By metric name: `loss`, `accuracy`, `macroF1`, ... see metric-table.ts. */
export const metricsSchema = z.record(z.string(), z.number())
export type Metrics = z.infer<typeof metricsSchema>

export const intervalSchema = z.object({ low: z.number(), high: z.number() })
export type Interval = z.infer<typeof intervalSchema>

const titled = {
  /** Key of the window's `panels.*`. */
  code: z.string(),
  /** In English: what is shown where the window has no words for the code. */
  title: z.string(),
}
const cell = z.union([z.string(), z.number(), z.null()])

export const panelSchema = z.discriminatedUnion('kind', [
  /** Rows of `matrix` are true labels, columns predicted ones. */
  z.object({
    kind: z.literal('confusion'), ...titled,
    labels: z.array(z.string()),
    matrix: z.array(z.array(z.number().int())),
    perLabel: z.array(z.object({ label: z.string(), precision: z.number(), recall: z.number(), f1: z.number(), support: z.number().int() })),
  }),
  /** `format` of a column: how its numbers are read. */
  z.object({ kind: z.literal('table'), ...titled, columns: z.array(z.object({ name: z.string(), format: z.enum(['text', 'share', 'number', 'integer']) })), rows: z.array(z.array(cell)) }),
  z.object({ kind: z.literal('lines'), ...titled, x: z.string(), y: z.string(), lines: z.array(z.object({ name: z.string(), points: z.array(z.tuple([z.number(), z.number()])), dashed: z.boolean().default(false) })) }),
  /** What the model got most wrong, worst first; `index` is the row in the dataset. */
  z.object({ kind: z.literal('examples'), ...titled, items: z.array(z.object({ index: z.number().int(), input: z.string(), truth: z.string(), answer: z.string(), score: z.number() })) }),
  /** Bands around a line: forecasts beside what came. Null where there is no value. */
  z.object({
    kind: z.literal('forecasts'), ...titled,
    items: z.array(z.object({
      name: z.string(), times: z.array(z.string()), history: z.array(z.number().nullable()), truth: z.array(z.number().nullable()), forecast: z.array(z.number().nullable()),
      low: z.array(z.number().nullable()), high: z.array(z.number().nullable()),
    })),
  }),
])
export type Panel = z.infer<typeof panelSchema>

export const evaluationSchema = z.object({
  /** null for rows that are not of the run's dataset. */
  split: z.enum(splitNames).nullable(),
  /** Examples (or words, or windows) that the figures are over. */
  rows: z.number().int(),
  metrics: metricsSchema,
  /** 95 %, by the bootstrap over those rows; empty where not asked for. */
  intervals: z.record(z.string(), intervalSchema),
  panels: z.array(panelSchema),
})
export type Evaluation = z.infer<typeof evaluationSchema>

/** A baseline beside which a model must be read, on the same split. */
export const baselineSchema = z.object({ name: z.string(), metrics: metricsSchema })
export type Baseline = z.infer<typeof baselineSchema>

/**
 * The model against the strongest baseline on the same rows, by a paired bootstrap: `difference` is model minus baseline
 * in `metric`, with its 95 % interval; not-proven where the interval holds zero.
 */
export const verdictSchema = z.object({
  kind: z.enum(['better', 'not-proven', 'worse']),
  metric: z.string(),
  baseline: z.string(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
})
export type Verdict = z.infer<typeof verdictSchema>

export const runResultSchema = z.object({
  train: metricsSchema,
  validation: metricsSchema,
  test: metricsSchema,
  /** The metrics of the strongest of `baselines`. */
  baseline: metricsSchema,
  baselines: z.array(baselineSchema),
  /** null where there is no baseline. */
  verdict: verdictSchema.nullable().default(null),
})
export type RunResult = z.infer<typeof runResultSchema>
