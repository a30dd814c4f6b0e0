/** Logits of many sequences, batch by batch, in the order given. */
import * as tf from '@tensorflow/tfjs-core'
import type { Sequence } from '../../../../src-shared/domain/prepared.ts'
import { createBatch, evaluationOrder } from '../sequence-batches.ts'
import { giveWay } from '../task.ts'
import type { Classifier } from './model.ts'

/** Logits [C] of each sequence. Batches are sorted by length: the padding costs little, and packing makes it count for nothing. */
export async function scoreSequences(model: Classifier, sequences: readonly Sequence[]): Promise<Float32Array[]> {
  const all = { sequences, stepSize: model.stepSize }
  const scores = new Array<Float32Array>(sequences.length)
  for (const positions of evaluationOrder(all)) {
    const logits = tf.tidy(() => model.apply(createBatch(all, positions)).logits)
    const values = (await logits.data()) as Float32Array
    const classes = logits.shape[1]
    logits.dispose()
    positions.forEach((position, row) => (scores[position] = values.slice(row * classes, (row + 1) * classes)))
    await giveWay()
  }
  return scores
}
