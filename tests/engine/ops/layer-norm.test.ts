import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { layerNorm } from '../../../src-main/engine/ops/layer-norm.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers } from '../support/numbers.ts'

type Golden = Record<'x' | 'gamma' | 'beta' | 'dy' | 'y' | 'dx' | 'dgamma' | 'dbeta', StoredArray> & { name: string; epsilon: number }

const { cases } = readGolden<{ cases: Golden[] }>('layer-norm')

describeEngines('layer norm', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('follows PyTorch: %s', (_, golden) => {
    const inputs = [golden.x, golden.gamma, golden.beta].map((stored) => tensorOf(stored))
    const normalise = ([x, gamma, beta]: tf.Tensor[]) => layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, golden.epsilon)
    // Sums of numbers of size 1 that cancel: what float32 keeps of them.
    const tolerance = { relative: 1e-5, absolute: 5e-6 }
    expectClose(normalise(inputs).dataSync(), valuesOf(golden.y), 'y', tolerance)
    const dy = tensorOf(golden.dy)
    const gradients = tf.grads((...given: tf.Tensor[]) => tf.sum(tf.mul(normalise(given), dy)))(inputs)
    for (const [index, name] of (['dx', 'dgamma', 'dbeta'] as const).entries()) expectClose(gradients[index].dataSync(), valuesOf(golden[name]), name, tolerance)
  })

  it.each([[[3, 5]], [[2, 3, 2]], [[9]]])('gradient of x %j, gamma and beta', (shape) => {
    const random = createRandom(3)
    const shapes = [shape, shape.slice(-1), shape.slice(-1)]
    // A large epsilon: differences of a function that bends less.
    checkGradient(([x, gamma, beta]) => [layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, 0.1)], shapes.map((each) => numbers(random, each)), shapes)
  })

  it('one column is its shift', () => {
    expect(Array.from(layerNorm(tf.tensor2d([[3], [-8]]), tf.tensor1d([2]), tf.tensor1d([5])).dataSync())).toEqual([5, 5])
  })

  it('throws on wrong shapes and types', () => {
    const [x, right, wrong] = [tf.ones([2, 3]), tf.ones<tf.Rank.R1>([3]), tf.ones<tf.Rank.R1>([2])]
    expect(() => layerNorm(x, wrong, right)).toThrow('gamma has shape [2], expected [3]')
    expect(() => layerNorm(x, right, wrong)).toThrow('beta has shape [2], expected [3]')
    expect(() => layerNorm(tf.zeros([0, 3]), right, right)).toThrow('nothing to normalise')
    expect(() => layerNorm(tf.ones([2, 3], 'int32'), right, right)).toThrow('x is int32')
  })

  it('leaves no tensor behind', () => {
    const given = [tf.ones([4, 3]), tf.ones([3]), tf.zeros([3])]
    const before = tf.memory().numTensors
    layerNorm(given[0], given[1] as tf.Tensor1D, given[2] as tf.Tensor1D).dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
