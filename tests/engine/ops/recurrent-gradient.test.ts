import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { cells, recurrent, type RecurrentAttributes } from '../../../src-main/engine/ops/recurrent.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { numbers } from '../support/numbers.ts'

const kinds: { title: string; attributes: Pick<RecurrentAttributes, 'cell' | 'activation' | 'resetAfter'> }[] = [
  { title: 'rnn tanh', attributes: { cell: 'rnn', activation: 'tanh', resetAfter: true } },
  { title: 'rnn relu', attributes: { cell: 'rnn', activation: 'relu', resetAfter: true } },
  { title: 'lstm', attributes: { cell: 'lstm', activation: 'tanh', resetAfter: true } },
  { title: 'gru', attributes: { cell: 'gru', activation: 'tanh', resetAfter: true } },
  { title: 'gru, reset before', attributes: { cell: 'gru', activation: 'tanh', resetAfter: false } },
]

describeEngines('gradient of the recurrent operation against differences', () => {
  for (const { title, attributes } of kinds) {
    for (const [seed, reverse] of [[1, false], [2, true], [3, false]] as const) {
      it(`${title}, random shape ${seed}${reverse ? ', reverse' : ''}`, () => {
        const random = createRandom(seed)
        const [batch, steps, inputs, units] = [1 + random.integer(3), 2 + random.integer(4), 1 + random.integer(4), 1 + random.integer(5)]
        const columns = cells[attributes.cell].gates.length * units
        const { hasCellState } = cells[attributes.cell]
        const lengths = Array.from({ length: batch }, () => 1 + random.integer(steps))
        const shapes = [[batch, steps, inputs], [inputs, columns], [units, columns], [2, columns], [batch, units]]
        if (hasCellState) shapes.push([batch, units])
        const values = shapes.map((shape) => numbers(random, shape, attributes.activation === 'relu' ? 0.3 : 0.8))
        // The differences must not step over relu's kink: whole units are far on one side of it.
        if (attributes.activation === 'relu') values[3].forEach((_, index) => (values[3][index] = index % units === 1 ? -3 : 3))
        checkGradient(
          ([x, wx, wh, bias, initialHidden, initialCell]) => {
            const given = { x, weights: { wx, wh, bias }, lengths: tf.tensor1d(lengths, 'int32'), initialHidden, initialCell }
            const { hidden, finalHidden, finalCell } = recurrent(given as Parameters<typeof recurrent>[0], { ...attributes, reverse, truncation: 0 })
            return finalCell ? [hidden, finalHidden, finalCell] : [hidden, finalHidden]
          },
          values,
          shapes,
        )
      })
    }
  }

  it('refuses what does not fit, naming it', () => {
    const weights = { wx: tf.zeros([3, 8]) as tf.Tensor2D, wh: tf.zeros([2, 8]) as tf.Tensor2D, bias: tf.zeros([2, 8]) as tf.Tensor2D }
    const attributes: RecurrentAttributes = { cell: 'lstm', activation: 'tanh', resetAfter: true, reverse: false, truncation: 0 }
    const x = tf.zeros([2, 4, 3]) as tf.Tensor3D
    expect(() => recurrent({ x: tf.zeros([2, 4, 5]), weights }, attributes)).toThrow('wx has shape [3, 8], expected [5, 8]')
    expect(() => recurrent({ x, weights, lengths: tf.tensor1d([1, 5], 'int32') }, attributes)).toThrow(/length/)
    expect(() => recurrent({ x, weights, lengths: tf.tensor1d([0, 4], 'int32') }, attributes)).toThrow(/length/)
    expect(() => recurrent({ x, weights }, { ...attributes, cell: 'rnn' })).toThrow('expected [3, 2]')
    expect(() => recurrent({ x: tf.zeros([0, 4, 3]), weights }, attributes)).toThrow('there are no sequences')
  })
})
