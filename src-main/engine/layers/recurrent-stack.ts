/**
 * Recurrent layers on top of each other, each in one direction or both, with dropout between them (ops/recurrent.ts is one of them).
 *
 * Weight dropout (Wan et al. 2013; for recurrent layers Merity, Keskar, Socher 2017) drops weights of wh, [H, G H], and not values:
 *
 *   h_t = cell(x_t Wx, h_{t-1} (wh m / (1 - rate)));  dwh = m / (1 - rate) d(wh m / (1 - rate))       m: one mask a batch, for all its steps
 *
 * So what the state remembers is regularised without being cut off at any step, and the kernels know nothing of it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { dropout } from '../ops/dropout.ts'
import { cells, recurrent, type RecurrentAttributes, type RecurrentOutput, type RecurrentWeights } from '../ops/recurrent.ts'
import type { Random } from '../random.ts'
import { inverseSquareRoot } from './initializers.ts'
import type { LayerContext } from './parameters.ts'

export type Direction = 'forward' | 'backward'

/** The state of one layer in one direction: hidden [B, H]; cell [B, H] for lstm, null for the others. */
export interface RecurrentState {
  hidden: tf.Tensor2D
  cell: tf.Tensor2D | null
}

export interface RecurrentStackOptions {
  /** [B] int32, 1 <= n_b <= T; left out, every sequence has T steps. */
  lengths?: tf.Tensor1D
  /** Given in training only: the source of the dropout masks, of values between layers and of weights. */
  dropoutRandom?: Random
  /** One for each layer and direction in the order of `finalStates`; left out, zero. */
  initial?: RecurrentState[]
}

export interface RecurrentStackOutput {
  /** Of the last layer, forward then backward units: [B, T, width]; zero beyond a sequence's length. */
  hidden: tf.Tensor3D
  /** The last layer's final hidden states, forward then backward: [B, width]. */
  final: tf.Tensor2D
  /** Layer 0 forward, layer 0 backward, layer 1 forward, ... */
  finalStates: RecurrentState[]
  /** Handles for `recurrentGates`, in the same order; each lives as long as its tensor. */
  reserves: { layer: number; direction: Direction; reserve: tf.Scalar }[]
}

export interface RecurrentStack {
  /** Units of the output: H, or 2 H in both directions. */
  width: number
  /** x [B, T, inputs] */
  apply(x: tf.Tensor3D, options?: RecurrentStackOptions): RecurrentStackOutput
}

interface Unit {
  layer: number
  direction: Direction
  weights: RecurrentWeights
  attributes: RecurrentAttributes
}

/** Adds `<name>.layer<n>.<direction>.wx`, `wh` and `bias` for each layer and direction; `truncation` null cuts nothing. */
export function createRecurrentStack(
  { parameters, random }: LayerContext,
  name: string,
  config: RecurrentConfig,
  { inputs, truncation }: { inputs: number; truncation: number | null },
): RecurrentStack {
  const directions: Direction[] = config.bidirectional ? ['forward', 'backward'] : ['forward']
  const width = config.hidden * directions.length
  const columns = cells[config.cell].gates.length * config.hidden
  const initialize = inverseSquareRoot(config.hidden)

  const layers = Array.from({ length: config.layers }, (_, layer) =>
    directions.map((direction): Unit => {
      const add = <Kind extends tf.Tensor>(part: string, shape: number[]) =>
        parameters.add(`${name}.layer${layer}.${direction}.${part}`, shape, initialize, random) as tf.Tensor as Kind
      return {
        layer,
        direction,
        weights: {
          wx: add<tf.Tensor2D>('wx', [layer === 0 ? inputs : width, columns]),
          wh: add<tf.Tensor2D>('wh', [config.hidden, columns]),
          bias: add<tf.Tensor2D>('bias', [2, columns]),
        },
        attributes: {
          cell: config.cell,
          activation: config.cell === 'rnn' ? config.activation : 'tanh',
          resetAfter: config.cell === 'gru' ? config.resetAfter : true,
          reverse: direction === 'backward',
          truncation: truncation ?? 0,
        },
      }
    }),
  )

  /** By the layer's name, so that a stack applied twice within one batch drops the same weights. */
  const maskOf = (dropoutRandom: Random, layer: number, direction: Direction): Random => dropoutRandom.fork(`${name}.layer${layer}.${direction}.wh`)

  function apply(x: tf.Tensor3D, { lengths, dropoutRandom, initial }: RecurrentStackOptions): RecurrentStackOutput {
    const finalStates: RecurrentState[] = []
    const reserves: RecurrentStackOutput['reserves'] = []
    let below = x
    let outputs: RecurrentOutput[] = []
    for (const [index, units] of layers.entries()) {
      if (index > 0 && dropoutRandom) below = dropout(below, config.dropout, dropoutRandom)
      outputs = units.map(({ layer, direction, weights, attributes }) => {
        const state = initial?.[finalStates.length]
        const dropped = dropoutRandom ? { ...weights, wh: dropout(weights.wh, config.weightDropout, maskOf(dropoutRandom, layer, direction)) } : weights
        const output = recurrent({ x: below, weights: dropped, lengths, initialHidden: state?.hidden, initialCell: state?.cell ?? undefined }, attributes)
        finalStates.push({ hidden: output.finalHidden, cell: output.finalCell })
        reserves.push({ layer, direction, reserve: output.reserve })
        return output
      })
      below = joined(outputs.map(({ hidden }) => hidden), 2)
    }
    return { hidden: below, final: joined(outputs.map(({ finalHidden }) => finalHidden), 1), finalStates, reserves }
  }

  return { width, apply: (x, options = {}) => tf.tidy(() => apply(x, options) as never) }
}

/** Side by side along an axis; one tensor stays itself, without a copy. */
function joined<Kind extends tf.Tensor>(tensors: Kind[], axis: number): Kind {
  return tensors.length === 1 ? tensors[0] : tf.concat(tensors, axis)
}
