/** The next `horizon` values of one or many series, with intervals. */
import { z } from 'zod'
import { scalerSchema } from '../prepared.ts'
import { windowsPreprocessingSchema } from '../preprocessing.ts'
import { decimals } from '../spelled-numbers.ts'

const count = z.number().int().positive()

export const forecastingTaskSchema = z.strictObject({
  kind: z.literal('forecasting'),
  horizon: count.max(5000).default(24).describe('steps forecast at once'),
  architecture: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('segments'), segment: count.default(24).describe('steps read, and written, at a time') }),
      z.strictObject({ kind: z.literal('direct') }),
      z.strictObject({
        kind: z.literal('encoderDecoder'),
        teacherForcing: z.number().min(0).max(1).default(0.5).describe('share of training batches in which the decoder is given the true value before'),
      }),
    ])
    .default({ kind: 'segments', segment: 24 })
    .describe('segments: reads and writes stretches of time, each series by itself; direct: reads step by step, writes all steps at once; encoderDecoder: writes step by step'),
  normalise: z.enum(['last', 'mean', 'season', 'none']).default('last').describe('what is taken from each window before it is read and given back to the forecast: its last value or its mean; season: its last value, and a forecast from its last season is given back, so that the network learns only what is left'),
  loss: z.enum(['mse', 'mae', 'quantile']).default('mae').describe('quantile: learns the middle and the ends of the interval'),
  interval: z.number().min(0.5).max(0.99).default(0.8).describe('share of future values that the interval should hold'),
  period: count.nullable().default(null).describe('steps after which the series repeats, for the seasonal baseline; null to find it'),
})
export type ForecastingTask = z.infer<typeof forecastingTaskSchema>

/** Calendar features a time can give: sine and cosine of its place in the day, the week and the year. */
export const calendarParts = ['day', 'week', 'year'] as const

export const forecastingFittedSchema = z.object({
  task: z.literal('forecasting'),
  preprocessing: windowsPreprocessingSchema,
  horizon: count,
  /** Columns that are forecast. */
  channels: z.array(z.string()).min(1),
  /** Columns known beforehand, and up to now; then the numbers made of them: a column, or `name=value` for a category. */
  knownColumns: z.array(z.string()),
  pastColumns: z.array(z.string()),
  known: z.array(z.string()),
  past: z.array(z.string()),
  /** Of each known column of numbers that has but two values in the training rows, those: a yes or no. Empty for any other. */
  knownValues: z.array(z.array(z.string())).default([]),
  /** Columns of numbers that do not write decimals with a point alone (spelled-numbers.ts): cells of other tables are read so too. */
  decimals: z.record(z.string(), z.enum(decimals)).optional(),
  calendar: z.array(z.enum(calendarParts)),
  /** Names of the series; one empty name where there is only one. */
  items: z.array(z.string()).min(1),
  /** Of the channels, one for each item; then of the known and the past numbers, one for all. */
  scalers: z.array(scalerSchema),
  knownScaler: scalerSchema,
  pastScaler: scalerSchema,
  /** Milliseconds (or counted steps) from one row to the next; 0 where there are no times. */
  step: z.number(),
  /** Steps of one season; 1 where there is none. */
  period: count,
  /** Mean absolute difference from one season to the next by series and channel, over the training steps: what MASE counts in. null where nothing changes. */
  seasonal: z.array(z.array(z.number().nullable())).default([]),
})
export type ForecastingFitted = z.infer<typeof forecastingFittedSchema>

/** One series, scaled and without gaps; C channels, K known numbers (calendar included), P past numbers. */
export interface ForecastSeries {
  item: number
  /** [T] */
  steps: number
  /** [T * C] scaled */
  values: Float32Array
  /** [T * C], 1 where the value was measured and 0 where it was filled in. */
  observed: Uint8Array
  /** [T * K], [T * P] */
  known: Float32Array
  past: Float32Array
  /** As they stand in the data; empty strings where there are none. */
  times: string[]
  /** Row of the dataset of each step. */
  rows: Int32Array
}

/** A forecast begins at step `at` of series `series`: it reads `input` steps before and writes `horizon` from there. */
export interface ForecastPart {
  series: readonly ForecastSeries[]
  /** [N] */
  of: Int32Array
  at: Int32Array
}

/** What a forecast takes for known beforehand. */
const forecastKnownSchema = z.object({
  /** `values`: those of the training rows that the model tells apart; of a number only where it is a yes or no. */
  columns: z.array(z.object({ name: z.string(), kind: z.enum(['number', 'category']), values: z.array(z.string()) })),
  /** [H][columns], as a table would spell them; an empty one is no value. */
  steps: z.array(z.array(z.string())),
  /** [H][columns]: whether the data's own rows behind the last measured one say it. What they do not say repeats the last value. */
  given: z.array(z.array(z.boolean())),
})
export type ForecastKnown = z.infer<typeof forecastKnownSchema>

/** The last steps of one series, to be continued. */
export interface ForecastingEncoded {
  task: 'forecasting'
  series: ForecastSeries
  /** First step to be written. */
  at: number
  item: string
  /** null where nothing is known beforehand. */
  known: ForecastKnown | null
}

const numbers = z.array(z.number())
export const forecastingAnswerSchema = z.object({
  task: z.literal('forecasting'),
  item: z.string(),
  /** Names of the forecast steps: dates where the data has them. */
  times: z.array(z.string()),
  interval: z.number(),
  channels: z.array(z.object({ name: z.string(), history: numbers, historyTimes: z.array(z.string()), forecast: numbers, low: numbers, high: numbers })),
  /** null where the model reads nothing that is known beforehand. */
  known: forecastKnownSchema.nullable().default(null),
})
export type ForecastingAnswer = z.infer<typeof forecastingAnswerSchema>
