import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { dropout } from '../../../src-main/engine/ops/dropout.ts'
import { embeddingLookup } from '../../../src-main/engine/ops/embedding.ts'
import { meanSquaredError } from '../../../src-main/engine/ops/mean-squared-error.ts'
import { softmaxCrossEntropy } from '../../../src-main/engine/ops/softmax-cross-entropy.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers } from '../support/numbers.ts'

const golden = readGolden<Record<'crossEntropy' | 'meanSquaredError' | 'embedding', Record<string, StoredArray>>>('losses')
const weighted = (output: tf.Tensor, weight: StoredArray) => tf.sum(tf.mul(output, tensorOf(weight)))

describeEngines('losses, embedding and dropout', () => {
  it('softmax cross-entropy matches PyTorch', () => {
    const { logits, labels, loss, dLoss, dLogits } = golden.crossEntropy
    const apply = (x: tf.Tensor) => softmaxCrossEntropy(x as tf.Tensor2D, tensorOf(labels))
    expectClose(apply(tensorOf(logits)).dataSync(), valuesOf(loss), 'loss')
    expectClose(tf.grad((x) => weighted(apply(x), dLoss))(tensorOf(logits)).dataSync(), valuesOf(dLogits), 'dLogits')
  })

  it('softmax cross-entropy stays finite where a probability underflows, and says which label is none', () => {
    const logits = tf.tensor2d([[1000, -1000, 0]])
    expect(softmaxCrossEntropy(logits, tf.tensor1d([1], 'int32')).dataSync()[0]).toBe(2000)
    expect(() => softmaxCrossEntropy(logits, tf.tensor1d([3], 'int32'))).toThrow('the label 3 is none of 3 classes')
    expect(() => softmaxCrossEntropy(logits, tf.tensor1d([0, 1], 'int32'))).toThrow('expected int32 [1]')
  })

  it('mean squared error matches PyTorch', () => {
    const { y, target, loss, dLoss, dy } = golden.meanSquaredError
    expectClose(meanSquaredError(tensorOf(y), tensorOf(target)).dataSync(), valuesOf(loss), 'loss')
    expectClose(tf.grad((x) => weighted(meanSquaredError(x, tensorOf(target)), dLoss))(tensorOf(y)).dataSync(), valuesOf(dy), 'dy')
  })

  it('embedding lookup matches PyTorch, also where a token repeats', () => {
    const { table, ids, y, dy, dTable } = golden.embedding
    const apply = (x: tf.Tensor) => embeddingLookup(x as tf.Tensor2D, tensorOf(ids))
    expectClose(apply(tensorOf(table)).dataSync(), valuesOf(y), 'y')
    expectClose(tf.grad((x) => weighted(apply(x), dy))(tensorOf(table)).dataSync(), valuesOf(dTable), 'dTable')
    expect(() => embeddingLookup(tensorOf(table), tf.tensor2d([[6]], [1, 1], 'int32'))).toThrow('the id 6 is no row of a table of 6')
  })

  it.each([1, 2, 3])('gradients against differences, random shapes %i', (seed) => {
    const random = createRandom(seed)
    const [batch, width] = [1 + random.integer(4), 2 + random.integer(5)]
    const labels = tf.tensor1d(Array.from({ length: batch }, () => random.integer(width)), 'int32')
    const ids = tf.tensor2d(Array.from({ length: batch * 3 }, () => random.integer(4)), [batch, 3], 'int32')
    checkGradient(([logits]) => [softmaxCrossEntropy(logits as tf.Tensor2D, labels)], [numbers(random, [batch, width], 2)], [[batch, width]])
    checkGradient(([y, target]) => [meanSquaredError(y, target)], [numbers(random, [batch, width]), numbers(random, [batch, width])], [[batch, width], [batch, width]])
    checkGradient(([table]) => [embeddingLookup(table as tf.Tensor2D, ids)], [numbers(random, [4, width])], [[4, width]])
    checkGradient(([x]) => [dropout(x, 0.4, createRandom(seed))], [numbers(random, [batch, width])], [[batch, width]])
  })

  it('dropout drops the asked share, keeps the mean, repeats with its seed and changes with every use', () => {
    const ones = tf.ones([400, 50])
    const random = createRandom(5)
    const values = dropout(ones, 0.3, random).dataSync()
    const kept = Array.from(values).filter((value) => value !== 0)
    expect(1 - kept.length / values.length).toBeCloseTo(0.3, 1.5)
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]))
    expect(dropout(ones, 0.3, createRandom(5)).dataSync()).toEqual(values)
    expect(dropout(ones, 0.3, random).dataSync()).not.toEqual(values)
    // Neighbours are dropped independently: pairs of dropped numbers are as frequent as chance makes them.
    const pairs = Array.from(values).filter((value, index) => value === 0 && values[index + 1] === 0).length
    expect(pairs / values.length).toBeCloseTo(0.09, 1.9)
    expect(dropout(ones, 0, random)).toBe(ones)
  })
})
