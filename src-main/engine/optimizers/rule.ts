/** What an optimiser is: the table in index.ts has one of these for each kind. */
import type * as tf from '@tensorflow/tfjs-core'

/**
 * One update rule. Its kernel gets `value`, `gradient` and the state tensors by name, all of one shape, and changes
 * value and state in place: a new tensor for each would cost more memory traffic than the arithmetic.
 */
export interface Rule {
  kernel: string
  /** Names of the state tensors, all zero at first. */
  state: readonly string[]
  /** The kernel's attributes for update number `step`, counted from 1. */
  attributes(learningRate: number, step: number): tf.NamedAttrMap
}
