/** Text that goes on: a language model by characters, words or byte pairs, over one stream of text or over separate items. */
import { z } from 'zod'
import { tokensInputSchema } from '../prepared.ts'

const count = z.number().int().positive()

export const generationTaskSchema = z.strictObject({
  kind: z.literal('generation'),
  unit: z.enum(['auto', 'stream', 'items']).default('auto').describe('stream: the rows are one long text, whose hidden state is carried on; items: each row is a text by itself, such as a name or a title'),
  window: count.max(10_000).default(128).describe('time steps of a stream after which back-propagation is cut and the parameters move; the hidden state goes on'),
  tieEmbeddings: z.boolean().default(false).describe('use the same numbers to read a token and to foretell it: fewer to learn'),
  ngramOrder: z.number().int().min(0).max(12).default(0).describe('longest run of tokens whose counts in the training text are mixed with what the network says, as much as validation shows to pay; 0: the network alone'),
  sampleLength: count.max(2000).default(160).describe('tokens of the sample that is shown after each epoch'),
})
export type GenerationTask = z.infer<typeof generationTaskSchema>

/** Where an item begins and ends, after the vocabulary's other tokens; a stream has neither. */
export const startToken = '<start>'
export const endToken = '<end>'

export const generationFittedSchema = z.object({
  task: z.literal('generation'),
  input: tokensInputSchema,
  unit: z.enum(['stream', 'items']),
  /** Classes that the text may be asked for; empty where it is not. */
  labels: z.array(z.string()),
  /** Training sequences that were counted, rows of the vocabulary with spaces between; where the task wants no counts, none. */
  counted: z.array(z.string()).default([]),
})
export type GenerationFitted = z.infer<typeof generationFittedSchema>

/** One part of a split: the stream's tokens (one sequence, or one a file), or each item's, `startToken` and `endToken` included. */
export interface GenerationPart {
  sequences: Int32Array[]
  /** Characters that each sequence stands for. */
  characters: Int32Array
  /** Rows of `labels`; zeros where there are none. */
  labels: Int32Array
}

export interface GenerationEncoded {
  task: 'generation'
  /** The prompt as it was given. */
  prompt: string
  /** May be empty. */
  tokens: Int32Array
  pieces: { token: string; known: boolean }[]
  label: number
}

export const generationOptionsSchema = z.strictObject({
  length: count.max(20_000).default(300).describe('most tokens to write'),
  temperature: z.number().min(0).max(5).default(0.8).describe('0 takes the likeliest token; higher dares more'),
  topK: z.number().int().nonnegative().default(0).describe('draw from so many of the likeliest tokens; 0 for all'),
  topP: z.number().positive().max(1).default(1).describe('draw from the fewest tokens that together have this probability'),
  repetitionPenalty: z.number().min(1).max(10).default(1).describe('above 1, what was said lately is said less'),
  stop: z.array(z.string()).default([]).describe('writing ends before any of these'),
  seed: z.number().int().nonnegative().default(1).describe('same seed, same text'),
})
export type GenerationOptions = z.infer<typeof generationOptionsSchema>

export const generationAnswerSchema = z.object({
  task: z.literal('generation'),
  /** What was written, without the prompt. */
  text: z.string(),
  tokens: z.array(z.object({ token: z.string(), probability: z.number() })),
  /** Why it ended: the length asked for, a stop string, or the model's own end of an item. */
  reason: z.enum(['length', 'stop', 'end']),
  prompt: z.array(z.object({ token: z.string(), known: z.boolean() })),
})
export type GenerationAnswer = z.infer<typeof generationAnswerSchema>
