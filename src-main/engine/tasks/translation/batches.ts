/** Pairs of sequences as two rectangles, pairs of about the same lengths together. */
import { boundaryRow, type TranslationPart } from '../../../../src-shared/domain/tasks/translation.ts'
import type { Random } from '../../random.ts'

/** Batches that are sorted by length together: little padding, and yet no epoch repeats another. */
const poolBatches = 32
/** Most logits of a batch that is only evaluated. */
const evaluationLogits = 1 << 23
const evaluationExamples = 256

export interface SourceBatch {
  /** [B, S], 0 beyond a sequence's length. */
  source: Int32Array
  /** S */
  sourceSteps: number
  /** [B] */
  sourceLengths: Int32Array
}

export interface PairBatch extends SourceBatch {
  /** Which pairs, [B]. */
  positions: readonly number[]
  /** [B, U]: what the decoder reads, a boundary and then the target. */
  inputs: Int32Array
  /** [B, U]: what it must write, the target and then a boundary; -1 where nothing is known. */
  labels: Int32Array
  /** U: the longest target and its boundary. */
  steps: number
  /** [B] */
  lengths: Int32Array
  /** Time steps of both sides, padding left out. */
  tokens: number
  /** Labels that are known. */
  written: number
}

type Pairs = Pick<TranslationPart, 'sources' | 'targets' | 'cut'>

/** The batches of one epoch in a seeded order; the last batch of all may be smaller. */
export function trainingOrder(pairs: Pairs, batchSize: number, random: Random): number[][] {
  const shuffled = random.shuffle(pairs.targets.map((_, position) => position))
  return random.shuffle(chunks(shuffled, batchSize * poolBatches).flatMap((pool) => chunks(byLengths(pairs, pool), batchSize)))
}

/** Every pair once, in batches as large as memory should bear: each holds logits [B, U, classes]. */
export function evaluationOrder(pairs: Pairs, classes: number): number[][] {
  const batches: number[][] = []
  let current: number[] = []
  for (const position of byLengths(pairs, pairs.targets.map((_, index) => index))) {
    const size = current.length + 1
    if (current.length > 0 && (size > evaluationExamples || size * (pairs.targets[position].length + 1) * classes > evaluationLogits)) {
      batches.push(current)
      current = []
    }
    current.push(position)
  }
  return current.length === 0 ? batches : [...batches, current]
}

export function createSourceBatch(sources: readonly Int32Array[]): SourceBatch {
  const sourceLengths = Int32Array.from(sources, ({ length }) => length)
  const sourceSteps = sourceLengths.reduce((most, length) => Math.max(most, length), 1)
  const source = new Int32Array(sources.length * sourceSteps)
  sources.forEach((sequence, row) => source.set(sequence, row * sourceSteps))
  return { source, sourceSteps, sourceLengths }
}

export function createPairBatch({ sources, targets, cut }: Pairs, positions: readonly number[]): PairBatch {
  const lengths = Int32Array.from(positions, (position) => targets[position].length + 1)
  const steps = lengths.reduce((most, length) => Math.max(most, length), 1)
  const inputs = new Int32Array(positions.length * steps).fill(boundaryRow)
  const labels = new Int32Array(positions.length * steps).fill(-1)
  positions.forEach((position, row) => {
    const target = targets[position]
    inputs.set(target, row * steps + 1)
    labels.set(target, row * steps)
    if (cut[position] === 0) labels[row * steps + target.length] = boundaryRow
  })
  const side = createSourceBatch(positions.map((position) => sources[position].source))
  const read = side.sourceLengths.reduce((sum, length) => sum + length, 0)
  return { ...side, positions, inputs, labels, steps, lengths, tokens: read + lengths.reduce((sum, length) => sum + length, 0), written: labels.reduce((sum, label) => sum + (label >= 0 ? 1 : 0), 0) }
}

/** By target, then by source: the targets cost most. */
function byLengths({ sources, targets }: Pairs, positions: number[]): number[] {
  return positions.toSorted((one, other) => targets[one].length - targets[other].length || sources[one].source.length - sources[other].source.length)
}

export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
