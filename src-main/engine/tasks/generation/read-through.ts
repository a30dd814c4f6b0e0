/** A language model over texts that are measured, batch by batch: what it says of each token from those before it. */
import * as tf from '@tensorflow/tfjs-core'
import type { GenerationFitted, GenerationPart } from '../../../../src-shared/domain/tasks/generation.ts'
import type { RecurrentState } from '../../layers/recurrent-stack.ts'
import { createBatch, evaluationOrder } from '../sequence-batches.ts'
import { giveWay } from '../task.ts'
import type { LanguageModel } from './model.ts'
import { laneSteps, lanesOf, streamBatch, streamBatchCount } from './stream.ts'

/** A text is measured in few lanes, since each begins knowing nothing, and in long batches. */
const measuredLanes = 16
const measuredWindow = 256

export interface ReadBatch {
  /** [N, V]; freed when the next batch is asked for. */
  logits: tf.Tensor2D
  /** [N] the token that follows; -1: none. */
  targets: Int32Array
  /** [N] which sequence, and the place in it of the token that was read last. */
  sequence: Int32Array
  position: Int32Array
}

/** Tokens of a stream that its lanes hold when it is measured. */
export function measuredLength(tokens: number): number {
  const lanes = lanesOf(tokens, measuredLanes, measuredWindow)
  return lanes * laneSteps(tokens, lanes) + 1
}

/** Every token of the part but the first of each sequence is foretold once. */
export async function* readThrough(model: LanguageModel, { unit }: GenerationFitted, part: GenerationPart): AsyncGenerator<ReadBatch> {
  if (unit === 'items') yield* readItems(model, part)
  else for (const [index, tokens] of part.sequences.entries()) yield* readStream(model, tokens, index)
}

async function* readStream(model: LanguageModel, tokens: Int32Array, index: number): AsyncGenerator<ReadBatch> {
  const lanes = lanesOf(tokens.length, measuredLanes, measuredWindow)
  const length = laneSteps(tokens.length, lanes)
  let states: RecurrentState[] | undefined
  for (let batch = 0; batch < streamBatchCount(tokens.length, lanes, measuredWindow); batch++) {
    const { ids, targets, steps } = streamBatch(tokens, lanes, measuredWindow, batch)
    let next: RecurrentState[] = []
    const logits = tf.tidy(() => {
      const said = model.apply({ ids, size: lanes, steps, labels: new Int32Array(lanes) }, { initial: states })
      next = said.finalStates.map(({ hidden, cell }) => ({ hidden: tf.keep(hidden), cell: cell && tf.keep(cell) }))
      return said.logits
    })
    tf.dispose(statesOf(states))
    states = next
    const position = Int32Array.from(targets, (_, row) => Math.floor(row / steps) * length + batch * measuredWindow + (row % steps))
    yield { logits, targets, sequence: new Int32Array(targets.length).fill(index), position }
    logits.dispose()
    await giveWay()
  }
  tf.dispose(statesOf(states))
}

const statesOf = (states: RecurrentState[] | undefined): tf.Tensor[] => (states ?? []).flatMap(({ hidden, cell }) => (cell ? [hidden, cell] : [hidden]))

async function* readItems(model: LanguageModel, { sequences, labels }: GenerationPart): AsyncGenerator<ReadBatch> {
  const all = { sequences, stepSize: 1 }
  for (const positions of evaluationOrder(all)) {
    const { values, steps, lengths } = createBatch(all, positions)
    const { ids, targets, read } = shifted(values as Int32Array, steps, lengths)
    const wanted = Int32Array.from(positions, (position) => labels[position])
    const logits = tf.tidy(() => model.apply({ ids, size: positions.length, steps: steps - 1, lengths: read, labels: wanted }, {}).logits)
    yield { logits, targets, sequence: Int32Array.from(targets, (_, row) => positions[Math.floor(row / (steps - 1))]), position: Int32Array.from(targets, (_, row) => row % (steps - 1)) }
    logits.dispose()
    await giveWay()
  }
}

/** Items [B, T] -> what is read [B, T - 1] and what follows it, -1 beyond an item's end. */
export function shifted(values: Int32Array, steps: number, lengths: Int32Array): { ids: Int32Array; targets: Int32Array; read: Int32Array } {
  const rows = lengths.length
  const ids = new Int32Array(rows * (steps - 1))
  const targets = new Int32Array(rows * (steps - 1)).fill(-1)
  lengths.forEach((length, row) => {
    ids.set(values.subarray(row * steps, row * steps + length - 1), row * (steps - 1))
    targets.set(values.subarray(row * steps + 1, row * steps + length), row * (steps - 1))
  })
  return { ids, targets, read: lengths.map((length) => length - 1) }
}
