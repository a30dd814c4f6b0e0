/** y = x W + b */
import * as tf from '@tensorflow/tfjs-core'
import { inverseSquareRoot } from './initializers.ts'
import type { LayerContext } from './parameters.ts'

export interface Dense {
  /** x [B, inputs] -> [B, outputs] */
  apply(x: tf.Tensor2D): tf.Tensor2D
}

/** Adds `<name>.weight` [inputs, outputs] (PyTorch's transposed) and `<name>.bias` [outputs]. */
export function createDense({ parameters, random }: LayerContext, name: string, { inputs, outputs }: { inputs: number; outputs: number }): Dense {
  const weight = parameters.add(`${name}.weight`, [inputs, outputs], inverseSquareRoot(inputs), random)
  const bias = parameters.add(`${name}.bias`, [outputs], inverseSquareRoot(inputs), random)
  return { apply: (x) => tf.tidy(() => tf.add(tf.matMul(x, weight as tf.Tensor as tf.Tensor2D), bias) as tf.Tensor2D) }
}
