/**
 * A picture as a vector: two convolutions with stride 2, then a dense layer.
 *
 *   x [N, S, S, C] -> relu(conv 3x3 / 2, 16) -> relu(conv 3x3 / 2, 32) -> flatten -> dense [N, outputs]
 *
 * Small on purpose: clips are few where they are recorded by hand, and time is the recurrent layers' work.
 */
import * as tf from '@tensorflow/tfjs-core'
import { createDense } from './dense.ts'
import { inverseSquareRoot } from './initializers.ts'
import type { LayerContext } from './parameters.ts'

const filters = [16, 32] as const
const kernel = 3
const stride = 2

export interface FrameEncoder {
  /** x [N, size, size, channels] -> [N, outputs] */
  apply: (x: tf.Tensor4D) => tf.Tensor2D
}

/** Adds `<name>.convolution<n>.weight` [3, 3, in, out] and `.bias` [out], and `<name>.dense.*`. */
export function createFrameEncoder({ parameters, random }: LayerContext, name: string, { size, channels, outputs }: { size: number; channels: number; outputs: number }): FrameEncoder {
  let inputs: number = channels
  let side = size
  const convolutions = filters.map((count, index) => {
    const initialize = inverseSquareRoot(kernel * kernel * inputs)
    const weight = parameters.add(`${name}.convolution${index}.weight`, [kernel, kernel, inputs, count], initialize, random) as tf.Tensor as tf.Tensor4D
    const bias = parameters.add(`${name}.convolution${index}.bias`, [count], initialize, random)
    inputs = count
    side = Math.ceil(side / stride)
    return { weight, bias }
  })
  const flat = side * side * inputs
  const dense = createDense({ parameters, random }, `${name}.dense`, { inputs: flat, outputs })
  return {
    apply: (x) => {
      const last = convolutions.reduce<tf.Tensor4D>((below, { weight, bias }) => tf.relu(tf.add(tf.conv2d(below, weight, stride, 'same'), bias)), x)
      return dense.apply(tf.reshape(last, [x.shape[0], flat]))
    },
  }
}
