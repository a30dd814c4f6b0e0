/**
 * Layer norm over the last axis, N = the product of the others:
 *
 *   mean[n] = 1/D sum_d x[n, d];  scale[n] = 1 / sqrt(1/D sum_d (x[n, d] - mean[n])^2 + epsilon)
 *   xhat = (x - mean) scale;      y[n, d] = xhat[n, d] gamma[d] + beta[d]
 *
 *   dgamma[d] = sum_n dy[n, d] xhat[n, d];  dbeta[d] = sum_n dy[n, d];  g = dy gamma
 *   dx[n, d] = scale[n] (g[n, d] - 1/D sum_e g[n, e] - xhat[n, d] 1/D sum_e g[n, e] xhat[n, e])
 *
 *   x, y [..., D] float32, gamma and beta [D], mean and scale [N]
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs x, gamma, beta;  attributes { epsilon };  outputs [y, mean, scale]
 * gradient inputs x, gamma, mean, scale, dy;  outputs [dx, dgamma, dbeta]
 */
export const layerNormKernels = { forward: 'SeqbenchLayerNorm', gradient: 'SeqbenchLayerNormGradient' } as const
export interface LayerNormAttributes {
  epsilon: number
}

/** x [..., D], gamma and beta [D] -> [..., D]; `epsilon` as PyTorch's. Differentiable in all three; fails with engine.shape. */
export function layerNorm<Kind extends tf.Tensor>(x: Kind, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon = 1e-5): Kind {
  const columns = x.shape.at(-1) ?? 0
  if (x.size === 0 || x.rank === 0) fail('engine.shape', { operation: 'layer norm', reason: `there is nothing to normalise in a tensor of shape [${x.shape.join(', ')}]` })
  for (const [name, tensor] of Object.entries({ gamma, beta })) {
    if (!tf.util.arraysEqual(tensor.shape, [columns])) fail('engine.shape', { operation: 'layer norm', reason: `${name} has shape [${tensor.shape.join(', ')}], expected [${columns}]` })
  }
  for (const [name, { dtype }] of Object.entries({ x, gamma, beta })) {
    if (dtype !== 'float32') fail('engine.shape', { operation: 'layer norm', reason: `${name} is ${dtype}, expected float32` })
  }
  const attributes: LayerNormAttributes = { epsilon }
  const [y, mean, scale] = runKernel(layerNormKernels.forward, { x, gamma, beta }, attributes)
  tf.dispose([mean, scale]) // The tape keeps its own handles on them.
  return y as Kind
}

tf.registerGradient({
  kernelName: layerNormKernels.forward,
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [x, gamma, mean, scale]) => {
    // Computed once, here: within the functions below tfjs would dispose what the first of them did not return.
    const [dx, dgamma, dbeta] = runKernel(layerNormKernels.gradient, { x, gamma, mean, scale, dy: (dy as tf.Tensor[])[0] })
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta }
  },
})
