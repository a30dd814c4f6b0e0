/** Cross-entropy over rows, losses of numbers, binary cross-entropy and ordinal classes: against PyTorch, sums and differences. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { ordinalClass, ordinalProbabilities, ordinalTargets } from '../../../src-main/engine/losses/ordinal.ts'
import { binaryCrossEntropy } from '../../../src-main/engine/ops/binary-cross-entropy.ts'
import { crossEntropy, sequenceCrossEntropy } from '../../../src-main/engine/ops/cross-entropy.ts'
import { absoluteLoss, huberLoss, pinballLoss, squaredLoss } from '../../../src-main/engine/ops/regression-loss.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers } from '../support/numbers.ts'

interface Entropy {
  smoothing: number
  weights: StoredArray | null
  logits: StoredArray
  labels: StoredArray
  targets: StoredArray
  dLoss: StoredArray
  loss: StoredArray
  dLogits: StoredArray
}
type Regression = Record<'y' | 'target' | 'dLoss', StoredArray> & Record<'huber' | 'absolute', Record<'loss' | 'dy', StoredArray>>
const golden = readGolden<{ crossEntropy: Entropy[]; binary: Entropy[]; regression: Regression }>('sequence-losses')

/** Loss and gradient of one golden case. */
function follows(apply: (x: tf.Tensor) => tf.Tensor, input: StoredArray, dLoss: StoredArray, loss: StoredArray, gradient: StoredArray): void {
  expectClose(apply(tensorOf(input)).dataSync(), valuesOf(loss), 'loss')
  expectClose(tf.grad((x) => tf.sum(tf.mul(apply(x), tensorOf(dLoss))))(tensorOf(input)).dataSync(), valuesOf(gradient), 'gradient')
}

describeEngines('cross-entropy over rows', () => {
  it.each(golden.crossEntropy.map((each) => [each.smoothing, each.weights !== null, each] as const))('matches PyTorch: smoothing %d, class weights %s', (smoothing, _, each) => {
    const classWeights = each.weights ? tensorOf<tf.Tensor1D>(each.weights) : undefined
    follows((x) => crossEntropy(x as tf.Tensor2D, tensorOf(each.labels), { smoothing, classWeights }), each.logits, each.dLoss, each.loss, each.dLogits)
  })

  it('many rows and classes of any count: gradients against differences', () => {
    const random = createRandom(6)
    for (const classes of [1, 2, 7, 17]) {
      const labels = tf.tensor1d(Array.from({ length: 3 }, (_, n) => (n === 1 ? -1 : random.integer(classes))), 'int32')
      checkGradient(([x]) => [crossEntropy(x as tf.Tensor2D, labels, { smoothing: 0.2 })], [numbers(random, [3, classes], 2)], [[3, classes]])
    }
  })

  it('stays finite far out: logits of 1000, and a hundred thousand classes', () => {
    expectClose(crossEntropy(tf.tensor2d([[1000, -1000, 0]]), tf.tensor1d([1], 'int32')).dataSync(), [2000], 'loss')
    expectClose(crossEntropy(tf.zeros([2, 100_000]), tf.tensor1d([5, -1], 'int32'), { smoothing: 0.1 }).dataSync(), [Math.log(100_000), 0], 'loss of equal logits')
  })

  it('a sequence has no loss and no gradient beyond its length', () => {
    const labels = tf.tensor2d([[1, 0, 9], [0, 9, 9]], [2, 3], 'int32')
    const lengths = tf.tensor1d([2, 1], 'int32')
    const logits = tf.tensor3d(numbers(createRandom(1), [2, 3, 2]), [2, 3, 2])
    const loss = sequenceCrossEntropy(logits, labels, lengths)
    expect(Array.from(loss.dataSync(), (value) => value > 0)).toEqual([true, true, false, true, false, false])
    const gradient = tf.grad((x) => tf.sum(sequenceCrossEntropy(x as tf.Tensor3D, labels, lengths)))(logits)
    expect(Array.from(gradient.dataSync(), (value) => value !== 0)).toEqual([true, true, true, true, false, false, true, true, false, false, false, false])
  })

  it('says what is wrong', () => {
    expect(() => crossEntropy(tf.zeros([1, 3]), tf.tensor1d([3], 'int32'))).toThrow('the label 3 is none of 3 classes')
    expect(() => crossEntropy(tf.zeros([2, 3]), tf.tensor1d([1], 'int32'))).toThrow('expected int32 [2]')
    expect(() => crossEntropy(tf.zeros([1, 3]), tf.tensor1d([1], 'int32'), { classWeights: tf.ones([2]) })).toThrow('2 class weights for 3 classes')
    expect(() => crossEntropy(tf.zeros([1, 3]), tf.tensor1d([1], 'int32'), { smoothing: 1 })).toThrow('the smoothing is 1')
    const given = [tf.zeros([2, 3]), tf.tensor1d([0, 1], 'int32')] as const
    const before = tf.memory().numTensors
    crossEntropy(given[0] as tf.Tensor2D, given[1]).dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describeEngines('losses of numbers', () => {
  const { y, target, dLoss, huber, absolute } = golden.regression

  it('huber and absolute match PyTorch', () => {
    follows((x) => huberLoss(x, tensorOf(target), 0.7), y, dLoss, huber.loss, huber.dy)
    follows((x) => absoluteLoss(x, tensorOf(target)), y, dLoss, absolute.loss, absolute.dy)
  })

  it('pinball is what its definition says', () => {
    const quantiles = [0.1, 0.5, 0.9]
    const predictions = [[-1, 0, 2], [3, 4, 5]]
    const wanted = [1, 3.5]
    const sums = predictions.map((row, n) => row.reduce((sum, y, q) => sum + Math.max(quantiles[q] * (wanted[n] - y), (quantiles[q] - 1) * (wanted[n] - y)), 0) / 3)
    expectClose(pinballLoss(tf.tensor3d([predictions], [1, 2, 3]), tf.tensor2d([wanted]), quantiles).dataSync(), [(sums[0] + sums[1]) / 2], 'loss')
  })

  it('pinball is least at the quantile', () => {
    const values = Array.from({ length: 101 }, (_, index) => index)
    const lossAt = (guess: number) => pinballLoss(tf.fill([1, 101, 1], guess), tf.tensor2d([values]), [0.8]).dataSync()[0]
    const losses = values.map(lossAt)
    expect(losses.indexOf(Math.min(...losses))).toBe(80)
  })

  it('weights: a missing value counts for nothing, even when it is not a number', () => {
    const weights = tf.tensor2d([[1, 0, 2], [0, 0, 0]])
    const wanted = tf.tensor2d([[1, NaN, 3], [NaN, 1, 2]])
    const loss = (x: tf.Tensor) => squaredLoss(x, wanted, weights)
    const guess = tf.tensor2d([[2, 5, 5], [1, 1, 1]])
    expectClose(loss(guess).dataSync(), [(1 + 2 * 4) / 3, 0], 'loss')
    expectClose(tf.grad((x) => tf.sum(loss(x)))(guess).dataSync(), [2 / 3, 0, 8 / 3, 0, 0, 0], 'gradient')
  })

  it('gradients against differences', () => {
    const random = createRandom(5)
    // Away from the kinks, which differences would smooth.
    const wanted = tf.tensor2d([[0.5, -0.3, 2], [1, -2, 0.1]])
    const far = Float32Array.from(wanted.dataSync(), (value, index) => value + (index % 2 ? 0.4 : -0.6))
    for (const apply of [squaredLoss, absoluteLoss, (y: tf.Tensor, target: tf.Tensor, weights?: tf.Tensor) => huberLoss(y, target, 0.5, weights)]) {
      checkGradient(([y]) => [apply(y, wanted, tf.tensor2d(numbers(createRandom(1), [2, 3]).map(Math.abs), [2, 3]))], [far], [[2, 3]])
    }
    const spread = Float32Array.from({ length: 12 }, (_, index) => wanted.dataSync()[index >> 1] + (random.uniform() + 0.2) * (index % 2 ? 1 : -1))
    checkGradient(([y]) => [pinballLoss(y, wanted, [0.2, 0.7])], [spread], [[2, 3, 2]])
  })

  it('says what is wrong', () => {
    expect(() => squaredLoss(tf.zeros([2, 3]), tf.zeros([2, 2]))).toThrow('predictions have shape [2, 3], expected [2, 2]')
    expect(() => pinballLoss(tf.zeros([2, 3]), tf.zeros([2, 3]), [0.5])).toThrow('expected [2, 3, 1]')
    expect(() => pinballLoss(tf.zeros([2, 1]), tf.zeros([2]), [1])).toThrow('a quantile is 1')
    expect(() => huberLoss(tf.zeros([2]), tf.zeros([2]), 0)).toThrow('delta is 0')
  })
})

describeEngines('binary cross-entropy', () => {
  it.each(golden.binary.map((each) => [each.weights !== null, each] as const))('matches PyTorch, weights of the positives: %s', (_, each) => {
    follows((x) => binaryCrossEntropy(x as tf.Tensor2D, tensorOf(each.targets), each.weights ? tensorOf(each.weights) : undefined), each.logits, each.dLoss, each.loss, each.dLogits)
  })

  it('stays finite far out and says what is wrong', () => {
    expectClose(binaryCrossEntropy(tf.tensor2d([[1000, -1000]]), tf.tensor2d([[0, 1]])).dataSync(), [1000], 'loss')
    expect(() => binaryCrossEntropy(tf.zeros([2, 3]), tf.zeros([2, 2]))).toThrow('expected float32 [2, 3]')
    expect(() => binaryCrossEntropy(tf.zeros([2, 3]), tf.zeros([2, 3]), tf.ones([2]))).toThrow('2 weights for 3 answers')
  })
})

describe('ordinal classes', () => {
  it('targets say of every class whether the label is higher', () => {
    expect(Array.from(ordinalTargets([0, 2, 3], 4))).toEqual([0, 0, 0, 1, 1, 0, 1, 1, 1])
  })

  it('probabilities add up and never contradict each other', () => {
    const probabilities = ordinalProbabilities([9, 2, -1, 0.5, -3], 4, 1)
    expect(probabilities.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12)
    // The third answer is likelier than the second, which cannot be: class 2 gets nothing.
    expect(probabilities[2]).toBe(0)
    expect(probabilities[0]).toBeCloseTo(1 - 1 / (1 + Math.exp(-2)), 12)
    expect([ordinalClass([-1, -2], 3), ordinalClass([1, -2], 3), ordinalClass([3, 1], 3), ordinalClass([-1, 2], 3)]).toEqual([0, 1, 2, 0])
  })
})
