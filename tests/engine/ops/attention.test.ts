/** Attention against PyTorch and against differences; every sequence alone gives what it gives within a batch. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { additiveScores, attention, maskedSoftmax, type AttentionScore } from '../../../src-main/engine/ops/attention.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers } from '../support/numbers.ts'

type Kind = AttentionScore['kind']
type Golden = Record<string, StoredArray> & Record<Kind, { context: StoredArray; gradients: Record<string, StoredArray> }>
const { attention: golden } = readGolden<{ attention: Golden }>('sequence-losses')

/** What each kind learns, by the names of the golden. */
const learned: Record<Kind, string[]> = { dot: [], general: ['matrix'], concat: ['queryMatrix', 'keyMatrix', 'vector'] }
const kinds = Object.keys(learned) as Kind[]

describeEngines('attention', () => {
  it.each(kinds)('context and gradients match PyTorch: %s', (kind) => {
    const names = ['queries', 'keys', ...learned[kind]]
    const lengths = tensorOf<tf.Tensor1D>(golden.lengths)
    const apply = (given: tf.Tensor[]) => {
      const named = Object.fromEntries(names.map((name, index) => [name, given[index]]))
      return attention({ queries: named.queries as tf.Tensor3D, keys: named.keys as tf.Tensor3D, lengths, score: { kind, ...named } as unknown as AttentionScore })
    }
    const inputs = names.map((name) => tensorOf(golden[name]))
    const { context, weights } = apply(inputs)
    expectClose(context.dataSync(), valuesOf(golden[kind].context), 'context')
    expectClose(tf.sum(weights, 2).dataSync(), new Array(6).fill(1), 'sum of the weights')
    const gradients = tf.grads((...given: tf.Tensor[]) => tf.sum(tf.mul(apply(given).context, tensorOf(golden.dContext))))(inputs)
    names.forEach((name, index) => expectClose(gradients[index].dataSync(), valuesOf(golden[kind].gradients[name]), `gradient of ${name}`))
  })

  it('the masked softmax and the additive scores: gradients against differences', () => {
    const random = createRandom(7)
    const lengths = tf.tensor1d([2, 4], 'int32')
    checkGradient(([scores]) => [maskedSoftmax(scores as tf.Tensor3D, lengths)], [numbers(random, [2, 3, 4], 2)], [[2, 3, 4]])
    const shapes = [[2, 3, 5], [2, 4, 5], [5]]
    checkGradient(([q, k, v]) => [additiveScores(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor1D, lengths)], shapes.map((shape) => numbers(random, shape)), shapes)
  })

  it('nothing beyond a length is looked at, whatever lies there', () => {
    const random = createRandom(9)
    const [queries, keys] = [tf.tensor3d(numbers(random, [1, 2, 3]), [1, 2, 3]), numbers(random, [1, 4, 3])]
    const contextOf = (given: Float32Array, steps: number) =>
      attention({ queries, keys: tf.tensor3d(given.slice(0, steps * 3), [1, steps, 3]), lengths: tf.tensor1d([2], 'int32'), score: { kind: 'dot' } }).context.dataSync()
    expect(contextOf(keys.map((value, at) => (at < 6 ? value : 1e30)), 4)).toEqual(contextOf(keys, 2))
    expect(Array.from(maskedSoftmax(tf.tensor3d([[[1000, -1000, NaN]]]), tf.tensor1d([2], 'int32')).dataSync())).toEqual([1, 0, 0])
  })

  it('says what is wrong and leaves nothing behind', () => {
    const lengths = tf.tensor1d([1, 2], 'int32')
    const given = { queries: tf.ones([2, 1, 3]) as tf.Tensor3D, keys: tf.ones([2, 2, 3]) as tf.Tensor3D, lengths, score: { kind: 'dot' } as const }
    expect(() => attention({ ...given, keys: tf.ones([1, 2, 3]) })).toThrow('do not fit together')
    expect(() => attention({ ...given, lengths: tf.tensor1d([3, 1], 'int32') })).toThrow('a length is 3, expected 1 to 2')
    const before = tf.memory().numTensors
    tf.dispose(Object.values(attention(given)))
    expect(tf.memory().numTensors).toBe(before)
  })
})
