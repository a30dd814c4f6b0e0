/** What is said in a recording, written down: connectionist temporal classification over characters or words. */
import { z } from 'zod'
import { audioInputSchema, type SequenceList } from '../prepared.ts'

const count = z.number().int().positive()
const unit = z.enum(['character', 'word'])
const punctuation = z.enum(['drop', 'keep'])

const beams = count.max(100).describe('beginnings of texts that are followed at a time; 1 takes the likeliest symbol of every step')
const languageModel = z.number().min(0).max(5).describe('how much it counts what usually follows what in the training transcripts; 0 for not at all')
const order = count.max(10).describe('symbols that are looked at for that')
const bonus = z.number().min(-10).max(10).describe('added for each symbol that is written: against texts too short')

export const transcriptionTaskSchema = z.strictObject({
  kind: z.literal('transcription'),
  unit: unit.default('character').describe('character: any word can be spelled; word: for a few hundred different words, each heard often'),
  lowercase: z.boolean().default(true).describe('treat Good and good as one word'),
  punctuation: punctuation.default('drop').describe('drop: letters, digits and apostrophes are written; what cannot be heard is not'),
  stack: count.max(8).default(2).describe('time steps of sound that are read as one: shorter sequences, faster; a symbol needs one of them'),
  beams: beams.default(8),
  languageModel: languageModel.default(0),
  order: order.default(5),
  bonus: bonus.default(0),
})
export type TranscriptionTask = z.infer<typeof transcriptionTaskSchema>

/** Asked of a finished model; what is left out is as the task was configured, so nothing has a default here. */
export const transcriptionOptionsSchema = z.strictObject({ beams, languageModel, order, bonus, alternatives: count.max(20).describe('texts to answer with, the likeliest first; 3 where left out') })
export type TranscriptionOptions = z.infer<typeof transcriptionOptionsSchema>

/** Row of the symbol that says nothing. */
export const blank = 0

export const transcriptionFittedSchema = z.object({
  task: z.literal('transcription'),
  input: audioInputSchema,
  unit,
  lowercase: z.boolean(),
  punctuation,
  stack: count,
  /** Symbol of each output; row 0 is the blank. */
  symbols: z.array(z.string()).min(2),
  /** Training transcripts, as many as a language model is made from. */
  transcripts: z.array(z.string()),
})
export type TranscriptionFitted = z.infer<typeof transcriptionFittedSchema>

export interface TranscriptionPart {
  /** [T, bands] each. */
  sequences: SequenceList<Float32Array>
  /** Rows of `symbols`; those that training does not have are left out. */
  targets: Int32Array[]
  /** What is said, as it is compared: see `normaliseTranscript`. */
  texts: string[]
  /** Length of each recording, and its row in the dataset. */
  seconds: Float64Array
  indices: Int32Array
}

export interface TranscriptionEncoded {
  task: 'transcription'
  /** [T, bands] */
  sequence: Float32Array
  seconds: number
}

const spoken = z.object({ text: z.string(), start: z.number(), end: z.number(), confidence: z.number() })

export const transcriptionAnswerSchema = z.object({
  task: z.literal('transcription'),
  text: z.string(),
  seconds: z.number(),
  /** Characters or words with when they are said, in seconds; `confidence`: 0 to 1. */
  symbols: z.array(spoken),
  words: z.array(spoken),
  /** Best first, the answer itself included; `probability` adds up to 1 over those that were kept. */
  alternatives: z.array(z.object({ text: z.string(), probability: z.number() })),
})
export type TranscriptionAnswer = z.infer<typeof transcriptionAnswerSchema>

type Writing = Pick<TranscriptionFitted, 'lowercase' | 'punctuation'>

/** A transcript as it is learned and compared: one spelling of each character, single spaces, and as the task wants it. */
export function normaliseTranscript(text: string, { lowercase, punctuation: marks }: Writing): string {
  const composed = text.normalize('NFC')
  const cased = lowercase ? composed.toLowerCase() : composed
  const heard = marks === 'keep' ? cased : cased.replace(/[^\p{L}\p{M}\p{N}'’]+/gu, ' ').replace(/(?<!\p{L})['’]+|['’]+(?!\p{L})/gu, ' ')
  return heard.replace(/\s+/gu, ' ').trim()
}

export const symbolsOf = (text: string, of: TranscriptionFitted['unit']): string[] => (of === 'character' ? Array.from(text) : text.split(' ').filter((word) => word !== ''))
export const joinSymbols = (symbols: readonly string[], of: TranscriptionFitted['unit']): string => symbols.join(of === 'character' ? '' : ' ')
