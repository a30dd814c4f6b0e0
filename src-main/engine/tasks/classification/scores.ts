/** Logits of many sequences, batch by batch, in the order given. */
import * as tf from '@tensorflow/tfjs-core'
import type { PreparedPart } from '../../../../src-shared/domain/prepared.ts'
import { giveWay } from '../task.ts'
import { createBatch, evaluationOrder } from './batches.ts'
import type { Classifier } from './model.ts'

/** Logits [C] of each sequence of the part. Batches are sorted by length: the padding costs little, and packing makes it count for nothing. */
export async function scorePart(model: Classifier, part: PreparedPart): Promise<Float32Array[]> {
  const scores = new Array<Float32Array>(part.tokens.length)
  for (const positions of evaluationOrder(part)) {
    const logits = tf.tidy(() => model.apply(createBatch(part, positions)).logits)
    const values = (await logits.data()) as Float32Array
    const classes = logits.shape[1]
    logits.dispose()
    positions.forEach((position, row) => (scores[position] = values.slice(row * classes, (row + 1) * classes)))
    await giveWay()
  }
  return scores
}

/** The same for sequences without labels. */
export function scoreSequences(model: Classifier, tokens: readonly Int32Array[]): Promise<Float32Array[]> {
  const none = new Int32Array(tokens.length)
  return scorePart(model, { tokens: [...tokens], labels: none, indices: none })
}
