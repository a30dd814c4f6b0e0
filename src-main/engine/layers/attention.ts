/** Attention with what it learns (equations: ops/attention.ts). */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { attention, projectKeys, type AttentionOutput, type AttentionScore } from '../ops/attention.ts'
import { inverseSquareRoot } from './initializers.ts'
import type { LayerContext } from './parameters.ts'

export interface AttentionLayer {
  /** queries [B, U, Hq], keys [B, S, Hk], lengths [B] int32 of the keys -> context [B, U, Hk], weights [B, U, S] */
  apply(queries: tf.Tensor3D, keys: tf.Tensor3D, lengths: tf.Tensor1D, projected?: tf.Tensor3D): AttentionOutput
  /** What `apply` may be given of keys that stay the same for many calls, one step of a decoder each; null where that saves nothing. */
  project(keys: tf.Tensor3D): tf.Tensor3D | null
}

export interface AttentionOptions {
  kind: AttentionScore['kind']
  /** Hq */
  queries: number
  /** Hk; dot needs Hq = Hk. */
  keys: number
  /** concat only: width of what is compared; Hq when left out. */
  inner?: number
}

type Learned = Record<AttentionScore['kind'], (context: LayerContext, name: string, widths: { queries: number; keys: number; inner: number }) => AttentionScore>

/** Adds for general `<name>.matrix` [Hq, Hk], for concat `<name>.queries` [Hq, A], `<name>.keys` [Hk, A], `<name>.vector` [A], for dot nothing. */
const learned: Learned = {
  dot: (_context, name, { queries, keys }) => {
    if (queries !== keys) fail('engine.shape', { operation: name, reason: `queries of width ${queries} and keys of width ${keys} have no dot product` })
    return { kind: 'dot' }
  },
  general: ({ parameters, random }, name, { queries, keys }) => ({
    kind: 'general',
    matrix: parameters.add(`${name}.matrix`, [queries, keys], inverseSquareRoot(queries), random) as tf.Tensor as tf.Tensor2D,
  }),
  concat: ({ parameters, random }, name, { queries, keys, inner }) => ({
    kind: 'concat',
    queryMatrix: parameters.add(`${name}.queries`, [queries, inner], inverseSquareRoot(queries), random) as tf.Tensor as tf.Tensor2D,
    keyMatrix: parameters.add(`${name}.keys`, [keys, inner], inverseSquareRoot(keys), random) as tf.Tensor as tf.Tensor2D,
    vector: parameters.add(`${name}.vector`, [inner], inverseSquareRoot(inner), random) as tf.Tensor as tf.Tensor1D,
  }),
}

export function createAttention(context: LayerContext, name: string, { kind, queries, keys, inner = queries }: AttentionOptions): AttentionLayer {
  const score = learned[kind](context, name, { queries, keys, inner })
  return {
    apply: (given, memory, lengths, projected) => attention({ queries: given, keys: memory, lengths, score, projectedKeys: projected }),
    project: (memory) => projectKeys(memory, score),
  }
}
