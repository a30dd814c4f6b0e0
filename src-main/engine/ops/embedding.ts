/**
 * Embedding lookup: y[b, t, :] = table[ids[b, t], :], and its gradient dtable[v, :] = sum of dy[b, t, :] over ids[b, t] = v.
 *
 *   table [V, E] float32, ids [B, T] int32 with 0 <= id < V, y [B, T, E]
 *
 * tfjs's gather would do it too, but its gradient goes over all rows once for each of several steps; here it is one
 * zeroed table and one pass over the tokens.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs table, ids;  outputs [y]
 * gradient inputs ids, dy;  attributes { rows: V };  outputs [dtable [V, E]]
 */
export const embeddingKernels = { forward: 'SeqbenchEmbedding', gradient: 'SeqbenchEmbeddingGradient' } as const
export interface EmbeddingGradientAttributes {
  rows: number
}

/** table [V, E], ids [B, T] int32 -> [B, T, E]; fails with engine.shape on an id that is no row. Differentiable in `table`. */
export function embeddingLookup(table: tf.Tensor2D, ids: tf.Tensor2D): tf.Tensor3D {
  if (ids.dtype !== 'int32') fail('engine.shape', { operation: 'embedding', reason: `the ids are ${ids.dtype}, expected int32` })
  return runKernel(embeddingKernels.forward, { table, ids })[0] as tf.Tensor3D
}

tf.registerGradient({
  kernelName: embeddingKernels.forward,
  inputsToSave: ['table', 'ids'],
  gradFunc: (dy, [table, ids]) => {
    const attributes: EmbeddingGradientAttributes = { rows: table.shape[0] }
    return { table: () => runKernel(embeddingKernels.gradient, { ids, dy: dy as tf.Tensor }, attributes)[0] }
  },
})
