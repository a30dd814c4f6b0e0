/** What an export of a language model must reproduce: the logits behind every token of a text. */
import * as tf from '@tensorflow/tfjs-core'
import type { GenerationEncoded } from '../../../../src-shared/domain/tasks/generation.ts'
import type { LanguageModel } from './model.ts'

/** [T * V] of each text's tokens, from a state of zeros. */
export async function logitsOfTexts(model: LanguageModel, inputs: readonly GenerationEncoded[]): Promise<Float32Array[]> {
  const results: Float32Array[] = []
  for (const { tokens, label } of inputs) {
    const logits = tf.tidy(() => model.apply({ ids: tokens, size: 1, steps: tokens.length, labels: Int32Array.of(label) }, {}).logits)
    results.push((await logits.data()) as Float32Array)
    logits.dispose()
  }
  return results
}
