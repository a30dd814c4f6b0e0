/**
 * Linear-chain conditional random field (Lafferty, McCallum, Pereira 2001): minus the logarithm of the probability of a whole
 * sequence of tags.
 *
 *   B sequences, T time steps (padded), K tags, n = length of sequence b, tags y_0 ... y_{n-1}
 *
 *   score(y) = start[y_0] + sum_t emissions[b, t, y_t] + sum_{t>0} transitions[y_{t-1}, y_t] + end[y_{n-1}]
 *   ln Z = ln sum over all y' of exp score(y');  loss[b] = ln Z - score(y), in nats for the whole sequence
 *
 *   alpha_0(j) = start[j] + e_0[j];  alpha_t(j) = e_t[j] + ln sum_i exp(alpha_{t-1}(i) + transitions[i, j])       (e_t = emissions[b, t, :])
 *   beta_{n-1}(i) = end[i];          beta_t(i) = ln sum_j exp(transitions[i, j] + e_{t+1}[j] + beta_{t+1}(j))
 *   P(y_t = j) = exp(alpha_t(j) + beta_t(j) - ln Z);  P(y_{t-1} = i, y_t = j) = exp(alpha_{t-1}(i) + transitions[i, j] + e_t[j] + beta_t(j) - ln Z)
 *
 *   demissions[b, t, j] = dloss[b] (P(y_t = j) - [y_t = j]), 0 for t >= n;  dstart, dend the same at 0 and n - 1, summed over b
 *   dtransitions[i, j] = sum_b dloss[b] sum_{t>0} (P(y_{t-1} = i, y_t = j) - [y_{t-1} = i, y_t = j])
 *
 * Elsewhere: pytorch-crf's transitions, start_transitions, end_transitions, in the same layout.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs emissions, transitions, start, end, tags, lengths;  outputs [loss [B]]
 * gradient inputs those of forward and dLoss;  outputs [dEmissions, dTransitions, dStart, dEnd]
 */
export const crfKernels = { forward: 'SeqbenchCrf', gradient: 'SeqbenchCrfGradient' } as const

/** What a transition that may not happen is given as its score: e^-10000 is 0 beside anything learned, and still a float. */
export const forbiddenScore = -10_000

export interface CrfWeights {
  /** [K, K], from row to column. */
  transitions: tf.Tensor2D
  /** [K] */
  start: tf.Tensor1D
  /** [K] */
  end: tf.Tensor1D
}

export interface CrfInput extends CrfWeights {
  /** [B, T, K] float32 */
  emissions: tf.Tensor3D
  /** [B, T] int32, 0 <= y < K; what lies beyond a sequence's length is not read. */
  tags: tf.Tensor2D
  /** [B] int32, 1 <= n <= T. */
  lengths: tf.Tensor1D
}

/** The loss of each sequence, [B]. Differentiable in emissions, transitions, start and end; fails with engine.shape. */
export function crfLoss({ emissions, transitions, start, end, tags, lengths }: CrfInput): tf.Tensor1D {
  const [batch, steps, count] = emissions.shape
  const expected: [string, tf.Tensor, number[], tf.DataType][] = [
    ['emissions', emissions, [batch, steps, count], 'float32'], ['transitions', transitions, [count, count], 'float32'], ['start', start, [count], 'float32'],
    ['end', end, [count], 'float32'], ['tags', tags, [batch, steps], 'int32'], ['lengths', lengths, [batch], 'int32'],
  ]
  for (const [name, tensor, shape, type] of expected) {
    if (tensor.dtype !== type || !tf.util.arraysEqual(tensor.shape, shape)) {
      fail('engine.shape', { operation: 'crf', reason: `${name}: ${tensor.dtype} [${tensor.shape.join(', ')}], expected ${type} [${shape.join(', ')}]` })
    }
  }
  if (emissions.size === 0) fail('engine.shape', { operation: 'crf', reason: 'there are no sequences, time steps or tags' })
  return runKernel(crfKernels.forward, { emissions, transitions, start, end, tags, lengths })[0] as tf.Tensor1D
}

const savedInputs = ['emissions', 'transitions', 'start', 'end', 'tags', 'lengths']

tf.registerGradient({
  kernelName: crfKernels.forward,
  inputsToSave: savedInputs,
  gradFunc: (dLoss, saved) => {
    const inputs = Object.fromEntries(savedInputs.map((name, index) => [name, saved[index]]))
    // Computed once, here: within the functions below tfjs would dispose what the first of them did not return.
    const [dEmissions, dTransitions, dStart, dEnd] = runKernel(crfKernels.gradient, { ...inputs, dLoss: dLoss as tf.Tensor })
    return { emissions: () => dEmissions, transitions: () => dTransitions, start: () => dStart, end: () => dEnd }
  },
})

/** Which tags may follow, begin and end; the tables of a tag scheme. */
export interface CrfConstraints {
  /** [K * K], 1 where the tag of the column may follow the tag of the row. */
  transitions: ArrayLike<number | boolean>
  /** [K] */
  start: ArrayLike<number | boolean>
  /** [K] */
  end: ArrayLike<number | boolean>
}

/** Learned weights with `forbiddenScore` wherever the constraints refuse; differentiable, the gradient of what is refused is 0. */
export function constrainCrf(weights: CrfWeights, constraints: CrfConstraints): CrfWeights {
  const constrain = <Kind extends tf.Tensor>(scores: Kind, allowed: ArrayLike<number | boolean>): Kind =>
    tf.tidy(() => {
      const open = tf.tensor(Float32Array.from(allowed, (value) => (value ? 1 : 0)), scores.shape)
      return tf.add(tf.mul(scores, open), tf.mul(tf.sub(1, open), forbiddenScore))
    })
  return { transitions: constrain(weights.transitions, constraints.transitions), start: constrain(weights.start, constraints.start), end: constrain(weights.end, constraints.end) }
}
