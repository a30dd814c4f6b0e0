/** One answer for a whole sequence: a class, several classes, or a number. */
import { z } from 'zod'
import { inputSchema, type EncodedSequence, type Sequence } from '../prepared.ts'

export const classificationTaskSchema = z.strictObject({
  kind: z.literal('classification'),
  pooling: z.enum(['last', 'mean', 'max', 'attention']).default('last').describe('what of the hidden states the answer is made from: the last one, their mean, their maximum, or a learned weighting'),
  classWeights: z.enum(['none', 'balanced']).default('none').describe('balanced: a rare class counts as much in the loss as a frequent one'),
  labelSmoothing: z.number().min(0).max(0.5).default(0).describe('share of certainty taken from the right class, against overconfidence'),
})
export type ClassificationTask = z.infer<typeof classificationTaskSchema>

export const classificationFittedSchema = z.object({
  task: z.literal('classification'),
  input: inputSchema,
  /** Class of each output. */
  labels: z.array(z.string()),
})
export type ClassificationFitted = z.infer<typeof classificationFittedSchema>

/** One part of a split. `indices[i]` is the row of the dataset behind `sequences[i]` and `labels[i]`. */
export interface ClassificationPart {
  sequences: Sequence[]
  labels: Int32Array
  indices: Int32Array
}

export interface ClassificationEncoded extends EncodedSequence { task: 'classification' }

export const classificationAnswerSchema = z.object({
  task: z.literal('classification'),
  label: z.string(),
  labels: z.array(z.string()),
  /** Add up to 1, in the order of `labels`. */
  probabilities: z.array(z.number()),
  /** The text as the model reads it; empty for other inputs. */
  tokens: z.array(z.object({ token: z.string(), known: z.boolean() })),
})
export type ClassificationAnswer = z.infer<typeof classificationAnswerSchema>
