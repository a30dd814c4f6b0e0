/** What an export of a translator must reproduce: logits of a fixed beginning of a text, one step after the other as a decoder goes. */
import * as tf from '@tensorflow/tfjs-core'
import { boundaryRow, type TranslationSource } from '../../../../src-shared/domain/tasks/translation.ts'
import { createSourceBatch } from './batches.ts'
import type { Translator } from './model.ts'

const comparedSteps = 5

/** Tokens the decoder is given: the same on both sides, whatever a model would choose. */
export const probeTokens = (classes: number): number[] => [boundaryRow, ...Array.from({ length: comparedSteps - 1 }, (_, step) => (2 + 3 * step) % classes)]

/** [steps * V] of each source. */
export async function probeLogits(model: Translator, inputs: readonly TranslationSource[]): Promise<Float32Array[]> {
  const probe = probeTokens(model.fitted.target.vocabulary.length)
  const results: Float32Array[] = []
  for (const { source } of inputs) {
    const logits = tf.tidy(() => model.write(tf.tensor2d(probe, [1, probe.length], 'int32'), model.read(createSourceBatch([source]))).logits)
    results.push((await logits.data()) as Float32Array)
    logits.dispose()
  }
  return results
}
