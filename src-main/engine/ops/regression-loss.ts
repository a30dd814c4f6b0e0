/**
 * Losses of numbers, one for each example, with a weight for each number (0 where a value is missing).
 *
 *   N numbers an example, Q predictions of each (1 but for quantiles), u = target[b, n] - y[b, n, q]
 *
 *   squared   f(u) = u^2                                    f'(u) = 2 u
 *   absolute  f(u) = |u|                                    f'(u) = sign u
 *   huber     f(u) = u^2 / 2 where |u| <= delta, else delta (|u| - delta / 2);  f'(u) = u held within [-delta, delta]
 *   pinball   f(u) = max(tau_q u, (tau_q - 1) u)            f'(u) = tau_q where u > 0, tau_q - 1 where u < 0, 0 at 0
 *
 *   loss[b] = sum_n w[b, n] sum_q f(u) / (Q sum_n w[b, n]), 0 where all weights are;  dy[b, n, q] = -w[b, n] f'(u) dloss[b] / (Q sum_n w[b, n])
 *
 * Huber's is PyTorch's huber_loss; delta times smooth_l1_loss. The pinball loss is least where y is the tau quantile.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

export type RegressionLossKind = 'squared' | 'absolute' | 'huber' | 'pinball'

/**
 * forward  inputs y [B, ...], target [B, ...], weights of target's shape or [0] for all 1;  attributes RegressionLossAttributes;  outputs [loss [B]]
 * gradient inputs those of forward and dLoss;  outputs [dy]
 */
export const regressionLossKernels = { forward: 'SeqbenchRegressionLoss', gradient: 'SeqbenchRegressionLossGradient' } as const
export interface RegressionLossAttributes {
  kind: RegressionLossKind
  /** huber only. */
  delta: number
  /** pinball only; else one number that is not read. */
  quantiles: number[]
}

/** y, target and weights [B, ...] of one shape -> [B]; differentiable in `y`. */
export type RegressionLoss = (y: tf.Tensor, target: tf.Tensor, weights?: tf.Tensor) => tf.Tensor1D

function loss(y: tf.Tensor, target: tf.Tensor, weights: tf.Tensor | undefined, attributes: RegressionLossAttributes): tf.Tensor1D {
  const quantiles = attributes.kind === 'pinball' ? [attributes.quantiles.length] : []
  const expected: [string, tf.Tensor | undefined, number[]][] = [['predictions', y, [...target.shape, ...quantiles]], ['weights', weights, target.shape]]
  for (const [name, tensor, shape] of expected) {
    if (tensor && !tf.util.arraysEqual(tensor.shape, shape)) fail('engine.shape', { operation: `${attributes.kind} loss`, reason: `${name} have shape [${tensor.shape.join(', ')}], expected [${shape.join(', ')}]` })
  }
  if (target.rank === 0 || target.size === 0) fail('engine.shape', { operation: `${attributes.kind} loss`, reason: 'there are no examples or no numbers' })
  return tf.tidy(() => runKernel(regressionLossKernels.forward, { y, target, weights: weights ?? tf.zeros([0]) }, attributes)[0] as tf.Tensor1D)
}

export const squaredLoss: RegressionLoss = (y, target, weights) => loss(y, target, weights, { kind: 'squared', delta: 0, quantiles: [0] })
export const absoluteLoss: RegressionLoss = (y, target, weights) => loss(y, target, weights, { kind: 'absolute', delta: 0, quantiles: [0] })

/** Fails with engine.shape where delta is not above 0. */
export function huberLoss(y: tf.Tensor, target: tf.Tensor, delta = 1, weights?: tf.Tensor): tf.Tensor1D {
  if (!(delta > 0)) fail('engine.shape', { operation: 'huber loss', reason: `delta is ${delta}, expected more than 0` })
  return loss(y, target, weights, { kind: 'huber', delta, quantiles: [0] })
}

/** y [B, ..., Q], target [B, ...], quantiles 0 < tau < 1 in the order of y's last axis -> [B]. */
export function pinballLoss(y: tf.Tensor, target: tf.Tensor, quantiles: readonly number[], weights?: tf.Tensor): tf.Tensor1D {
  const wrong = quantiles.find((quantile) => !(quantile > 0 && quantile < 1))
  if (wrong !== undefined || quantiles.length === 0) fail('engine.shape', { operation: 'pinball loss', reason: `a quantile is ${String(wrong)}, expected more than 0 and less than 1` })
  return loss(y, target, weights, { kind: 'pinball', delta: 0, quantiles: [...quantiles] })
}

tf.registerGradient({
  kernelName: regressionLossKernels.forward,
  inputsToSave: ['y', 'target', 'weights'],
  gradFunc: (dLoss, [y, target, weights], attributes) => ({
    y: () => runKernel(regressionLossKernels.gradient, { y, target, weights, dLoss: dLoss as tf.Tensor }, attributes)[0],
  }),
})
