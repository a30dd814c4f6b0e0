import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { createRecurrentStack, type RecurrentState } from '../../../src-main/engine/layers/recurrent-stack.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, recordOf, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { expectClose } from '../support/numbers.ts'

interface Case {
  name: string
  cell: string
  layers: number
  bidirectional: boolean
  units: number
  lengths: number[] | null
  x: StoredArray
  parameters: Record<string, StoredArray>
  /** [layers * directions, B, H], in our order. */
  initialHidden: StoredArray | null
  initialCell?: StoredArray | null
  hidden: StoredArray
  finalHidden: StoredArray
  finalCell?: StoredArray
  /** The loss is the sum of outputs times these. */
  dHidden: StoredArray
  dFinalHidden: StoredArray
  dFinalCell?: StoredArray
  gradients: Record<string, StoredArray>
  dx: StoredArray
  dInitialHidden: StoredArray
  dInitialCell?: StoredArray
}

const configs: Record<string, object> = {
  'rnn-tanh': { cell: 'rnn', activation: 'tanh' },
  'rnn-relu': { cell: 'rnn', activation: 'relu' },
  'lstm': { cell: 'lstm' },
  'gru': { cell: 'gru', resetAfter: true },
  'gru-reset-before': { cell: 'gru', resetAfter: false },
}

/** The parts of [N, B, H] as N tensors. */
function unstacked(stored: StoredArray): tf.Tensor2D[] {
  const whole = tensorOf<tf.Tensor3D>(stored)
  const [count, batch, units] = whole.shape
  return Array.from({ length: count }, (_, index) => tf.reshape(tf.slice(whole, [index, 0, 0], [1, batch, units]), [batch, units]) as tf.Tensor2D)
}

const weighted = (output: tf.Tensor, weight: tf.Tensor) => tf.sum(tf.mul(output, weight))

describeEngines('recurrent layers match PyTorch', () => {
  for (const kind of Object.keys(configs)) {
    const { cases } = readGolden<{ cases: Case[] }>(`recurrent-${kind}`)
    it.each(cases)('$name', (golden) => {
      const parameters = new Parameters()
      const x = tensorOf<tf.Tensor3D>(golden.x)
      const config = { ...configs[kind], hidden: golden.units, layers: golden.layers, bidirectional: golden.bidirectional, dropout: 0, weightDropout: 0 } as RecurrentConfig
      const stack = createRecurrentStack({ parameters, random: createRandom(1) }, 'recurrent', config, { inputs: x.shape[2], truncation: null })
      parameters.load(recordOf(golden.parameters))

      const count = golden.layers * (golden.bidirectional ? 2 : 1)
      const zeroState = () => Array.from({ length: count }, () => tf.zeros([x.shape[0], golden.units]) as tf.Tensor2D)
      const initialHidden = golden.initialHidden ? unstacked(golden.initialHidden) : zeroState()
      const initialCell = golden.cell !== 'lstm' ? [] : golden.initialCell ? unstacked(golden.initialCell) : zeroState()
      const lengths = golden.lengths ? tf.tensor1d(golden.lengths, 'int32') : undefined
      const run = (input: tf.Tensor3D, hidden: tf.Tensor2D[], cell: tf.Tensor2D[]) => {
        const initial: RecurrentState[] = hidden.map((state, index) => ({ hidden: state, cell: cell[index] ?? null }))
        return stack.apply(input, { lengths, initial })
      }

      const output = run(x, initialHidden, initialCell)
      expect(output.hidden.shape).toEqual(golden.hidden.shape)
      expectClose(output.hidden.dataSync(), valuesOf(golden.hidden), 'hidden')
      expectClose(tf.stack(output.finalStates.map(({ hidden }) => hidden)).dataSync(), valuesOf(golden.finalHidden), 'final hidden state')
      if (golden.finalCell) expectClose(tf.stack(output.finalStates.map(({ cell }) => cell as tf.Tensor2D)).dataSync(), valuesOf(golden.finalCell), 'final cell state')

      const loss = (input: tf.Tensor3D, hidden: tf.Tensor2D[], cell: tf.Tensor2D[]) => {
        const found = run(input, hidden, cell)
        const parts = [weighted(found.hidden, tensorOf(golden.dHidden))]
        const [dHidden, dCell] = [unstacked(golden.dFinalHidden), golden.dFinalCell ? unstacked(golden.dFinalCell) : []]
        found.finalStates.forEach((state, index) => {
          parts.push(weighted(state.hidden, dHidden[index]))
          if (state.cell) parts.push(weighted(state.cell, dCell[index]))
        })
        return parts.reduce((sum, part) => tf.add(sum, part)) as tf.Scalar
      }
      const { gradients } = parameters.gradients(() => loss(x, initialHidden, initialCell))
      for (const [name, expected] of Object.entries(golden.gradients)) expectClose(gradients[name].dataSync(), valuesOf(expected), `gradient of ${name}`)

      const [dx, ...states] = tf.grads((input, ...given) => loss(input as tf.Tensor3D, given.slice(0, count) as tf.Tensor2D[], given.slice(count) as tf.Tensor2D[]))([
        x,
        ...initialHidden,
        ...initialCell,
      ])
      expectClose(dx.dataSync(), valuesOf(golden.dx), 'dx')
      expectClose(tf.stack(states.slice(0, count)).dataSync(), valuesOf(golden.dInitialHidden), 'gradient of the initial hidden state')
      if (golden.dInitialCell) expectClose(tf.stack(states.slice(count)).dataSync(), valuesOf(golden.dInitialCell), 'gradient of the initial cell state')
      parameters.dispose()
    })
  }
})
