/**
 * How the cells of a dataset become time steps. One variant a kind of input; what is fitted (vocabulary, scaling) is
 * fitted on the training split alone and lies in prepared.ts.
 */
import { z } from 'zod'
import type { Role } from './roles.ts'

const count = z.number().int().positive()

const textFields = {
  tokenizer: z.enum(['word', 'character', 'bytePair']).default('word').describe('what one time step is; bytePair: frequent pieces of words, learned from the training texts, as many as maximumVocabulary'),
  lowercase: z.boolean().default(true).describe('treat Good and good as one word'),
  foldNumbers: z.boolean().default(false).describe('every digit becomes 0: 1984 and 2026 are one word'),
  minimumCount: count.default(1).describe('words seen less often in training become <unknown>'),
  maximumVocabulary: count.default(20_000).describe('keep the most frequent words only'),
  maximumLength: count.default(400).describe('longer sequences keep their first steps only'),
}
/** Text without its discriminator, for tasks that read two texts. */
export const textPartSchema = z.strictObject(textFields)
export type TextPart = z.infer<typeof textPartSchema>

const vectorsSchema = z
  .strictObject({
    file: z.string().min(1).describe('a .vec file of fastText or word2vec, or a .txt file of GloVe, gzipped or not'),
    extraWords: z.number().int().min(0).max(1_000_000).default(20_000).describe('so many words from the beginning of the file are known even if no training sentence has them'),
  })
  .nullable()
  .describe('pretrained vectors that words begin with')
export type VectorsPreprocessing = NonNullable<z.infer<typeof vectorsSchema>>

export const textPreprocessingSchema = z.strictObject({ kind: z.literal('text').optional().default('text'), ...textFields, vectors: vectorsSchema.optional() })
export type TextPreprocessing = z.infer<typeof textPreprocessingSchema>

export const scalings = ['standard', 'minmax', 'robust', 'window', 'none'] as const
const scaling = z.enum(scalings).default('standard').describe('standard: mean 0, spread 1 over the training rows; window: each sequence by its own mean and spread')

export const seriesPreprocessingSchema = z.strictObject({
  kind: z.literal('series'),
  scaling,
  differencing: z.boolean().default(false).describe('learn from the change between time steps instead of the values'),
  maximumLength: count.default(2000).describe('longer sequences keep their first steps only'),
  window: count.max(128).default(1).describe('neighbouring time steps that are read together, so that short shapes are seen at once'),
  stride: count.max(64).default(1).describe('time steps from one such reading to the next: more makes long series short'),
  augment: z
    .strictObject({
      jitter: z.number().min(0).max(1).default(0.03).describe('noise, of the spread'),
      scaling: z.number().min(0).max(1).default(0.1).describe('larger or smaller, by channel'),
      warp: z.number().min(0).max(0.5).default(0.1).describe('faster at one end and slower at the other, of the length'),
      crop: z.number().min(0).max(0.5).default(0.1).describe('cut off at the ends at most, of the length'),
    })
    .nullable()
    .default(null)
    .describe('changes training series a little each time they are seen, so that few go further'),
})
export type SeriesPreprocessing = z.infer<typeof seriesPreprocessingSchema>

export const audioPreprocessingSchema = z.strictObject({
  kind: z.literal('audio'),
  rate: count.min(4000).max(48_000).default(8000).describe('samples a second after resampling'),
  features: z.enum(['logMel', 'mfcc']).default('logMel').describe('what one time step is made of'),
  bands: count.max(256).default(40).describe('numbers a time step: mel bands, or cepstral coefficients'),
  windowMilliseconds: z.number().positive().max(1000).default(25),
  hopMilliseconds: z.number().positive().max(1000).default(10).describe('milliseconds from one time step to the next'),
  normalise: z.enum(['training', 'recording', 'none']).default('training').describe('mean 0 and spread 1 of each band, over the training recordings or over each recording alone'),
  maximumSeconds: z.number().positive().max(3600).default(20).describe('longer recordings keep their beginning only'),
  augment: z
    .strictObject({ timeMasks: z.number().int().min(0).max(20).default(1), timeWidth: count.default(15), bandMasks: z.number().int().min(0).max(20).default(1), bandWidth: count.default(8), speed: z.number().min(0).max(0.5).default(0) })
    .nullable()
    .default(null)
    .describe('SpecAugment: hides stretches of time and bands, in training only; speed: share by which a recording is stretched or shortened at most'),
})
export type AudioPreprocessing = z.infer<typeof audioPreprocessingSchema>

export const framesPreprocessingSchema = z.strictObject({
  kind: z.literal('frames'),
  size: count.min(8).max(256).default(32).describe('width and height of a frame in pixels after cropping to a square'),
  grey: z.boolean().default(true).describe('one channel instead of three'),
  everyFrames: count.default(1).describe('keep every n-th frame'),
  maximumFrames: count.default(200).describe('longer clips keep their first frames only'),
  augment: z.boolean().default(false).describe('shift and brighten clips a little, in training only'),
})
export type FramesPreprocessing = z.infer<typeof framesPreprocessingSchema>

/** What turns one cell into one sequence. */
export type CellPreprocessing = TextPreprocessing | SeriesPreprocessing | AudioPreprocessing | FramesPreprocessing

/** Windows of long series, for forecasting. */
export const windowsPreprocessingSchema = z.strictObject({
  kind: z.literal('windows'),
  input: count.max(20_000).default(96).describe('steps that are read before a forecast'),
  stride: count.default(1).describe('steps from one training window to the next'),
  scaling: z.enum(['standard', 'minmax', 'robust', 'none']).default('standard').describe('standard: mean 0, spread 1 over the training rows of each series'),
  imputation: z.enum(['last', 'linear', 'mean']).default('last').describe('what stands for a missing value: the last one seen, a line between its neighbours, the mean of the training rows'),
  calendar: z.boolean().default(true).describe('tell the model the time of the day, of the week and of the year, where the data has times'),
})
export type WindowsPreprocessing = z.infer<typeof windowsPreprocessingSchema>

/** Words that are already apart, for tagging. */
export const wordsPreprocessingSchema = z.strictObject({
  kind: z.literal('words'),
  lowercase: z.boolean().default(true).describe('treat Good and good as one word; that it has a capital is told beside it'),
  foldNumbers: z.boolean().default(true).describe('every digit becomes 0: 1984 and 2026 are one word'),
  minimumCount: count.default(1).describe('words seen less often in training become <unknown>'),
  maximumVocabulary: count.default(50_000).describe('keep the most frequent words only'),
  maximumLength: count.default(200).describe('longer sentences are read in pieces of so many words'),
  vectors: vectorsSchema.default(null),
})
export type WordsPreprocessing = z.infer<typeof wordsPreprocessingSchema>

/** Two texts, for translation. The target keeps its capitals: it is what is written. */
export const pairsPreprocessingSchema = z.strictObject({
  kind: z.literal('pairs'),
  source: textPartSchema.prefault({}).describe('how the text that is read is cut into tokens'),
  target: textPartSchema.extend({ lowercase: textFields.lowercase.default(false) }).prefault({}).describe('how the text that is written is cut into tokens'),
  shared: z.boolean().default(false).describe('one vocabulary for both, where they are written alike'),
})
export type PairsPreprocessing = z.infer<typeof pairsPreprocessingSchema>

/** A task that needs another kind adds its variant here. */
export const preprocessingSchema = z.discriminatedUnion('kind', [textPreprocessingSchema, seriesPreprocessingSchema, audioPreprocessingSchema, framesPreprocessingSchema, windowsPreprocessingSchema, wordsPreprocessingSchema, pairsPreprocessingSchema])
export type PreprocessingConfig = z.infer<typeof preprocessingSchema>

/** The role of the cells that each kind reads. */
export const inputRoles: Record<PreprocessingConfig['kind'], Role> = { text: 'text', series: 'series', audio: 'audio', frames: 'frames', windows: 'values', words: 'tokens', pairs: 'source' }

/** Longest sequence in time steps where the preprocessing bounds it so; null where it does not. */
export function maximumSteps(preprocessing: PreprocessingConfig): number | null {
  const rules: { [Kind in PreprocessingConfig['kind']]: (own: Extract<PreprocessingConfig, { kind: Kind }>) => number | null } = {
    text: ({ maximumLength }) => maximumLength,
    series: ({ maximumLength }) => maximumLength,
    audio: ({ maximumSeconds, hopMilliseconds }) => Math.ceil((maximumSeconds * 1000) / hopMilliseconds),
    frames: ({ maximumFrames }) => maximumFrames,
    windows: ({ input }) => input,
    words: ({ maximumLength }) => maximumLength,
    pairs: ({ source, target }) => Math.max(source.maximumLength, target.maximumLength),
  }
  return (rules[preprocessing.kind] as (own: PreprocessingConfig) => number | null)(preprocessing)
}
