/**
 * A stack of recurrent layers run one step at a time with its state carried on, as generation does: what comes next depends on what
 * came out. On the native engine a step allocates nothing: weights are packed once, the state is carried in place.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { NativeBackend } from '../backends/native/backend.ts'
import { createNativeLayer } from '../backends/native/step.ts'
import { cells, recurrent, type RecurrentAttributes, type RecurrentWeights } from '../ops/recurrent.ts'
import type { Parameters } from './parameters.ts'

/** The state of one layer, [B, H] each; no cell state but for lstm. The arrays themselves: a caller may read and write them between steps. */
export interface StepState {
  hidden: Float32Array
  cell: Float32Array | null
}

/** One layer: moves the state on by x, [B, inputs]. */
export type StepLayer = (x: Float32Array, state: StepState) => void

export interface Stepper {
  /** Units of the output. */
  width: number
  /** Layer 0 first. */
  states: StepState[]
  /** x [B, inputs] -> the last layer's h, [B, H]: the state itself, which the next step overwrites. */
  step(x: Float32Array): Float32Array
  /** All states zero. */
  reset(): void
  /** The state of row b becomes that of row `from[b]`: what a beam search keeps. */
  reorder(from: ArrayLike<number>): void
}

/** The stack `name` of the parameters, as createRecurrentStack made it, with the values it has now. Fails with engine.shape where it runs in both directions. */
export function createStepper(config: RecurrentConfig, parameters: Parameters, name: string, { inputs, batch }: { inputs: number; batch: number }): Stepper {
  if (config.bidirectional) fail('engine.shape', { operation: config.cell, reason: 'a layer that also runs backward cannot go one step at a time' })
  const { hidden: units } = config
  const attributes: RecurrentAttributes = {
    cell: config.cell, activation: config.cell === 'rnn' ? config.activation : 'tanh', resetAfter: config.cell === 'gru' ? config.resetAfter : true, reverse: false, truncation: 0,
  }
  const layers = Array.from({ length: config.layers }, (_, layer) => {
    const part = (kind: string) => parameters.get(`${name}.layer${layer}.forward.${kind}`) as tf.Tensor as tf.Tensor2D
    const weights: RecurrentWeights = { wx: part('wx'), wh: part('wh'), bias: part('bias') }
    const size = { batch, inputs: layer === 0 ? inputs : units, units }
    const backend = tf.backend()
    return backend instanceof NativeBackend ? createNativeLayer(backend, weights, attributes, size) : createLayer(weights, attributes, size)
  })
  const states = layers.map((): StepState => ({ hidden: new Float32Array(batch * units), cell: cells[config.cell].hasCellState ? new Float32Array(batch * units) : null }))
  const spare = new Float32Array(batch * units)

  return {
    width: units,
    states,
    step(x) {
      if (x.length !== batch * inputs) fail('engine.shape', { operation: config.cell, reason: `a step of ${batch} sequences takes ${batch * inputs} numbers, not ${x.length}` })
      let below = x
      for (let layer = 0; layer < layers.length; layer++) {
        layers[layer](below, states[layer])
        below = states[layer].hidden
      }
      return below
    },
    reset() {
      for (const { hidden, cell } of states) {
        hidden.fill(0)
        cell?.fill(0)
      }
    },
    reorder(from) {
      const move = (values: Float32Array) => {
        spare.set(values)
        for (let row = 0; row < batch; row++) for (let unit = 0; unit < units; unit++) values[row * units + unit] = spare[from[row] * units + unit]
      }
      for (const { hidden, cell } of states) {
        move(hidden)
        if (cell) move(cell)
      }
    },
  }
}

/** On any engine, by the operation over one time step. */
function createLayer(weights: RecurrentWeights, attributes: RecurrentAttributes, { batch, inputs, units }: { batch: number; inputs: number; units: number }): StepLayer {
  return (x, state) =>
    tf.tidy(() => {
      // Copies: the arrays change in the next step.
      const tensor = (values: Float32Array) => tf.tensor2d(values.slice(), [batch, units])
      const { finalHidden, finalCell } = recurrent(
        { x: tf.tensor3d(x.slice(), [batch, 1, inputs]), weights, initialHidden: tensor(state.hidden), initialCell: state.cell ? tensor(state.cell) : undefined }, attributes,
      )
      state.hidden.set(finalHidden.dataSync())
      if (finalCell) state.cell?.set(finalCell.dataSync())
    })
}
