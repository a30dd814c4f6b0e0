/** A tag for each word of a sentence, or for each step of a series or a clip; tags that spell entities are read as spans. */
import { z } from 'zod'
import { audioInputSchema, framesInputSchema, seriesInputSchema, type Sequence } from '../prepared.ts'
import { wordsPreprocessingSchema } from '../preprocessing.ts'
import { tagSchemes } from '../tag-schemes.ts'

const count = z.number().int().positive()

export const taggingTaskSchema = z.strictObject({
  kind: z.literal('tagging'),
  output: z.enum(['crf', 'softmax']).default('crf').describe('crf: the best sequence of tags as a whole, never one that the scheme forbids; softmax: each tag by itself'),
  scheme: z.enum(['BIO', 'BIOES']).default('BIOES').describe('how entities are spelled while the network learns; answers and figures are in the spelling of the data. Plain tags stay as they are'),
  characters: z
    .strictObject({
      embedding: count.max(512).default(25).describe('numbers that stand for one character'),
      hidden: count.max(512).default(25).describe('units that read the characters of a word, per direction'),
    })
    .nullable()
    .default({ embedding: 25, hidden: 25 })
    .describe('also read each word letter by letter, for names and words never seen before'),
  wordDropout: z.number().min(0).max(0.9).default(0.05).describe('share of words hidden in training, so that their neighbours and their letters are learned from'),
  rareWordDropout: z.number().min(0).max(1).default(0.5).describe('the same for words that occur once: they stand for words never seen'),
})
export type TaggingTask = z.infer<typeof taggingTaskSchema>

/** How a text is cut into the words of such data: as spaces say, with punctuation apart, or into characters. */
export const wordSplittings = ['whitespace', 'punctuation', 'characters'] as const
export type WordSplitting = (typeof wordSplittings)[number]

export const wordsInputSchema = z.object({
  kind: z.literal('words'),
  preprocessing: wordsPreprocessingSchema,
  /** Word of each embedding row; row 0 is the padding, row 1 the unknown word. */
  vocabulary: z.array(z.string()),
  /** Character of each row, with the same two before; empty where words are single characters. */
  alphabet: z.array(z.string()),
  splitting: z.enum(wordSplittings),
  /** Numbers of a pretrained vector; null where there are none. */
  vectorSize: count.nullable(),
})
export type WordsInput = z.infer<typeof wordsInputSchema>

export const taggingFittedSchema = z.object({
  task: z.literal('tagging'),
  input: z.discriminatedUnion('kind', [wordsInputSchema, seriesInputSchema, audioInputSchema, framesInputSchema]),
  /** Tag of each output, in the scheme that is learned. */
  tags: z.array(z.string()).min(1),
  scheme: z.enum(tagSchemes),
  /** The scheme of the data, and of answers. */
  written: z.enum(tagSchemes),
})
export type TaggingFitted = z.infer<typeof taggingFittedSchema>

/** One sentence, series or clip as a fitted model reads it. */
export interface TaggingEncoded {
  task: 'tagging'
  /** Rows of the vocabulary [T], or T time steps of numbers. */
  sequence: Sequence
  /** Words as they are written; empty for other inputs. */
  words: readonly string[]
  /** Which step of the cell each of the T steps is: frames may be left out. */
  places: Int32Array
}

/** Pretrained vectors of the vocabulary's words: `known[v]` is 1 where row v of `values` [V, size] is one. */
export interface VocabularyVectors {
  size: number
  values: Float32Array
  known: Uint8Array
}

export interface TaggingPart {
  items: TaggingEncoded[]
  /** Rows of `TaggingFitted.tags`, [T] each. */
  tags: Int32Array[]
  /** The same in the scheme of the data. */
  gold: string[][]
  indices: Int32Array
  /** Of the training part alone: what its word embedding begins as. */
  vectors?: VocabularyVectors
}

export const taggingAnswerSchema = z.object({
  task: z.literal('tagging'),
  /** Words; steps of other inputs have their number (`step`, from 0) and no token. `probability` is that of the tag there, whatever the others are. */
  tokens: z.array(z.object({ token: z.string(), step: z.number().int(), tag: z.string(), probability: z.number(), known: z.boolean() })),
  /** `start` and `end` (left out) count tokens; `probability` is that of exactly this span with this type. */
  spans: z.array(z.object({ start: z.number().int(), end: z.number().int(), type: z.string(), text: z.string(), probability: z.number() })),
})
export type TaggingAnswer = z.infer<typeof taggingAnswerSchema>
