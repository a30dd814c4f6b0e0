/** Random recurrent layers for property tests. */
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { cells, recurrent, type RecurrentAttributes, type RecurrentInput, type RecurrentOutput, type RecurrentWeights } from '../../../src-main/engine/ops/recurrent.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { randomTensor } from './numbers.ts'

export interface RecurrentCase {
  seed: number
  attributes: RecurrentAttributes
  /** Of each sequence; the longest is the number of time steps. */
  lengths: number[]
  inputs: number
  units: number
}

/** Any cell in any direction with 1 to 4 sequences of 1 to 9 steps. */
export const recurrentCases: fc.Arbitrary<RecurrentCase> = fc.record({
  seed: fc.nat(1_000_000),
  attributes: fc.record({
    cell: fc.constantFrom('rnn' as const, 'lstm' as const, 'gru' as const),
    activation: fc.constantFrom('tanh' as const, 'relu' as const),
    resetAfter: fc.boolean(),
    reverse: fc.boolean(),
    truncation: fc.constant(0),
  }),
  lengths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
  inputs: fc.integer({ min: 1, max: 5 }),
  units: fc.integer({ min: 1, max: 6 }),
})

export interface BuiltCase {
  x: tf.Tensor3D
  weights: RecurrentWeights
  lengths: tf.Tensor1D
  initialHidden: tf.Tensor2D
  /** Undefined but for lstm. */
  initialCell?: tf.Tensor2D
  /** Weights of the outputs in the loss. */
  dHidden: tf.Tensor3D
  dFinalHidden: tf.Tensor2D
  dFinalCell: tf.Tensor2D
}

export function build({ seed, attributes, lengths, inputs, units }: RecurrentCase): BuiltCase {
  const random = createRandom(seed)
  const columns = cells[attributes.cell].gates.length * units
  const [batch, steps] = [lengths.length, Math.max(...lengths)]
  return {
    // What lies beyond a sequence's length is noise: nothing may read it.
    x: randomTensor(random, [batch, steps, inputs]),
    weights: { wx: randomTensor(random, [inputs, columns], 0.6), wh: randomTensor(random, [units, columns], 0.6), bias: randomTensor(random, [2, columns], 0.6) },
    lengths: tf.tensor1d(lengths, 'int32'),
    initialHidden: randomTensor(random, [batch, units]),
    initialCell: cells[attributes.cell].hasCellState ? randomTensor(random, [batch, units]) : undefined,
    dHidden: randomTensor(random, [batch, steps, units]),
    dFinalHidden: randomTensor(random, [batch, units]),
    dFinalCell: randomTensor(random, [batch, units]),
  }
}

/** Sequence b as a batch of its own without padding, the time steps [from, to). */
export function sequenceOf(built: BuiltCase, b: number, from: number, to: number): BuiltCase {
  const row = (tensor: tf.Tensor2D) => tf.slice(tensor, [b, 0], [1, -1]) as tf.Tensor2D
  const steps = (tensor: tf.Tensor3D) => tf.slice(tensor, [b, from, 0], [1, to - from, -1]) as tf.Tensor3D
  return {
    x: steps(built.x),
    weights: built.weights,
    lengths: tf.tensor1d([to - from], 'int32'),
    initialHidden: row(built.initialHidden),
    initialCell: built.initialCell && row(built.initialCell),
    dHidden: steps(built.dHidden),
    dFinalHidden: row(built.dFinalHidden),
    dFinalCell: row(built.dFinalCell),
  }
}

export interface CaseGradients {
  output: RecurrentOutput
  /** x, wx, wh, bias, initialHidden and, for lstm, initialCell. */
  gradients: tf.Tensor[]
}

/** Runs a case and differentiates the sum of its outputs times their weights; `finals` false leaves the final states out. */
export function runCase(built: BuiltCase, attributes: RecurrentAttributes, finals = true): CaseGradients {
  const { x, weights, initialHidden, initialCell, lengths } = built
  const weighted = (output: tf.Tensor, weight: tf.Tensor) => tf.sum(tf.mul(output, weight))
  const given = [x, weights.wx, weights.wh, weights.bias, initialHidden, ...(initialCell ? [initialCell] : [])]
  const call = (inputs: tf.Tensor[]) => {
    const [x, wx, wh, bias, hidden, cell] = inputs
    return recurrent({ x, weights: { wx, wh, bias }, lengths, initialHidden: hidden, initialCell: cell } as RecurrentInput, attributes)
  }
  const gradients = tf.grads((...inputs: tf.Tensor[]) => {
    const { hidden, finalHidden, finalCell } = call(inputs)
    const parts = [weighted(hidden, built.dHidden)]
    if (finals) parts.push(weighted(finalHidden, built.dFinalHidden))
    if (finals && finalCell) parts.push(weighted(finalCell, built.dFinalCell))
    return parts.reduce((sum, part) => tf.add(sum, part))
  })(given)
  return { output: call(given), gradients }
}
