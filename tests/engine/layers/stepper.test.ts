/** One step at a time gives what the whole sequence gives, on every engine, for every cell and several layers. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { createRecurrentStack } from '../../../src-main/engine/layers/recurrent-stack.ts'
import { createStepper } from '../../../src-main/engine/layers/stepper.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { describeEngines } from '../support/engines.ts'
import { expectClose, numbers } from '../support/numbers.ts'

const shared = { layers: 2, bidirectional: false, dropout: 0.2, weightDropout: 0 }
const configs: RecurrentConfig[] = [
  { cell: 'lstm', hidden: 37, ...shared }, { cell: 'gru', resetAfter: true, hidden: 20, ...shared }, { cell: 'gru', resetAfter: false, hidden: 16, ...shared },
  { cell: 'rnn', activation: 'tanh', hidden: 5, ...shared }, { cell: 'rnn', activation: 'relu', hidden: 1, ...shared },
]
const inputs = 11

function prepare(config: RecurrentConfig) {
  const parameters = new Parameters()
  const stack = createRecurrentStack({ parameters, random: createRandom(2) }, 'recurrent', config, { inputs, truncation: null })
  return { parameters, stack }
}

describeEngines('one step at a time', () => {
  it.each(configs)('$cell of $hidden units: each step and the final states are those of the whole sequence', (config) => {
    for (const batch of [1, 3]) {
      const { parameters, stack } = prepare(config)
      const stepper = createStepper(config, parameters, 'recurrent', { inputs, batch })
      const steps = 6
      const x = numbers(createRandom(batch), [batch, steps, inputs])
      const whole: { hidden: Float32Array; states: Float32Array[][] } = { hidden: new Float32Array(), states: [] }
      tf.tidy(() => {
        const { hidden, finalStates } = stack.apply(tf.tensor3d(x, [batch, steps, inputs]))
        whole.hidden = hidden.dataSync() as Float32Array
        whole.states = finalStates.map((state) => [state.hidden, ...(state.cell ? [state.cell] : [])].map((tensor) => tensor.dataSync() as Float32Array))
      })
      // Twice, to see that reset forgets all.
      for (let round = 0; round < 2; round++) {
        stepper.reset()
        for (let step = 0; step < steps; step++) {
          const rows = (values: Float32Array, width: number) => Array.from({ length: batch }, (_, b) => [...values.subarray((b * steps + step) * width, (b * steps + step + 1) * width)]).flat()
          const h = stepper.step(Float32Array.from(rows(x, inputs)))
          expectClose(h, rows(whole.hidden, config.hidden), `h of step ${step}`)
        }
      }
      stepper.states.forEach(({ hidden, cell }, layer) => {
        expectClose(hidden, whole.states[layer][0], `hidden state of layer ${layer}`)
        if (cell) expectClose(cell, whole.states[layer][1], `cell state of layer ${layer}`)
      })
      parameters.dispose()
    }
  })

  it('reorders the states of a beam, a row to several places', () => {
    const { parameters } = prepare(configs[0])
    const stepper = createStepper(configs[0], parameters, 'recurrent', { inputs, batch: 3 })
    stepper.step(numbers(createRandom(5), [3, inputs]))
    const before = stepper.states.map(({ hidden, cell }) => [hidden.slice(), (cell as Float32Array).slice()])
    stepper.reorder([2, 0, 2])
    stepper.states.forEach(({ hidden, cell }, layer) => {
      for (const [place, values] of [hidden, cell as Float32Array].entries()) {
        const row = (index: number) => before[layer][place].slice(index * 37, (index + 1) * 37)
        expect(values).toEqual(Float32Array.from([...row(2), ...row(0), ...row(2)]))
      }
    })
    parameters.dispose()
  })

  it('refuses a layer that also runs backward and a step of the wrong size', () => {
    const both: RecurrentConfig = { cell: 'lstm', hidden: 4, layers: 1, bidirectional: true, dropout: 0, weightDropout: 0 }
    const { parameters } = prepare(both)
    expect(() => createStepper(both, parameters, 'recurrent', { inputs, batch: 1 })).toThrow('cannot go one step at a time')
    const single = prepare(configs[1])
    expect(() => createStepper(configs[1], single.parameters, 'recurrent', { inputs, batch: 2 }).step(new Float32Array(inputs))).toThrow('a step of 2 sequences takes 22 numbers, not 11')
    for (const each of [parameters, single.parameters]) each.dispose()
  })
})
