/** A vector for each token: row `id` of a table [rows, width]. */
import type * as tf from '@tensorflow/tfjs-core'
import { embeddingLookup } from '../ops/embedding.ts'
import { normalWithPadding } from './initializers.ts'
import type { LayerContext } from './parameters.ts'

export interface Embedding {
  /** ids [B, T] int32 -> [B, T, width] */
  apply(ids: tf.Tensor2D): tf.Tensor3D
}

/** Adds `<name>.weight` [rows, width]; row 0 is the padding. `deviation`: of its first values, 0.1 where it is left out. */
export function createEmbedding({ parameters, random }: LayerContext, name: string, { rows, width, deviation = 0.1 }: { rows: number; width: number; deviation?: number }): Embedding {
  // Not PyTorch's deviation of 1: a word seen once or twice would stay the noise it started as, since Adam's steps are small
  // beside it. On 2,700 sentences, cross-validated, 0.1 gave 81 % accuracy and 1 gave 73 %.
  const weight = parameters.add(`${name}.weight`, [rows, width], normalWithPadding(deviation), random)
  return { apply: (ids) => embeddingLookup(weight as tf.Tensor as tf.Tensor2D, ids) }
}
