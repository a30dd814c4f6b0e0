/**
 * Softmax and cross-entropy in one, so that the logarithm is never taken of a probability that has become zero.
 *
 *   p[b, :] = softmax(logits[b, :]);  loss[b] = -ln p[b, label[b]] = ln sum_c exp(logits[b, c]) - logits[b, label[b]]
 *   dlogits[b, c] = (p[b, c] - [c = label[b]]) dloss[b]
 *
 *   logits [B, C] float32, labels [B] int32 with 0 <= label < C, loss [B]
 *
 * It is the plain case of cross-entropy.ts, in which every row has a label.
 */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { crossEntropy } from './cross-entropy.ts'

/** The loss of each example, [B], in nats. Differentiable in `logits`; fails with engine.shape, also on a label that is no class. */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const refuse = (reason: string) => fail('engine.shape', { operation: 'softmax cross-entropy', reason })
  if (labels.dtype !== 'int32' || labels.shape[0] !== logits.shape[0]) {
    refuse(`labels are ${labels.dtype} [${labels.shape.join(', ')}], expected int32 [${logits.shape[0]}]`)
  }
  const missing = labels.dataSync().find((label) => label < 0)
  if (missing !== undefined) refuse(`the label ${missing} is none of ${logits.shape[1]} classes`)
  return crossEntropy(logits, labels)
}
