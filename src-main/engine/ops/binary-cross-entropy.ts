/**
 * Binary cross-entropy of several yes-or-no answers an example, from logits, so that the logarithm is never taken of 0 (multi-label;
 * ordinal classes by losses/ordinal.ts).
 *
 *   s = sigmoid(x[b, c]), t = target[b, c] in [0, 1], w = positiveWeights[c] (1 where none are given)
 *   loss[b] = 1/C sum_c -(w t ln s + (1 - t) ln(1 - s)) = 1/C sum_c ((1 - t) x + (1 + (w - 1) t) ln(1 + e^-x))
 *   dx[b, c] = ((1 - t) s - w t (1 - s)) dloss[b] / C
 *
 * As PyTorch's binary_cross_entropy_with_logits with pos_weight, averaged over an example's answers.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs logits [B, C], targets [B, C], weights [C] or [0] for none;  outputs [loss [B]]
 * gradient inputs those of forward and dLoss;  outputs [dLogits]
 */
export const binaryCrossEntropyKernels = { forward: 'SeqbenchBinaryCrossEntropy', gradient: 'SeqbenchBinaryCrossEntropyGradient' } as const

/** logits and targets [B, C] float32 -> the loss of each example, [B], nats an answer. Differentiable in `logits`; fails with engine.shape. */
export function binaryCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D, positiveWeights?: tf.Tensor1D): tf.Tensor1D {
  if (!tf.util.arraysEqual(logits.shape, targets.shape) || targets.dtype !== 'float32' || logits.size === 0) {
    fail('engine.shape', { operation: 'binary cross-entropy', reason: `targets are ${targets.dtype} [${targets.shape.join(', ')}], expected float32 [${logits.shape.join(', ')}], not empty` })
  }
  if (positiveWeights && positiveWeights.size !== logits.shape[1]) fail('engine.shape', { operation: 'binary cross-entropy', reason: `there are ${positiveWeights.size} weights for ${logits.shape[1]} answers` })
  return tf.tidy(() => runKernel(binaryCrossEntropyKernels.forward, { logits, targets, weights: positiveWeights ?? tf.zeros([0]) })[0] as tf.Tensor1D)
}

tf.registerGradient({
  kernelName: binaryCrossEntropyKernels.forward,
  inputsToSave: ['logits', 'targets', 'weights'],
  gradFunc: (dLoss, [logits, targets, weights]) => ({
    logits: () => runKernel(binaryCrossEntropyKernels.gradient, { logits, targets, weights, dLoss: dLoss as tf.Tensor })[0],
  }),
})
