/**
 * Scheduled sampling (Bengio et al. 2015) in two passes, so that all steps stay one recurrent call (Mihaylova, Martins 2019): the first
 * pass reads the true tokens and tells what the model would choose at each step; for the second, which is learned from, each token
 * before is with probability 1 - share the model's choice instead of the true one. What is mixed in was chosen behind true tokens:
 * a mistake does not lead to the next one within the same pass, as it would step by step.
 */
import * as tf from '@tensorflow/tfjs-core'
import { boundaryRow, type TranslationTask } from '../../../../src-shared/domain/tasks/translation.ts'
import type { Random } from '../../random.ts'
import type { PairBatch } from './batches.ts'
import type { Translator } from './model.ts'

/** Share of true tokens in an epoch, from 0. */
export function forcedShare({ teacherForcing: { first, last } }: TranslationTask, epoch: number, epochs: number): number {
  return first + (last - first) * Math.min(1, epoch / Math.max(1, epochs - 1))
}

/** What the decoder reads in training: the batch's own inputs where all are forced. */
export function forcedInputs(model: Translator, batch: PairBatch, share: number, random: Random): Int32Array {
  if (share >= 1) return batch.inputs
  const chosen = tf.tidy(() => tf.argMax(model.losses(batch).logits, 1).dataSync())
  const mixed = batch.inputs.slice()
  batch.lengths.forEach((length, row) => {
    for (let step = 1; step < length; step++) {
      const choice = chosen[row * batch.steps + step - 1]
      // Behind an end nothing is read.
      if (random.uniform() >= share && choice !== boundaryRow) mixed[row * batch.steps + step] = choice
    }
  })
  return mixed
}
