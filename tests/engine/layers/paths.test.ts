/** The learned CRF and attention: their parameters, and that they learn what only they can. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { createViterbi } from '../../../src-main/engine/decode/viterbi.ts'
import { createAttention } from '../../../src-main/engine/layers/attention.ts'
import { createCrf } from '../../../src-main/engine/layers/crf.ts'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { meanSquaredError } from '../../../src-main/engine/ops/mean-squared-error.ts'
import { createOptimizer } from '../../../src-main/engine/optimizers/index.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { randomTensor } from '../support/numbers.ts'

const context = () => ({ parameters: new Parameters(), random: createRandom(1) })

/** The loss after `steps` steps of Adam. */
function train(parameters: Parameters, steps: number, loss: () => tf.Scalar): number {
  const optimizer = createOptimizer({ kind: 'adam', learningRate: 0.1 }, parameters)
  let last = 0
  for (let step = 0; step < steps; step++) {
    const { value, gradients } = parameters.gradients(loss)
    optimizer.apply(gradients, 0.1)
    last = value.dataSync()[0]
    tf.dispose([value, gradients])
  }
  optimizer.dispose()
  return last
}

describeEngines('learned paths', () => {
  it('a CRF learns which tag follows which where the emissions say nothing', () => {
    const given = context()
    const crf = createCrf(given, 'crf', { tags: 3 })
    expect(given.parameters.shapes()).toEqual({ 'crf.transitions': [3, 3], 'crf.start': [3], 'crf.end': [3] })
    const emissions = tf.zeros([2, 5, 3]) as tf.Tensor3D
    const [tags, lengths] = [tf.tensor2d([[0, 2, 0, 2, 0], [0, 2, 1, 9, 9]], [2, 5], 'int32'), tf.tensor1d([5, 3], 'int32')]
    train(given.parameters, 150, () => tf.sum(crf.loss(emissions, tags, lengths)))
    const { tags: found, probability } = createViterbi(crf.scores()).decode(new Float32Array(15), 0, 5)
    expect(Array.from(found)).toEqual([0, 2, 0, 2, 0])
    expect(probability).toBeGreaterThan(0.3)
  })

  it('what the constraints forbid is never decoded, whatever the emissions say', () => {
    const crf = createCrf(context(), 'crf', { tags: 2, constraints: { transitions: [1, 1, 1, 0], start: [0, 1], end: [1, 1] } })
    const liking = Float32Array.from([9, 0, 0, 9, 0, 9, 0, 20])
    expect(Array.from(createViterbi(crf.scores()).decode(liking, 0, 4).tags)).toEqual([1, 0, 0, 1])
  })

  it.each([['general', 3 * 5], ['concat', 3 * 8 + 5 * 8 + 8]] as const)('attention learns which key belongs to a query: %s', (kind, count) => {
    const given = context()
    const layer = createAttention(given, 'attention', { kind, queries: 3, keys: 5, inner: 8 })
    expect(given.parameters.count()).toBe(count)
    // A key is which one it is, as one of three, and two numbers; a query names one.
    const names = tf.oneHot(tf.tensor2d([[0, 1, 2], [2, 0, 1], [1, 2, 0], [1, 0, 2]], [4, 3], 'int32'), 3) as tf.Tensor3D
    const contents = randomTensor<tf.Tensor3D>(createRandom(2), [4, 3, 2])
    const keys = tf.concat([tf.cast(names, 'float32'), contents], 2) as tf.Tensor3D
    const queries = tf.tile(tf.reshape(tf.eye(3), [1, 3, 3]), [4, 1, 1]) as tf.Tensor3D
    // What the query names: the rows of its key.
    const wanted = tf.matMul(tf.cast(names, 'float32'), keys, true, false)
    const lengths = tf.fill([4], 3, 'int32') as tf.Tensor1D
    expect(train(given.parameters, 150, () => tf.mean(meanSquaredError(layer.apply(queries, keys, lengths).context, wanted)) as tf.Scalar)).toBeLessThan(0.01)
  })

  it('dot attends without learning and refuses other widths', () => {
    const given = context()
    createAttention(given, 'attention', { kind: 'dot', queries: 4, keys: 4 })
    expect(given.parameters.count()).toBe(0)
    expect(() => createAttention(given, 'attention', { kind: 'dot', queries: 4, keys: 5 })).toThrow('have no dot product')
  })
})
