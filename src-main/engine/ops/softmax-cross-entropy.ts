/**
 * Softmax and cross-entropy in one, so that the logarithm is never taken of a probability that has become zero.
 *
 *   p[b, :] = softmax(logits[b, :]);  loss[b] = -ln p[b, label[b]] = ln sum_c exp(logits[b, c]) - logits[b, label[b]]
 *   dlogits[b, c] = (p[b, c] - [c = label[b]]) dloss[b]
 *
 *   logits [B, C] float32, labels [B] int32 with 0 <= label < C, loss [B], p [B, C]
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs logits, labels;  outputs [loss, p]
 * gradient inputs p, labels, dLoss;  outputs [dlogits]
 */
export const softmaxCrossEntropyKernels = { forward: 'SeqbenchSoftmaxCrossEntropy', gradient: 'SeqbenchSoftmaxCrossEntropyGradient' } as const

/** The loss of each example, [B], in nats. Differentiable in `logits`. */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  if (labels.dtype !== 'int32' || labels.shape[0] !== logits.shape[0]) {
    fail('engine.shape', { operation: 'softmax cross-entropy', reason: `labels are ${labels.dtype} [${labels.shape.join(', ')}], expected int32 [${logits.shape[0]}]` })
  }
  const [loss, probabilities] = runKernel(softmaxCrossEntropyKernels.forward, { logits, labels })
  probabilities.dispose() // The tape keeps its own handle on them.
  return loss as tf.Tensor1D
}

tf.registerGradient({
  kernelName: softmaxCrossEntropyKernels.forward,
  inputsToSave: ['labels'],
  outputsToSave: [false, true],
  gradFunc: (dy, [labels, p]) => {
    const [dLoss] = dy as tf.Tensor[]
    return { logits: () => runKernel(softmaxCrossEntropyKernels.gradient, { p, labels, dLoss })[0] }
  },
})
