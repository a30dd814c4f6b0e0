/**
 * A dataset: an imported, immutable, content-hashed table of sequences with its schema and statistics.
 * A re-import of the same name is a new version, never a change.
 */
import { z } from 'zod'
import { chosenRolesSchema, rolesSchema, taskKinds } from './roles.ts'
import { decimals } from './spelled-numbers.ts'

/**
 * The scalar types are told from the strings of a column. In a column of tokens each cell is a list of strings; in one of
 * arrays (series, audio, frames) each cell is an array by time step, see cell.ts.
 */
export const columnTypes = ['text', 'category', 'integer', 'number', 'boolean', 'date', 'empty', 'tokens', 'series', 'audio', 'frames'] as const
export type ColumnType = (typeof columnTypes)[number]
/** What every cell of a column of arrays shares. */
export const arrayColumnSchema = z.object({
  dtype: z.enum(['float32', 'int16', 'uint8']),
  /** Names of the channels of a series; empty where they have none. */
  channels: z.array(z.string()),
  /** Time steps a second; null where unknown. */
  rate: z.number().positive().nullable(),
})
export const columnSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  /** null for scalars and tokens. */
  array: arrayColumnSchema.nullable().default(null),
  /** Different values seen; counted up to a limit in a preview, exact in a dataset. */
  distinct: z.number().int(),
  missing: z.number().int(),
  /** Mean length of the values in characters: tells a text from a category. */
  meanLength: z.number(),
  /** Mean number of words between spaces, over some of the values; null in a script that puts no spaces between words. Left out where it was not looked at. */
  words: z.number().nullable().optional(),
  /** How a column of numbers writes decimals (spelled-numbers.ts); unclear: no cell says whether its comma is decimal, and it is read as grouping thousands. Left out where no cell has a mark. */
  decimal: z.enum([...decimals, 'unclear']).optional(),
})
export type Column = z.infer<typeof columnSchema>

/**
 * A remedy as data: the window offers a button, the command line says the option. choose-role: `role`, `column`; set-split:
 * `kind` (of split.ts); set-option: fields of ImportOptions; set-preprocessing: fields of the preprocessing; open-rejected: nothing.
 */
export const remedySchema = z.object({
  action: z.enum(['choose-role', 'set-split', 'set-option', 'set-preprocessing', 'open-rejected']),
  value: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})
export type Remedy = z.infer<typeof remedySchema>

/** Something worth saying about data: one line of meaning, one remedy. Keys of locales `findings.*`. */
export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning']),
  message: z.string(),
  hint: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What one click may do about it; null where only the file can be corrected. */
  remedy: remedySchema.nullable().default(null),
})
export type Finding = z.infer<typeof findingSchema>

/** What a person may override of what was detected. Every field left out is detected. */
export const importOptionsSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  format: z.string().optional(),
  encoding: z.string().optional(),
  delimiter: z.string().optional(),
  /** Whether the first line names the columns. */
  header: z.boolean().optional(),
  /** Whether double quotes quote. */
  quoting: z.boolean().optional(),
  /** What the data is for; suggested where left out. */
  task: z.enum(taskKinds).optional(),
  /** Columns by role; a role that is left out is suggested, and one with no column is to have none. */
  roles: chosenRolesSchema.optional(),
  /** The table to read, of a format that holds several (sheets of a workbook, tables of a database). */
  table: z.string().optional(),
  /** drop: of rows that repeat an earlier one in every column of a role, the first alone is kept. */
  duplicates: z.enum(['keep', 'drop']).optional(),
  /** How numbers write decimals, in every column that has any mark. */
  decimal: z.enum(decimals).optional(),
  /** How the names of recordings or clips are made: {label}_{speaker}_{index}. */
  pattern: z.string().optional(),
})
export type ImportOptions = z.infer<typeof importOptionsSchema>

/** What data could be for: `why` says it in a sentence, for the window by code. */
export const suggestionSchema = z.object({ task: z.enum(taskKinds), reason: z.string(), why: findingSchema.nullable().default(null), roles: rolesSchema })
export type Suggestion = z.infer<typeof suggestionSchema>

const fileSchema = z.object({ name: z.string(), bytes: z.number() })

/** What is in the files, told from their beginning, before anything is imported. */
export const previewSchema = z.object({
  files: z.array(fileSchema),
  format: z.string(),
  encoding: z.string(),
  /** Other encodings that could be, best first. */
  encodings: z.array(z.string()),
  /** null where the format has none. */
  delimiter: z.string().nullable(),
  header: z.boolean().nullable(),
  /** Whether double quotes are read as quoting; false where they are plain characters of the text. */
  quoting: z.boolean().nullable(),
  columns: z.array(columnSchema),
  rows: z.array(z.array(z.string())),
  /** Tables of the file, where the format holds several; else empty. */
  tables: z.array(z.string()).default([]),
  /** What the data could be for, best first, each with the reason and the columns it would take. Empty where nothing fits. */
  suggestions: z.array(suggestionSchema).default([]),
  findings: z.array(findingSchema),
})
export type Preview = z.infer<typeof previewSchema>

/** A histogram: `counts[i]` values lie in [edges[i], edges[i + 1]), the last bin closed. */
export const histogramSchema = z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) })
export type Histogram = z.infer<typeof histogramSchema>

export const lengthsSchema = z.object({
  /** words or characters, as the tokeniser counts. */
  unit: z.string(),
  minimum: z.number(),
  median: z.number(),
  mean: z.number(),
  percentile95: z.number(),
  maximum: z.number(),
  histogram: histogramSchema,
})
export type Lengths = z.infer<typeof lengthsSchema>

export const vocabularySchema = z.object({
  distinct: z.number().int(),
  tokens: z.number().int(),
  /** false: words seen once were forgotten on the way, so there are more than `distinct`. */
  exact: z.boolean(),
  /** The most frequent, most frequent first. */
  top: z.array(z.object({ token: z.string(), count: z.number().int() })),
})
export type Vocabulary = z.infer<typeof vocabularySchema>

export const labelCountSchema = z.object({ label: z.string(), count: z.number().int() })
/** A row left out. `code` and `details` are of the table in rejection.ts, `reason` is them in words. */
export const rejectionSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  code: z.string(),
  reason: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Rejection = z.infer<typeof rejectionSchema>

const datasetShape = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number().int().positive(),
  /** SHA-256 of the accepted rows: the same content has the same hash wherever it came from. */
  hash: z.string(),
  createdAt: z.string(),
  format: z.string(),
  encoding: z.string(),
  delimiter: z.string().nullable(),
  files: z.array(fileSchema),
  /** Sequences that can be learned from; rows read is sequences + rejected. */
  sequences: z.number().int(),
  rows: z.number().int(),
  columns: z.array(columnSchema),
  /** What it was imported for, and which column is what. */
  task: z.enum(taskKinds),
  roles: rolesSchema,
  /** Classes, most frequent first; tags of a tagged dataset; empty where there are none. */
  labels: z.array(labelCountSchema),
  /** Lengths in time steps: words as the default tokeniser counts them, rows of a series, frames, seconds of audio (see its unit). */
  lengths: lengthsSchema,
  /** Words of all texts, as the default tokeniser makes them; null where there are none. A run counts those of its training split. */
  vocabulary: vocabularySchema.nullable().default(null),
  rejected: z.number().int(),
  /** The first hundred. */
  rejections: z.array(rejectionSchema),
  /** Name of the file in the folder of the dataset that lists all of them; null where there are none. */
  rejectedFile: z.string().nullable().default(null),
  findings: z.array(findingSchema),
  /** Where the data comes from and under which licence, for samples; empty otherwise. */
  source: z.string(),
})

/** Datasets of version 0.1.0 knew one text and one label and no other kind. */
function upgradeDataset(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('textColumn' in document) || !('labelColumn' in document)) return document
  const { textColumn, labelColumn, ...rest } = document
  return { ...rest, task: 'classification', roles: { text: [textColumn], label: [labelColumn] } }
}
export const datasetSchema = z.preprocess(upgradeDataset, datasetShape)
export type Dataset = z.infer<typeof datasetShape>

/** One stored sequence. `index` is its row in the dataset and never changes. */
export const exampleSchema = z.object({ index: z.number().int(), text: z.string(), label: z.string() })
export type Example = z.infer<typeof exampleSchema>

/**
 * A cell as a table shows it: a text (very long ones cut), tokens, or an array by its shape with `lines` (up to 8 channels of up
 * to 64 values; null is missing) or, for frames, a small grey `picture` of the middle one, row by row.
 */
export const displayArraySchema = z.object({
  shape: z.array(z.number().int()),
  rate: z.number().nullable(),
  lines: z.array(z.array(z.number().nullable())),
  picture: z.object({ height: z.number().int(), width: z.number().int(), values: z.array(z.number()) }).nullable(),
})
export const displayValueSchema = z.union([z.string(), z.array(z.string()), displayArraySchema])
export type DisplayValue = z.infer<typeof displayValueSchema>

/** A row for a table: `values` in the order of the columns. */
export const rowSchema = z.object({ index: z.number().int(), values: z.array(displayValueSchema) })
export type Row = z.infer<typeof rowSchema>

export const splitNames = ['train', 'validation', 'test'] as const
export type SplitName = (typeof splitNames)[number]

/** What a split and a preprocessing make of a dataset; the vocabulary is counted on the training split alone. */
export const splitStatisticsSchema = z.object({
  sizes: z.record(z.enum(splitNames), z.number().int()),
  /** label -> count by split. */
  balance: z.array(z.object({ label: z.string(), train: z.number().int(), validation: z.number().int(), test: z.number().int() })),
  lengths: lengthsSchema,
  vocabulary: z.number().int(),
  /** Share of tokens of the validation split that are not in the vocabulary, 0 to 1. */
  outOfVocabulary: z.number(),
  /** Share of sequences cut by maximumLength, 0 to 1. */
  truncated: z.number(),
  /** Texts that stand, letter for letter, in more than one split. */
  duplicatesAcross: z.number().int(),
  duplicateExamples: z.array(z.object({ text: z.string(), splits: z.array(z.string()) })),
  findings: z.array(findingSchema),
})
export type SplitStatistics = z.infer<typeof splitStatisticsSchema>

/** A data set that ships with the app. */
export const sampleSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  source: z.string(),
  licence: z.string(),
  synthetic: z.boolean(),
  task: z.string(),
  /** The preset that suits it best. */
  preset: z.string(),
  sequences: z.number().int(),
  classes: z.number().int(),
})
export type Sample = z.infer<typeof sampleSchema>
