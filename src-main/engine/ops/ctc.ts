/**
 * Connectionist temporal classification (Graves et al. 2006): minus the logarithm of the probability of a target, summed over
 * all ways to spread it over the time steps, with repeated symbols merged and blanks removed.
 *
 *   B examples, T time steps (padded), K symbols with the blank, L symbols of the longest target;
 *   example b has n time steps, m target symbols l_1 ... l_m, and S = 2 m + 1 places z = blank, l_1, blank, ..., l_m, blank
 *
 *   p_t = softmax(logits[b, t, :]);  skip(s) = 1 where z_s is no blank and z_s != z_{s-2}, else 0
 *   alpha_0(0) = p_0[z_0], alpha_0(1) = p_0[z_1];  alpha_t(s) = p_t[z_s] (alpha_{t-1}(s) + alpha_{t-1}(s-1) + skip(s) alpha_{t-1}(s-2))
 *   beta_{n-1}(S-1) = beta_{n-1}(S-2) = 1;         beta_t(s) = q(s) + q(s+1) + skip(s+2) q(s+2),  q(r) = p_{t+1}[z_r] beta_{t+1}(r)
 *   P = alpha_{n-1}(S-1) + alpha_{n-1}(S-2);       loss[b] = -ln P, in nats for the whole target (not per symbol)
 *   dlogits[b, t, k] = dloss[b] (p_t[k] - 1/P sum over s with z_s = k of alpha_t(s) beta_t(s)),  0 for t >= n
 *
 * A target needs m time steps and one more for each symbol equal to the one before it. Where it has fewer, no alignment exists:
 * feasible[b] = 0 and loss and gradient are 0, never infinite, so that the caller can count and skip it.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs logits [B, T, K] float32, lengths [B], targets [B, L], targetLengths [B] int32;  attributes CtcAttributes
 *          outputs [loss [B], feasible [B] (1 or 0), dLogits [B, T, K] for dloss = 1, or [0] where no gradient is asked for]
 * gradient inputs x [B, ...], factors [B];  outputs [x with example b times factors[b]]
 *
 * The gradient is made together with the loss, since both need alpha and all of it is at hand then.
 */
export const ctcKernels = { forward: 'SeqbenchCtc', gradient: 'SeqbenchScaleExamples' } as const
export interface CtcAttributes {
  /** Which of the K symbols is the blank. */
  blank: number
  withGradient: boolean
}

export interface CtcInput {
  /** [B, T, K] float32, before the softmax. */
  logits: tf.Tensor3D
  /** [B] int32, 1 <= n <= T. */
  lengths: tf.Tensor1D
  /** [B, L] int32, symbols other than the blank; what lies beyond a target's length is not read. */
  targets: tf.Tensor2D
  /** [B] int32, 0 <= m <= L. */
  targetLengths: tf.Tensor1D
  blank: number
}

export interface CtcOutput {
  /** [B], nats a target; 0 where it is not feasible. */
  loss: tf.Tensor1D
  /** [B], 1 where the target fits into its time steps, else 0; not differentiable. */
  feasible: tf.Tensor1D
}

/** The loss of each example. Differentiable in `logits`; fails with engine.shape on wrong shapes, lengths and symbols. */
export function ctcLoss({ logits, lengths, targets, targetLengths, blank }: CtcInput): CtcOutput {
  const [batch, steps, symbols] = logits.shape
  const expected: [string, tf.Tensor, number[]][] = [['lengths', lengths, [batch]], ['targets', targets, [batch, targets.shape[1]]], ['target lengths', targetLengths, [batch]]]
  for (const [name, tensor, shape] of expected) {
    if (tensor.dtype !== 'int32' || !tf.util.arraysEqual(tensor.shape, shape)) {
      fail('engine.shape', { operation: 'ctc', reason: `${name} are ${tensor.dtype} [${tensor.shape.join(', ')}], expected int32 [${shape.join(', ')}]` })
    }
  }
  if (batch === 0 || steps === 0) fail('engine.shape', { operation: 'ctc', reason: 'there are no examples or no time steps' })
  if (!(Number.isInteger(blank) && blank >= 0 && blank < symbols)) fail('engine.shape', { operation: 'ctc', reason: `the blank ${blank} is none of ${symbols} symbols` })
  const attributes: CtcAttributes = { blank, withGradient: tf.engine().isTapeOn() }
  const [loss, feasible, dLogits] = runKernel(ctcKernels.forward, { logits, lengths, targets, targetLengths }, attributes)
  dLogits.dispose() // The tape keeps its own handle on it.
  return { loss: loss as tf.Tensor1D, feasible: feasible as tf.Tensor1D }
}

tf.registerGradient({
  kernelName: ctcKernels.forward,
  outputsToSave: [false, false, true],
  gradFunc: (dy, [dLogits]) => ({ logits: () => runKernel(ctcKernels.gradient, { x: dLogits, factors: (dy as tf.Tensor[])[0] })[0] }),
})

/** Time steps that a target needs at least: one a symbol, and a blank between two equal ones. */
export function ctcStepsNeeded(target: ArrayLike<number>, length = target.length): number {
  let needed = length
  for (let index = 1; index < length; index++) if (target[index] === target[index - 1]) needed++
  return needed
}
