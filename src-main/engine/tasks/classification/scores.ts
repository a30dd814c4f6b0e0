/** Logits of many sequences, batch by batch, in the order given. */
import * as tf from '@tensorflow/tfjs-core'
import type { Sequence, SequenceList } from '../../../../src-shared/domain/prepared.ts'
import { createBatch, evaluationOrder } from '../sequence-batches.ts'
import { giveWay } from '../task.ts'
import type { Classifier } from './model.ts'

/** Logits [O] of each sequence. Batches are sorted by length: the padding costs little, and packing makes it count for nothing. */
export async function scoreSequences(model: Classifier, sequences: SequenceList): Promise<Float32Array[]> {
  const all = { sequences, stepSize: model.stepSize }
  const scores = new Array<Float32Array>(sequences.length)
  for (const positions of evaluationOrder(all)) {
    const logits = tf.tidy(() => model.apply(createBatch(all, positions)).logits)
    const values = (await logits.data()) as Float32Array
    const outputs = logits.shape[1]
    logits.dispose()
    positions.forEach((position, row) => (scores[position] = values.slice(row * outputs, (row + 1) * outputs)))
    await giveWay()
  }
  return scores
}

/** More places of a sequence than this are not shown. */
const shownSteps = 300

export interface StepLogits {
  /** Time steps of the input, from 0, [S]. */
  at: number[]
  /** [S] arrays of O. */
  logits: Float32Array[]
}

/** What each sequence would be told by each of its hidden states, at up to 300 places evenly apart, the last among them. */
export async function scoreSteps(model: Classifier, sequences: readonly Sequence[]): Promise<StepLogits[]> {
  const found: StepLogits[] = []
  for (const sequence of sequences) {
    const batch = createBatch({ sequences: [sequence], stepSize: model.stepSize }, [0])
    const logits = tf.tidy(() => model.applySteps(batch))
    const [, steps, outputs] = logits.shape
    const values = (await logits.data()) as Float32Array
    logits.dispose()
    const shown = Math.min(shownSteps, steps)
    const places = Array.from({ length: shown }, (_, index) => Math.round(((index + 1) * steps) / shown) - 1)
    found.push({
      at: places.map((place) => Math.min(batch.steps - 1, place * model.stride)),
      logits: places.map((place) => values.slice(place * outputs, (place + 1) * outputs)),
    })
  }
  return found
}
