/**
 * Clipping by global norm, PyTorch's clip_grad_norm_: with n the norm of all gradients seen as one vector,
 *
 *   g = g min(1, limit / (n + 1e-6))
 */
import * as tf from '@tensorflow/tfjs-core'
import { runKernel } from '../ops/run-kernel.ts'

/** inputs x;  outputs [scalar, the sum of x^2, added up in double precision where the engine can] */
export const squaredNormKernel = 'SeqbenchSquaredNorm'

/** The norm of each gradient; NaN or Infinity where it holds one. */
export function gradientNorms(gradients: tf.NamedTensorMap): Record<string, number> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const [square] = runKernel(squaredNormKernel, { x: gradient })
      const norm = Math.sqrt(square.dataSync()[0])
      square.dispose()
      return [name, norm]
    }),
  )
}

/**
 * Gradients no longer than `limit` (null leaves them) and the norm they had. Where they are shortened, the given ones
 * are disposed: the caller owns only what comes back. A norm that is no finite number leaves them as they are.
 */
export function clipByGlobalNorm(gradients: tf.NamedTensorMap, limit: number | null): { gradients: tf.NamedTensorMap; norm: number } {
  const norm = Math.hypot(...Object.values(gradientNorms(gradients)))
  if (limit === null || !(norm > limit) || !Number.isFinite(norm)) return { gradients, norm }
  const factor = limit / (norm + 1e-6)
  const clipped = Object.entries(gradients).map(([name, gradient]) => [name, tf.tidy(() => tf.mul(gradient, factor))] as const)
  tf.dispose(gradients)
  return { gradients: Object.fromEntries(clipped), norm }
}
