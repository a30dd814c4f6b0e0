/**
 * Sequences as rectangles, for every task: sequences of about the same length together, padded to the longest of their batch.
 *
 * Order of training: all examples are shuffled, cut into pools of `poolBatches` batches, each pool sorted by length and cut into
 * batches, and the batches shuffled. So lengths in a batch are alike (little padding), and yet no epoch repeats another.
 */
import { itemAt, rowsOf, sizeAt, type Sequence, type SequenceList } from '../../../src-shared/domain/prepared.ts'
import type { Augment } from '../layers/augment.ts'
import type { Random } from '../random.ts'

/** Batches that are sorted by length together. */
const poolBatches = 32
/** Most time steps, padding included, of one batch that is only evaluated: bounds memory where sequences are long. */
const evaluationSteps = 32_768
const evaluationExamples = 256

/** Sequences of vocabulary rows, or of time steps of `stepSize` numbers. */
export interface Sequences {
  sequences: SequenceList
  /** Numbers a time step: 1 for tokens. */
  stepSize: number
}

export interface Batch {
  /** Which sequences, [B]. */
  positions: number[]
  /** [B, T, stepSize], 0 beyond a sequence's length. */
  values: Sequence
  /** T: the longest sequence of the batch. */
  steps: number
  /** [B] */
  lengths: Int32Array
  /** Time steps of the batch, padding left out. */
  tokens: number
}

export const lengthOf = ({ sequences, stepSize }: Sequences, position: number): number => sizeAt(sequences, position) / stepSize

/** The batches of one epoch in a seeded order; the last batch of all may be smaller. */
export function trainingOrder(all: Sequences, batchSize: number, random: Random): number[][] {
  const shuffled = random.shuffle(rowsOf(all.sequences))
  const batches = chunks(shuffled, batchSize * poolBatches).flatMap((pool) => chunks(byLength(all, pool), batchSize))
  return random.shuffle(batches)
}

/** Every sequence once, sorted by length, in batches as large as memory should bear. */
export function evaluationOrder(all: Sequences): number[][] {
  // What bounds memory is numbers: a picture weighs as many tokens as an embedding has numbers, about a hundred.
  const most = Math.max(1, Math.floor(evaluationSteps / Math.max(1, all.stepSize / 100)))
  const batches: number[][] = []
  let current: number[] = []
  for (const position of byLength(all, rowsOf(all.sequences))) {
    const longest = lengthOf(all, position)
    if (current.length === evaluationExamples || (current.length > 0 && (current.length + 1) * longest > most)) {
      batches.push(current)
      current = []
    }
    current.push(position)
  }
  return current.length === 0 ? batches : [...batches, current]
}

/** The rectangle of these sequences, each changed before by `change` where training asks for it (layers/augment.ts). */
export function createBatch(all: Sequences, positions: number[], change?: { by: Augment; random: Random } | null): Batch {
  if (change) {
    const changed = positions.map((position) => change.by(itemAt(all.sequences, position), change.random.fork(String(position))))
    return { ...createBatch({ sequences: changed, stepSize: all.stepSize }, changed.map((_, row) => row)), positions }
  }
  const { stepSize } = all
  const sequences = positions.map((position) => itemAt(all.sequences, position))
  const lengths = Int32Array.from(sequences, ({ length }) => length / stepSize)
  const steps = lengths.reduce((longest, length) => Math.max(longest, length), 1)
  const size = positions.length * steps * stepSize
  const values = sequences[0] instanceof Float32Array ? new Float32Array(size) : new Int32Array(size)
  sequences.forEach((sequence, row) => values.set(sequence, row * steps * stepSize))
  return { positions, values, steps, lengths, tokens: lengths.reduce((sum, length) => sum + length, 0) }
}

function byLength({ sequences }: Sequences, positions: number[]): number[] {
  return positions.toSorted((one, other) => sizeAt(sequences, one) - sizeAt(sequences, other))
}

function chunks<Item>(items: Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
