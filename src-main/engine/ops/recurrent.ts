/**
 * The recurrent operation: one layer, one direction, over whole sequences, forward and backward through time.
 * This file states once, for every engine, the equations, the gate order, the layouts and the gradient; an engine
 * registers the three kernels below (backends/<engine>/), layers/recurrent-stack.ts stacks layers and directions.
 *
 *   B sequences, T time steps (padded), I inputs, H units, G gates, n_b = length of sequence b
 *
 *   a_t = x_t Wx + bx,  r_t = h_{t-1} Wh + bh                             [B, G H] each; s = sigmoid
 *   rnn   h_t = act(a_t + r_t),  act = tanh or relu
 *   lstm  i, f, g, o = s, s, tanh, s (a_t + r_t);  c_t = f c_{t-1} + i g;  h_t = o tanh(c_t)
 *   gru   r, z = s(a_t + r_t);  n = tanh(a_n + r * r_n);  h_t = (1 - z) n + z h_{t-1}                (resetAfter)
 *                               n = tanh(a_n + (r * h_{t-1}) Wh_n + bh_n)                            (reset before)
 *
 * A sequence runs over its own n_b steps only, forward from 0 or (reverse) backward from n_b - 1; beyond n_b its outputs are
 * zero and its final state is that of its last own step: the result equals running it alone.
 *
 * Layouts and their names elsewhere:
 *   here                      PyTorch                              Keras 3                          ONNX
 *   wx   [I, G H]             weight_ih_l0 [G H, I] transposed     kernel                           W [1, G H, I], gates reordered
 *   wh   [H, G H]             weight_hh_l0 [G H, H] transposed     recurrent_kernel                 R [1, G H, H], gates reordered
 *   bias [2, G H]             bias_ih_l0, bias_hh_l0               bias (their sum; both for gru)   B [1, 2 G H], gates reordered
 *   lstm i f g o              i f g o                              i f c o                          i o f c
 *   gru  r z n                r z n                                z r h                            z r h
 * Two bias rows although rnn and lstm need one: then Adam moves them as PyTorch does.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/** The cells and their gates, in the order of the weights' columns. Traces, charts and exports read this table. */
export const cells = {
  rnn: { gates: ['activation'], hasCellState: false },
  lstm: { gates: ['input', 'forget', 'candidate', 'output'], hasCellState: true },
  gru: { gates: ['reset', 'update', 'new'], hasCellState: false },
} as const
export type CellName = keyof typeof cells

export interface RecurrentAttributes {
  cell: CellName
  /** rnn only. */
  activation: 'tanh' | 'relu'
  /** gru only. */
  resetAfter: boolean
  reverse: boolean
  /**
   * Truncated back-propagation through time: counting a sequence's steps s = 0, 1, ... in the order in which they run,
   * dL/dh and dL/dc carried from step s to step s - 1 are cut where s is a multiple of this, while the state itself is
   * carried on; the initial state keeps its gradient from the first chunk. 0 to cut nothing.
   */
  truncation: number
}

export interface RecurrentWeights {
  wx: tf.Tensor2D
  wh: tf.Tensor2D
  bias: tf.Tensor2D
}

export interface RecurrentInput {
  /** [B, T, I] float32 */
  x: tf.Tensor3D
  weights: RecurrentWeights
  /** [B] int32, 1 <= n_b <= T; left out, every sequence has T steps. */
  lengths?: tf.Tensor1D
  /** [B, H]; left out, zero. */
  initialHidden?: tf.Tensor2D
  /** [B, H], lstm only; left out, zero. */
  initialCell?: tf.Tensor2D
}

export interface RecurrentOutput {
  /** h_t of every step, [B, T, H], zero beyond a sequence's length. */
  hidden: tf.Tensor3D
  /** h of each sequence's last own step, [B, H]. */
  finalHidden: tf.Tensor2D
  /** c of that step, [B, H]; null but for lstm. */
  finalCell: tf.Tensor2D | null
  /** What the engine keeps for the gradient and for `recurrentGates`: a scalar handle, its content the engine's own. */
  reserve: tf.Scalar
}

/**
 * The kernels an engine registers. What is in square brackets may be missing.
 *
 * forward  inputs  x, wx, wh, bias, [lengths], [initialHidden], [initialCell];  attributes RecurrentAttributes
 *          outputs [hidden, finalHidden, reserve] and, for lstm, finalCell behind them
 * gradient inputs  wx, wh, reserve, dHidden, dFinalHidden, [dFinalCell];  attributes RecurrentGradientAttributes
 *          outputs [dx, dwx, dwh, dbias], where wantsInitial [dInitialHidden] and, for lstm, [dInitialCell], where wantsNorms [stepNorms]
 * gates    inputs  reserve;  outputs [gates [B, T, G, H]], the activations by time step, zero beyond a sequence's length
 *
 * What else a gradient needs of the forward pass is in the engine's reserve: tfjs keeps a tensor for the gradient by cloning it,
 * which for a small layer takes longer than computing with it.
 */
export const recurrentKernels = { forward: 'SeqbenchRecurrent', gradient: 'SeqbenchRecurrentGradient', gates: 'SeqbenchRecurrentGates' } as const

export interface RecurrentGradientAttributes extends RecurrentAttributes {
  /** Whether an initial state was given. */
  wantsInitial: boolean
  /** Whether to give stepNorms [B, T], the norm over H of dL/dh_t: what arrives at h_t from the loss directly and from the steps after it. */
  wantsNorms: boolean
}

/** Receives stepNorms, [B, T], of every gradient computed while it is set; see `withGradientRecorder`. */
export type GradientRecorder = (attributes: RecurrentAttributes, reserve: tf.Scalar, stepNorms: tf.Tensor2D) => void
let gradientRecorder: GradientRecorder | null = null

/** Runs `action`, a gradient computation, while `recorder` is told the norms of dL/dh by step of every recurrent layer in it. */
export function withGradientRecorder<Result>(recorder: GradientRecorder, action: () => Result): Result {
  gradientRecorder = recorder
  try {
    return action()
  } finally {
    gradientRecorder = null
  }
}

/** Runs the recurrent operation on the current engine; differentiable in x, the weights and the initial state. */
export function recurrent({ x, weights: { wx, wh, bias }, lengths, initialHidden, initialCell }: RecurrentInput, attributes: RecurrentAttributes): RecurrentOutput {
  const inputs: Record<string, tf.Tensor> = { x, wx, wh, bias }
  if (lengths) inputs.lengths = lengths
  if (initialHidden) inputs.initialHidden = initialHidden
  if (initialCell) inputs.initialCell = initialCell
  checkShapes(inputs, attributes)
  const [hidden, finalHidden, reserve, finalCell] = runKernel(recurrentKernels.forward, inputs, { ...attributes, wantsInitial: Boolean(initialHidden ?? initialCell) })
  return { hidden: hidden as tf.Tensor3D, finalHidden: finalHidden as tf.Tensor2D, reserve: reserve as tf.Scalar, finalCell: (finalCell as tf.Tensor2D | undefined) ?? null }
}

/** Every gate's activation by time step, [B, T, G, H], of a `recurrent` whose `reserve` is still alive. */
export function recurrentGates(reserve: tf.Scalar): tf.Tensor4D {
  return runKernel(recurrentKernels.gates, { reserve }, {})[0] as tf.Tensor4D
}

tf.registerGradient({
  kernelName: recurrentKernels.forward,
  inputsToSave: ['wx', 'wh'],
  outputsToSave: [false, false, true, false],
  gradFunc: (dy, [wx, wh, reserve], given) => {
    const attributes = { ...(given as unknown as RecurrentGradientAttributes), wantsNorms: gradientRecorder !== null }
    const [dHidden, dFinalHidden, , dFinalCell] = dy as tf.Tensor[]
    const inputs: tf.NamedTensorMap = { wx, wh, reserve, dHidden, dFinalHidden }
    if (dFinalCell) inputs.dFinalCell = dFinalCell
    // Computed once, here: within the functions below tfjs would dispose what the first of them did not return.
    const [dx, dwx, dwh, dbias, ...others] = runKernel(recurrentKernels.gradient, inputs, attributes)
    if (gradientRecorder) gradientRecorder(attributes, reserve as tf.Scalar, others[others.length - 1] as tf.Tensor2D)
    return { x: () => dx, wx: () => dwx, wh: () => dwh, bias: () => dbias, initialHidden: () => others[0], initialCell: () => others[1] }
  },
})

function checkShapes({ x, wx, wh, bias, lengths, initialHidden, initialCell }: Record<string, tf.Tensor | undefined>, { cell }: RecurrentAttributes): void {
  const [batch, steps, inputs] = (x as tf.Tensor).shape
  const hidden = (wh as tf.Tensor).shape[0]
  const columns = cells[cell].gates.length * hidden
  expectShape(cell, 'wx', wx, inputs, columns)
  expectShape(cell, 'wh', wh, hidden, columns)
  expectShape(cell, 'bias', bias, 2, columns)
  expectShape(cell, 'lengths', lengths, batch)
  expectShape(cell, 'initial hidden state', initialHidden, batch, hidden)
  expectShape(cell, 'initial cell state', initialCell, batch, hidden)
  if (initialCell && !cells[cell].hasCellState) fail('engine.shape', { operation: cell, reason: 'it has no cell state to start from' })
  if (batch === 0 || steps === 0) fail('engine.shape', { operation: cell, reason: 'there are no sequences or no time steps' })
}

/** A tensor that is left out has any shape. */
function expectShape(operation: string, name: string, tensor: tf.Tensor | undefined, ...expected: number[]): void {
  if (!tensor || (tensor.shape.length === expected.length && expected.every((length, axis) => tensor.shape[axis] === length))) return
  fail('engine.shape', { operation, reason: `${name} has shape [${tensor.shape.join(', ')}], expected [${expected.join(', ')}]` })
}
