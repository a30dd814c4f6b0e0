/** Any sequence into another: sentences into another language, dates into ISO dates, letters into sounds. */
import { z } from 'zod'
import { tokensInputSchema } from '../prepared.ts'

const count = z.number().int().positive()
const share = z.number().min(0).max(1)

const beams = count.max(32).describe('beginnings that are kept while a text is written; 1 takes the likeliest token each time')
const neighbours = z.number().int().min(0).max(256).describe('training pairs with similar sources that are looked at while a text is written; 0: none')
const lengthPenalty = z.number().min(-2).max(5).describe('higher prefers longer texts; 0 compares probabilities as they are, which prefers short ones')

export const translationTaskSchema = z.strictObject({
  kind: z.literal('translation'),
  attention: z.enum(['general', 'dot', 'concat', 'none']).default('general').describe('how each step of the decoder is compared with every step of the source; none: the decoder knows the source by its last state alone'),
  teacherForcing: z
    .strictObject({ first: share.default(1), last: share.default(1) })
    .default({ first: 1, last: 1 })
    .describe('share of steps at which the decoder is given the true token before, in the first and in the last epoch, evenly between them; at the others it is given its own choice'),
  tieEmbeddings: z.boolean().default(false).describe('use the same numbers to read a target token and to foretell it: fewer to learn'),
  labelSmoothing: z.number().min(0).max(0.5).default(0.1).describe('share of certainty taken from the right token, against overconfidence'),
  guidedAlignment: z.number().min(0).max(10).default(0).describe('weight with which attention is led, at first, to the source tokens that occur together with a target token in the training pairs; it falls to nothing by the last epoch'),
  wordDropout: share.max(0.5).default(0).describe('share of source and target tokens that the model is not shown in training, so that it learns to go by the others'),
  beams: beams.default(4),
  lengthPenalty: lengthPenalty.default(1),
  neighbours: neighbours.default(0),
  neighbourShare: share.max(0.95).default(0.3).describe('share of each next token that is decided by what follows at similar places of those pairs'),
  neighbourTemperature: z.number().positive().max(10).default(0.03).describe('higher: less similar places count as well'),
  validationTexts: z.number().int().min(0).max(10_000).default(200).describe('validation texts that are written out after each epoch; the loss is over all of them'),
})
export type TranslationTask = z.infer<typeof translationTaskSchema>

/** Rows of the vocabularies, numbers with spaces between: lists of numbers would be a line of the file each. */
export const translationExamplesSchema = z.object({ sources: z.array(z.string()), targets: z.array(z.string()) })
export type TranslationExamples = z.infer<typeof translationExamplesSchema>

export const translationFittedSchema = z.object({
  task: z.literal('translation'),
  source: tokensInputSchema,
  target: tokensInputSchema,
  /** One vocabulary, and one embedding, for both. */
  shared: z.boolean(),
  /** Tokens of the longest training target, and target tokens a source token: how long an answer may become. */
  longestTarget: count,
  targetsPerSource: z.number().positive(),
  /** Training pairs that are looked at while a text is written; where the task wants none, none. */
  examples: translationExamplesSchema.default({ sources: [], targets: [] }),
})
export type TranslationFitted = z.infer<typeof translationFittedSchema>

/** The row of every vocabulary that pads is what the decoder reads before the first token and writes behind the last. */
export const boundaryRow = 0

export interface TranslationSource {
  /** Rows of the source vocabulary, [S] with S >= 1. */
  source: Int32Array
  /** What stands in the text for each unknown row of `source`, in order. */
  unknown: readonly string[]
}

export interface TranslationPart {
  sources: TranslationSource[]
  /** Rows of the target vocabulary, [U] each, without boundaries, U >= 1. */
  targets: Int32Array[]
  /** 1 where a target is longer than may be learned: its end is not known. */
  cut: Uint8Array
  sourceTexts: string[]
  /** As they stand in the data: what translations are compared with. */
  targetTexts: string[]
  indices: Int32Array
}

export interface TranslationEncoded extends TranslationSource {
  task: 'translation'
  text: string
  pieces: { token: string; known: boolean }[]
}

export const translationOptionsSchema = z.strictObject({
  beams,
  best: count.max(32).describe('translations that are shown, at most as many as beams'),
  lengthPenalty,
  neighbours,
})
export type TranslationOptions = z.infer<typeof translationOptionsSchema>

export const translationAnswerSchema = z.object({
  task: z.literal('translation'),
  /** The best of `hypotheses`. */
  text: z.string(),
  /** The source as the model reads it. */
  tokens: z.array(z.object({ token: z.string(), known: z.boolean() })),
  /** Best first. */
  hypotheses: z.array(z.object({
    text: z.string(),
    /** `copied`: the place in the source of the token that stands here because the model knew none; null elsewhere. */
    tokens: z.array(z.object({ token: z.string(), copied: z.number().int().nullable() })),
    /** ln P by the length penalty: what the order is made by. */
    score: z.number(),
    /** ln P of the whole text, nats. */
    logProbability: z.number(),
    /** Whether it came to an end by itself. */
    finished: z.boolean(),
    /** [target token][source token], each row adds up to 1; empty without attention. */
    attention: z.array(z.array(z.number())),
  })),
})
export type TranslationAnswer = z.infer<typeof translationAnswerSchema>
