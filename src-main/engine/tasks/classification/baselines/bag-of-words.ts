/** A text as the words in it and how often, their order forgotten: what the baselines see. */
import { itemAt, rowsOf, type Input, type Sequence } from '../../../../../src-shared/domain/prepared.ts'
import type { ClassificationPart } from '../../../../../src-shared/domain/tasks/classification.ts'
import type { Scores } from '../../../metrics/outcome.ts'
import type { Random } from '../../../random.ts'

/** Vocabulary rows below this are padding and the unknown token: not words. */
export const firstWord = 2

/** A part whose sequences are in memory. */
export type HeldPart = ClassificationPart & { sequences: readonly Sequence[] }

/** Of parts that do not fit in memory, baselines learn from so many rows drawn at random. */
const mostHeld = 100_000

export function holdPart(part: ClassificationPart, random: Random): HeldPart {
  if (Array.isArray(part.sequences)) return part as HeldPart
  const chosen = random.shuffle(rowsOf(part.sequences)).slice(0, mostHeld).sort((a, b) => a - b)
  const width = (part.targets?.length ?? 0) / Math.max(1, part.sequences.length)
  return {
    sequences: chosen.map((row) => itemAt(part.sequences, row)),
    labels: Int32Array.from(chosen, (row) => part.labels[row]),
    indices: Int32Array.from(chosen, (row) => part.indices[row]),
    targets: part.targets && Float32Array.from({ length: chosen.length * width }, (_, at) => part.targets?.[chosen[Math.floor(at / width)] * width + (at % width)] ?? 0),
  }
}

export interface BaselineInput {
  train: HeldPart
  classes: number
  input: Input
  random: Random
}
/** Learns from the training split and returns what it says of any other sequence. */
export type Baseline = (input: BaselineInput) => (sequence: Sequence) => Scores

/** Each known word of a text and its count, in order of first appearance. */
export function countWords(tokens: Sequence): Map<number, number> {
  const counts = new Map<number, number>()
  for (const token of tokens) if (token >= firstWord) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

/** log of each class's share of the training split; a class without examples counts as a hundredth of one. */
export function logPriors(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label] += 1
  return counts.map((count) => Math.log(Math.max(count, 0.01) / labels.length))
}

/** Rows of the vocabulary, reserved ones included. */
export const vocabularySize = (input: Input): number => (input.kind === 'tokens' ? input.vocabulary.length : 0)
