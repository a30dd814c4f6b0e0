/**
 * The hidden states of a whole sequence as one vector. h [B, T, W], zero beyond a sequence's length n_b; mask m_bt = t < n_b.
 *
 *   last       final hidden state of each direction
 *   mean       sum_t h_bt / n_b
 *   max        max_t h_bt over t < n_b
 *   attention  sum_t a_bt h_bt,  a_b = softmax over t < n_b of  v . tanh(h_bt W + b)
 */
import * as tf from '@tensorflow/tfjs-core'
import { createDense } from './dense.ts'
import { inverseSquareRoot } from './initializers.ts'
import type { LayerContext } from './parameters.ts'
import type { RecurrentStackOutput } from './recurrent-stack.ts'

export const poolings = ['last', 'mean', 'max', 'attention'] as const
export type Pooling = (typeof poolings)[number]
type Pool = (states: Pick<RecurrentStackOutput, 'hidden' | 'final'>, lengths: tf.Tensor1D) => tf.Tensor2D

/** Far below any score, and still finite. */
const minusInfinity = -1e9

/** [B, T], 1 within a sequence and 0 beyond. */
const maskOf = (hidden: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D =>
  tf.cast(tf.less(tf.expandDims(tf.range(0, hidden.shape[1], 1, 'int32'), 0), tf.expandDims(lengths, 1)), 'float32')

/** Adds minus infinity where the mask is 0. */
const masked = <Kind extends tf.Tensor>(values: Kind, mask: tf.Tensor): Kind => tf.add(values, tf.mul(tf.sub(1, mask), minusInfinity))

const table: Record<Pooling, (context: LayerContext, name: string, width: number) => Pool> = {
  last: () => ({ final }) => final,
  mean: () => ({ hidden }, lengths) => tf.div(tf.sum(hidden, 1), tf.expandDims(tf.cast(lengths, 'float32'), 1)),
  max: () => ({ hidden }, lengths) => tf.max(masked(hidden, tf.expandDims(maskOf(hidden, lengths), 2)), 1),
  attention: (context, name, width) => {
    const project = createDense(context, `${name}.project`, { inputs: width, outputs: width })
    const direction = context.parameters.add(`${name}.direction`, [width, 1], inverseSquareRoot(width), context.random) as tf.Tensor as tf.Tensor2D
    return ({ hidden }, lengths) => {
      const [batch, steps] = hidden.shape
      const scores = tf.matMul(tf.tanh(project.apply(tf.reshape(hidden, [batch * steps, width]))), direction)
      const weights = tf.softmax(masked(tf.reshape(scores, [batch, steps]), maskOf(hidden, lengths)))
      return tf.sum(tf.mul(hidden, tf.reshape(weights, [batch, steps, 1])), 1)
    }
  },
}

export function createPooling(context: LayerContext, name: string, kind: Pooling, width: number): { apply: Pool } {
  return { apply: table[kind](context, name, width) }
}
