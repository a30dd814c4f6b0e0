import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { createDense } from '../../../src-main/engine/layers/dense.ts'
import { createEmbedding } from '../../../src-main/engine/layers/embedding.ts'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { createRecurrentStack, type RecurrentStack } from '../../../src-main/engine/layers/recurrent-stack.ts'
import { recurrentGates } from '../../../src-main/engine/ops/recurrent.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { describeEngines } from '../support/engines.ts'
import { expectClose, randomTensor } from '../support/numbers.ts'

const context = (seed = 1) => ({ parameters: new Parameters(), random: createRandom(seed) })
const lstm: RecurrentConfig = { cell: 'lstm', hidden: 4, layers: 2, bidirectional: true, dropout: 0.5, weightDropout: 0 }

describeEngines('layers', () => {
  it('name, shape and count their parameters', () => {
    const given = context()
    createEmbedding(given, 'embedding', { rows: 10, width: 3 })
    const stack = createRecurrentStack(given, 'recurrent', lstm, { inputs: 3, truncation: null })
    createDense(given, 'output', { inputs: stack.width, outputs: 2 })
    const recurrent = (layer: number, direction: string, inputs: number) => ({
      [`recurrent.layer${layer}.${direction}.wx`]: [inputs, 16], [`recurrent.layer${layer}.${direction}.wh`]: [4, 16], [`recurrent.layer${layer}.${direction}.bias`]: [2, 16],
    })
    expect(given.parameters.shapes()).toEqual({
      'embedding.weight': [10, 3],
      ...recurrent(0, 'forward', 3), ...recurrent(0, 'backward', 3), ...recurrent(1, 'forward', 8), ...recurrent(1, 'backward', 8),
      'output.weight': [8, 2], 'output.bias': [2],
    })
    expect(given.parameters.count()).toBe(30 + 2 * (48 + 64 + 32) + 2 * (128 + 64 + 32) + 18)
    expect(stack.width).toBe(8)
  })

  it('start within the bounds they state, whatever else the model has, and differently with another seed', () => {
    const alone = context()
    createDense(alone, 'output', { inputs: 9, outputs: 50 })
    const together = context()
    createEmbedding(together, 'embedding', { rows: 10, width: 3 })
    createDense(together, 'output', { inputs: 9, outputs: 50 })
    const values = alone.parameters.values()['output.weight']
    expect(together.parameters.values()['output.weight']).toEqual(values)
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / 3)
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.32)
    expect([...together.parameters.values()['embedding.weight'].subarray(0, 3)]).toEqual([0, 0, 0])
    const other = context(2)
    createDense(other, 'output', { inputs: 9, outputs: 50 })
    expect(other.parameters.values()['output.weight']).not.toEqual(values)
  })

  it('load what they saved, and refuse what does not fit', () => {
    const [one, two] = [context(1), context(2)]
    for (const given of [one, two]) createDense(given, 'output', { inputs: 2, outputs: 3 })
    two.parameters.load(one.parameters.values())
    expect(two.parameters.values()).toEqual(one.parameters.values())
    expect(() => two.parameters.load({ 'output.weight': new Float32Array(6) })).toThrow('output.bias: no values to load, expected 3')
    expect(() => two.parameters.load({ ...one.parameters.values(), extra: new Float32Array(1) })).toThrow('extra: there is no parameter of this name')
    expect(() => createDense(one, 'output', { inputs: 2, outputs: 3 })).toThrow('there are two parameters of this name')
  })

  it('dense is x W + b', () => {
    const given = context()
    const dense = createDense(given, 'output', { inputs: 2, outputs: 2 })
    given.parameters.load({ 'output.weight': Float32Array.of(1, 2, 3, 4), 'output.bias': Float32Array.of(10, 20) })
    expect([...dense.apply(tf.tensor2d([[1, 1], [0, 2]])).dataSync()]).toEqual([14, 26, 16, 28])
  })

  it('a stack gives hidden states and finals of its last layer, states of all, and gates by layer and direction', () => {
    const given = context()
    const stack = createRecurrentStack(given, 'recurrent', lstm, { inputs: 3, truncation: null })
    const x = randomTensor<tf.Tensor3D>(createRandom(5), [2, 6, 3])
    const output = stack.apply(x, { lengths: tf.tensor1d([6, 4], 'int32') })
    expect(output.hidden.shape).toEqual([2, 6, 8])
    expect(output.reserves.map(({ layer, direction }) => `${layer} ${direction}`)).toEqual(['0 forward', '0 backward', '1 forward', '1 backward'])
    expect(recurrentGates(output.reserves[3].reserve).shape).toEqual([2, 6, 4, 4])
    // Forward ends at a sequence's last step, backward at its first.
    const hidden = output.hidden.arraySync()
    const expected = [5, 3].flatMap((last, b) => [...hidden[b][last].slice(0, 4), ...hidden[b][0].slice(4)])
    expectClose(output.final.dataSync(), expected, 'final')
    expectClose(tf.concat([output.finalStates[2].hidden, output.finalStates[3].hidden], 1).dataSync(), expected, 'final states')
  })

  it('dropout acts between layers, only in training, another mask at each call', () => {
    const stack = createRecurrentStack(context(), 'recurrent', lstm, { inputs: 3, truncation: null })
    const x = randomTensor<tf.Tensor3D>(createRandom(5), [2, 6, 3])
    const dropoutRandom = createRandom(1)
    const values = (random?: typeof dropoutRandom) => stack.apply(x, { dropoutRandom: random }).final.dataSync()
    expect(values()).toEqual(values())
    expect(values(dropoutRandom)).not.toEqual(values(dropoutRandom))
    expect(values(createRandom(1))).toEqual(values(createRandom(1)))
    const single = createRecurrentStack(context(), 'recurrent', { ...lstm, layers: 1 }, { inputs: 3, truncation: null })
    expect(single.apply(x, { dropoutRandom }).final.dataSync()).toEqual(single.apply(x).final.dataSync())
  })

  describe('weight dropout', () => {
    const config: RecurrentConfig = { ...lstm, layers: 1, bidirectional: false, dropout: 0, weightDropout: 0.5 }
    const x = (): tf.Tensor3D => randomTensor<tf.Tensor3D>(createRandom(5), [2, 6, 3])
    const prepare = (): { stack: RecurrentStack; parameters: Parameters } => {
      const given = context()
      return { stack: createRecurrentStack(given, 'recurrent', config, { inputs: 3, truncation: null }), parameters: given.parameters }
    }

    it('drops the same weights in every step: two halves within one batch equal the whole', () => {
      const { stack } = prepare()
      const whole = stack.apply(x(), { dropoutRandom: createRandom(7) })
      const first = stack.apply(tf.slice(x(), [0, 0, 0], [2, 3, 3]), { dropoutRandom: createRandom(7) })
      const second = stack.apply(tf.slice(x(), [0, 3, 0], [2, 3, 3]), { dropoutRandom: createRandom(7), initial: first.finalStates })
      expectClose(second.final.dataSync(), whole.final.dataSync(), 'final')
      // Twice from one source, as where a decoder is applied twice in a batch.
      const source = createRandom(7)
      const [one, two] = [stack.apply(x(), { dropoutRandom: source }), stack.apply(x(), { dropoutRandom: source })]
      expect(one.final.dataSync()).toEqual(two.final.dataSync())
    })

    it('is none outside training, and other weights with another seed', () => {
      const { stack, parameters } = prepare()
      const plain = createRecurrentStack(context(), 'recurrent', { ...config, weightDropout: 0 }, { inputs: 3, truncation: null })
      expect(stack.apply(x()).final.dataSync()).toEqual(plain.apply(x()).final.dataSync())
      expect(stack.apply(x(), { dropoutRandom: createRandom(1) }).final.dataSync()).not.toEqual(plain.apply(x()).final.dataSync())
      expect(stack.apply(x(), { dropoutRandom: createRandom(1) }).final.dataSync()).not.toEqual(stack.apply(x(), { dropoutRandom: createRandom(2) }).final.dataSync())
      expect(parameters.count()).toBe(48 + 64 + 32)
    })

    it('teaches the weights that stay, by differences, and no other', () => {
      const { stack, parameters } = prepare()
      const name = 'recurrent.layer0.forward.wh'
      const loss = (): tf.Scalar => tf.sum(tf.square(stack.apply(x(), { dropoutRandom: createRandom(3) }).hidden))
      const { value, gradients } = parameters.gradients(loss)
      value.dispose()
      const gradient = gradients[name].dataSync()
      const values = parameters.values()[name]
      const moved = values.map((_, index) => {
        const at = (change: number): number => {
          const other = values.slice()
          other[index] += change
          parameters.set(name, other)
          return tf.tidy(() => loss().dataSync()[0])
        }
        return (at(0.05) - at(-0.05)) / 0.1
      })
      expectClose(gradient, moved, name, { relative: 0.02, absolute: 2e-3 })
      const still = gradient.filter((number) => number === 0).length
      expect(still).toBeGreaterThan(16)
      expect(still).toBeLessThan(48)
    })
  })

  it('carries its state: two halves of a sequence equal the whole', () => {
    const stack = createRecurrentStack(context(), 'recurrent', { ...lstm, bidirectional: false }, { inputs: 3, truncation: null })
    const x = randomTensor<tf.Tensor3D>(createRandom(5), [2, 6, 3])
    const first = stack.apply(tf.slice(x, [0, 0, 0], [2, 3, 3]))
    const second = stack.apply(tf.slice(x, [0, 3, 0], [2, 3, 3]), { initial: first.finalStates })
    expectClose(second.final.dataSync(), stack.apply(x).final.dataSync(), 'final')
  })
})
