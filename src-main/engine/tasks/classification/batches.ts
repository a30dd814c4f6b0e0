/**
 * Examples as rectangles: sequences of about the same length together, padded to the longest of their batch.
 *
 * Order of training: all examples are shuffled, cut into pools of `poolBatches` batches, each pool sorted by length and cut into
 * batches, and the batches shuffled. So lengths in a batch are alike (little padding), and yet no epoch repeats another.
 */
import type { PreparedPart } from '../../../../src-shared/domain/prepared.ts'
import type { Random } from '../../random.ts'

/** Batches that are sorted by length together. */
const poolBatches = 32
/** Most tokens, padding included, of one batch that is only evaluated: bounds memory where sequences are long. */
const evaluationTokens = 32_768
const evaluationExamples = 256

export interface Batch {
  /** Row of the part of each example, [B]. */
  positions: number[]
  /** Vocabulary rows, [B, T], 0 beyond a sequence's length. */
  ids: Int32Array
  /** T: the longest sequence of the batch. */
  steps: number
  /** [B] */
  lengths: Int32Array
  /** [B] */
  labels: Int32Array
  /** Tokens of the batch, padding left out. */
  tokens: number
}

/** The batches of one epoch as rows of the part, in a seeded order; the last batch of all may be smaller. */
export function trainingOrder(part: PreparedPart, batchSize: number, random: Random): number[][] {
  const shuffled = random.shuffle(part.tokens.map((_, position) => position))
  const batches = chunks(shuffled, batchSize * poolBatches).flatMap((pool) => chunks(byLength(part, pool), batchSize))
  return random.shuffle(batches)
}

/** Every example once, sorted by length, in batches as large as memory should bear. */
export function evaluationOrder(part: PreparedPart): number[][] {
  const batches: number[][] = []
  let current: number[] = []
  for (const position of byLength(part, part.tokens.map((_, index) => index))) {
    const longest = part.tokens[position].length
    if (current.length === evaluationExamples || (current.length > 0 && (current.length + 1) * longest > evaluationTokens)) {
      batches.push(current)
      current = []
    }
    current.push(position)
  }
  return current.length === 0 ? batches : [...batches, current]
}

/** The rectangle of these rows of the part. */
export function createBatch(part: PreparedPart, positions: number[]): Batch {
  const sequences = positions.map((position) => part.tokens[position])
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length)
  const steps = lengths.reduce((longest, length) => Math.max(longest, length), 1)
  const ids = new Int32Array(positions.length * steps)
  sequences.forEach((sequence, row) => ids.set(sequence, row * steps))
  return {
    positions,
    ids,
    steps,
    lengths,
    labels: Int32Array.from(positions, (position) => part.labels[position]),
    tokens: lengths.reduce((sum, length) => sum + length, 0),
  }
}

function byLength(part: PreparedPart, positions: number[]): number[] {
  return positions.toSorted((one, other) => part.tokens[one].length - part.tokens[other].length)
}

function chunks<Item>(items: Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
