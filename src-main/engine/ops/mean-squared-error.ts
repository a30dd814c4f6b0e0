/**
 * Mean squared error of each example.
 *
 *   loss[b] = 1/N sum_n (y[b, n] - target[b, n])^2;  dy[b, n] = 2/N (y[b, n] - target[b, n]) dloss[b]
 *
 *   y, target [B, ...] float32 with N numbers an example, loss [B]
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs y, target;  outputs [loss]
 * gradient inputs y, target, dLoss;  outputs [dy]
 */
export const meanSquaredErrorKernels = { forward: 'SeqbenchMeanSquaredError', gradient: 'SeqbenchMeanSquaredErrorGradient' } as const

/** The loss of each example, [B]. Differentiable in both arguments. */
export function meanSquaredError(y: tf.Tensor, target: tf.Tensor): tf.Tensor1D {
  if (!tf.util.arraysEqual(y.shape, target.shape) || y.rank === 0) {
    fail('engine.shape', { operation: 'mean squared error', reason: `values [${y.shape.join(', ')}] and targets [${target.shape.join(', ')}] differ in shape` })
  }
  return runKernel(meanSquaredErrorKernels.forward, { y, target })[0] as tf.Tensor1D
}

tf.registerGradient({
  kernelName: meanSquaredErrorKernels.forward,
  inputsToSave: ['y', 'target'],
  gradFunc: (dLoss, [y, target]) => {
    const dy = () => runKernel(meanSquaredErrorKernels.gradient, { y, target, dLoss: dLoss as tf.Tensor })[0]
    return { y: dy, target: () => tf.neg(dy()) }
  },
})
