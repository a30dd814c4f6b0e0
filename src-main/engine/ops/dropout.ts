/**
 * Dropout: y = x m / (1 - rate), where m drops each number with probability `rate`; dx = dy m / (1 - rate).
 *
 * The mask is never stored: m[i] is a hash of (seed, i), so the gradient is the same kernel with the same seed on dy, and
 * every engine, in whatever order and on however many threads, drops the same numbers.
 */
import * as tf from '@tensorflow/tfjs-core'
import { mix, type Random } from '../random.ts'
import { runKernel } from './run-kernel.ts'

/** inputs x [...] float32;  attributes DropoutAttributes;  outputs [y], of x's shape */
export const dropoutKernel = 'SeqbenchDropout'
export interface DropoutAttributes {
  /** 0 <= rate < 1 */
  rate: number
  /** 32 bits; one for each use. */
  seed: number
}

/** Whether number `index` stays, for `threshold` = rate 2^32. 32-bit integer arithmetic, the same in C. */
export const staysIn = (seed: number, index: number, threshold: number): boolean => mix(mix(index ^ seed) + seed) >= threshold

/** Drops numbers of x; draws one seed from `random`. A rate of 0 returns x itself. */
export function dropout<Kind extends tf.Tensor>(x: Kind, rate: number, random: Random): Kind {
  if (rate === 0) return x
  const attributes: DropoutAttributes = { rate, seed: random.integer(2 ** 32) }
  return runKernel(dropoutKernel, { x }, attributes)[0] as Kind
}

tf.registerGradient({
  kernelName: dropoutKernel,
  gradFunc: (dy, _saved, attributes) => ({ x: () => runKernel(dropoutKernel, { x: dy as tf.Tensor }, attributes)[0] }),
})
