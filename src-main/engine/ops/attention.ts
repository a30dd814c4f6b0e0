/**
 * Attention (Luong, Pham, Manning 2015) of all queries to all keys at once; every sequence attends to its own keys only.
 *
 *   B sequences, U queries each (decoder steps), S keys each (encoder steps, padded), n = number of keys of sequence b
 *   scores[b, u, s] = queries[b, u] . keys[b, s]                                          dot       both of width H
 *                     (queries[b, u] W) . keys[b, s]                                      general   W [Hq, Hk]
 *                     v . tanh(queries[b, u] Wq + keys[b, s] Wk)                          concat    Wq [Hq, A], Wk [Hk, A], v [A]
 *   weights[b, u, :] = softmax over s < n of scores, 0 beyond;  context[b, u] = sum_s weights[b, u, s] keys[b, s]
 *
 * dot and general differ from the paper's concat in that they are two products of matrices; concat is a kernel of its own,
 * since its [B, U, S, A] numbers need never lie in memory.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * maskedSoftmax          inputs scores [B, U, S], lengths [B] int32;  outputs [weights]
 *                          weights[b, u, s] = exp(scores) / sum over r < n of exp(scores[b, u, r]), 0 for s >= n
 * maskedSoftmaxGradient  inputs weights, dWeights;  outputs [dScores] = weights (dWeights - sum_r weights dWeights)
 * additiveScores         inputs queries [B, U, A], keys [B, S, A], vector [A], lengths;  outputs [scores], 0 for s >= n
 * additiveScoresGradient inputs those and dScores;  outputs [dQueries, dKeys, dVector]
 */
export const attentionKernels = {
  maskedSoftmax: 'SeqbenchMaskedSoftmax', maskedSoftmaxGradient: 'SeqbenchMaskedSoftmaxGradient',
  additiveScores: 'SeqbenchAdditiveScores', additiveScoresGradient: 'SeqbenchAdditiveScoresGradient',
} as const

/** How queries and keys are compared, with what is learned for it. */
export type AttentionScore =
  | { kind: 'dot' }
  | { kind: 'general'; matrix: tf.Tensor2D }
  | { kind: 'concat'; queryMatrix: tf.Tensor2D; keyMatrix: tf.Tensor2D; vector: tf.Tensor1D }

export interface AttentionInput {
  /** [B, U, Hq] */
  queries: tf.Tensor3D
  /** [B, S, Hk] */
  keys: tf.Tensor3D
  /** [B] int32, 1 <= n <= S. */
  lengths: tf.Tensor1D
  score: AttentionScore
  /** concat only: `projectKeys` of the keys, where they stay the same for many calls. */
  projectedKeys?: tf.Tensor3D
}

export interface AttentionOutput {
  /** [B, U, Hk] */
  context: tf.Tensor3D
  /** [B, U, S], each row sums to 1 over the sequence's own keys. */
  weights: tf.Tensor3D
}

/** Differentiable in queries, keys and what is learned; fails with engine.shape. */
export function attention({ queries, keys, lengths, score, projectedKeys }: AttentionInput): AttentionOutput {
  const [batch] = queries.shape
  if (keys.shape[0] !== batch || lengths.dtype !== 'int32' || !tf.util.arraysEqual(lengths.shape, [batch])) {
    fail('engine.shape', { operation: 'attention', reason: `queries [${queries.shape.join(', ')}], keys [${keys.shape.join(', ')}] and lengths ${lengths.dtype} [${lengths.shape.join(', ')}] do not fit together` })
  }
  if (queries.size === 0 || keys.size === 0) fail('engine.shape', { operation: 'attention', reason: 'there are no queries or no keys' })
  return tf.tidy(() => {
    const weights = maskedSoftmax(scoresOf(queries, keys, lengths, score, projectedKeys), lengths)
    return { context: tf.matMul(weights, keys) as tf.Tensor as tf.Tensor3D, weights }
  })
}

/** What of the keys [B, S, Hk] can be computed before a query is known: [B, S, A] for concat, null for the others. */
export function projectKeys(keys: tf.Tensor3D, score: AttentionScore): tf.Tensor3D | null {
  return score.kind === 'concat' ? tf.tidy(() => project(keys, score.keyMatrix)) : null
}

function scoresOf(queries: tf.Tensor3D, keys: tf.Tensor3D, lengths: tf.Tensor1D, score: AttentionScore, projectedKeys?: tf.Tensor3D): tf.Tensor3D {
  if (score.kind === 'dot') return tf.matMul(queries, keys, false, true)
  if (score.kind === 'general') return tf.matMul(project(queries, score.matrix), keys, false, true)
  return additiveScores(project(queries, score.queryMatrix), projectedKeys ?? project(keys, score.keyMatrix), score.vector, lengths)
}

/** x [B, N, I] times matrix [I, O] as one product. */
function project(x: tf.Tensor3D, matrix: tf.Tensor2D): tf.Tensor3D {
  const [batch, count, width] = x.shape
  return tf.reshape(tf.matMul(tf.reshape(x, [batch * count, width]), matrix), [batch, count, matrix.shape[1]])
}

/** scores [B, U, S], lengths [B] int32 with 1 <= n <= S -> weights [B, U, S]; differentiable in `scores`. */
export function maskedSoftmax(scores: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor3D {
  return runKernel(attentionKernels.maskedSoftmax, { scores, lengths })[0] as tf.Tensor3D
}

/** v . tanh(queries + keys), queries [B, U, A], keys [B, S, A], vector [A] -> [B, U, S]; differentiable in all three. */
export function additiveScores(queries: tf.Tensor3D, keys: tf.Tensor3D, vector: tf.Tensor1D, lengths: tf.Tensor1D): tf.Tensor3D {
  const width = queries.shape[2]
  if (keys.shape[2] !== width || vector.size !== width) fail('engine.shape', { operation: 'attention', reason: `queries, keys and the vector have widths ${width}, ${keys.shape[2]} and ${vector.size}` })
  return runKernel(attentionKernels.additiveScores, { queries, keys, vector, lengths })[0] as tf.Tensor3D
}

tf.registerGradient({
  kernelName: attentionKernels.maskedSoftmax,
  outputsToSave: [true],
  // A kernel that gives a list of outputs is handed a list of their gradients, unless there is one.
  gradFunc: (dy, [weights]) => ({ scores: () => runKernel(attentionKernels.maskedSoftmaxGradient, { weights, dWeights: dy as tf.Tensor })[0] }),
})

tf.registerGradient({
  kernelName: attentionKernels.additiveScores,
  inputsToSave: ['queries', 'keys', 'vector', 'lengths'],
  gradFunc: (dy, [queries, keys, vector, lengths]) => {
    // Computed once, here: within the functions below tfjs would dispose what the first of them did not return.
    const [dQueries, dKeys, dVector] = runKernel(attentionKernels.additiveScoresGradient, { queries, keys, vector, lengths, dScores: dy as tf.Tensor })
    return { queries: () => dQueries, keys: () => dKeys, vector: () => dVector }
  },
})
