/** One answer for a whole sequence: a class, several classes, or a number. */
import { z } from 'zod'
import { decimals } from '../spelled-numbers.ts'
import { inputSchema, type EncodedSequence, type RowList, type SequenceList } from '../prepared.ts'

/** What an answer is. auto: told from the labels of the data (datasets/prepare/classification.ts), and why. */
export const targetKinds = ['class', 'classes', 'ordinal', 'number'] as const
export type TargetKind = (typeof targetKinds)[number]

export const classificationTaskSchema = z.strictObject({
  kind: z.literal('classification'),
  target: z.enum(['auto', ...targetKinds]).default('auto').describe('class: one of several; classes: any number of them, joined by |; ordinal: classes with an order, such as stars; number: a value; auto: as the labels look'),
  pooling: z.enum(['last', 'mean', 'max', 'attention']).default('last').describe('what of the hidden states the answer is made from: the last one, their mean, their maximum, or a learned weighting'),
  classWeights: z.enum(['none', 'rooted', 'balanced']).default('none').describe('balanced: a rare class counts as much in the loss as a frequent one; rooted: the square root of that, where some classes have few rows'),
  labelSmoothing: z.number().min(0).max(0.5).default(0).describe('share of certainty taken from the right class, against overconfidence'),
  wordDropout: z.number().min(0).max(0.5).default(0).describe('share of the tokens of a text that the model is not shown in training, so that it learns to go by the others'),
  thresholds: z.enum(['auto', 'half', 'tuned']).default('auto').describe('probability from which a class is told: half (of more than two classes, the largest is told), or where F1 is highest on the validation rows (of more than two, rare classes are preferred as far as macro-F1 rises); auto: tuned for several classes at once'),
})
export type ClassificationTask = z.infer<typeof classificationTaskSchema>

export const classificationFittedSchema = z.object({
  task: z.literal('classification'),
  input: inputSchema,
  target: z.enum(targetKinds).default('class'),
  /** Why this target, where the config left it open. */
  reason: z.string().default(''),
  /** Class of each output, in order where the classes have one; none of numbers. */
  labels: z.array(z.string()),
  /** Of numbers: y -> (y - center) / scale, by the training rows. */
  scaler: z.object({ center: z.number(), scale: z.number().positive() }).nullable().default(null),
  /** Of numbers that do not write decimals with a point: labels of other tables are read so too. */
  decimal: z.enum(decimals).optional(),
})
export type ClassificationFitted = z.infer<typeof classificationFittedSchema>

/** One part of a split. `indices[i]` is the row of the dataset behind `sequences[i]` and its truth. */
export interface ClassificationPart {
  sequences: SequenceList
  /** Class of each row; 0 where the target is not one class. */
  labels: Int32Array
  indices: Int32Array
  /** classes: 1 for each class a row has, [N, C]; number: the values as they are, [N]; else left out. */
  targets?: Float32Array
  /** Inputs in words, cut short: for lists of examples. */
  texts?: RowList<string>
}

export interface ClassificationEncoded extends EncodedSequence { task: 'classification' }

export const classificationAnswerSchema = z.object({
  task: z.literal('classification'),
  target: z.enum(targetKinds).default('class'),
  /** The answer in one word: the class, classes joined by |, or the number. */
  label: z.string(),
  labels: z.array(z.string()),
  /** In the order of `labels`: they add up to 1, but for several classes, where each stands for itself. */
  probabilities: z.array(z.number()),
  /** Several classes: those that are told. */
  chosen: z.array(z.string()).default([]),
  /** A number with the interval that held so large a share of the validation rows. */
  number: z.object({ value: z.number(), low: z.number(), high: z.number(), interval: z.number() }).nullable().default(null),
  /** Probabilities after each of some time steps, which count from 0: of series, recordings and clips. */
  steps: z.object({ at: z.array(z.number().int()), probabilities: z.array(z.array(z.number())) }).nullable().default(null),
  /** The text as the model reads it; empty for other inputs. */
  tokens: z.array(z.object({ token: z.string(), known: z.boolean() })),
})
export type ClassificationAnswer = z.infer<typeof classificationAnswerSchema>
