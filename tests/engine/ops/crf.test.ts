/** The linear-chain CRF against pytorch-crf, against the enumeration of all paths, and against differences. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { createViterbi } from '../../../src-main/engine/decode/viterbi.ts'
import { constrainCrf, crfLoss, forbiddenScore, type CrfInput } from '../../../src-main/engine/ops/crf.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers } from '../support/numbers.ts'

const names = ['emissions', 'transitions', 'start', 'end'] as const
const { crf: golden } = readGolden<{ crf: Record<string, StoredArray> }>('sequence-losses')
const goldenInput = () => Object.fromEntries([...names, 'tags', 'lengths'].map((name) => [name, tensorOf(golden[name])])) as unknown as CrfInput

/** Every path over `steps` steps with its score, by going through all K^steps. */
function allPaths(emissions: ArrayLike<number>, transitions: ArrayLike<number>, start: ArrayLike<number>, end: ArrayLike<number>, steps: number): { tags: number[]; score: number }[] {
  const count = start.length
  return Array.from({ length: count ** steps }, (_, code) => {
    const tags = Array.from({ length: steps }, (_, t) => Math.floor(code / count ** t) % count)
    let score = start[tags[0]] + end[tags[steps - 1]]
    tags.forEach((tag, t) => (score += emissions[t * count + tag] + (t > 0 ? transitions[tags[t - 1] * count + tag] : 0)))
    return { tags, score }
  })
}

describeEngines('crf', () => {
  it('loss and gradients match pytorch-crf, sequences of several lengths', () => {
    const input = goldenInput()
    expectClose(crfLoss(input).dataSync(), valuesOf(golden.loss), 'loss')
    const outer = tensorOf(golden.dLoss)
    const gradients = tf.grads((...given: tf.Tensor[]) => {
      const [emissions, transitions, start, end] = given
      return tf.sum(tf.mul(crfLoss({ ...input, emissions, transitions, start, end } as CrfInput), outer))
    })(names.map((name) => input[name]))
    for (const [index, name] of ['dEmissions', 'dTransitions', 'dStart', 'dEnd'].entries()) expectClose(gradients[index].dataSync(), valuesOf(golden[name]), name)
  })

  it('gradients against differences', () => {
    const random = createRandom(4)
    const [tags, lengths] = [tf.tensor2d([[0, 2, 1], [1, 1, 0]], [2, 3], 'int32'), tf.tensor1d([3, 2], 'int32')]
    const shapes = [[2, 3, 3], [3, 3], [3], [3]]
    checkGradient(([emissions, transitions, start, end]) => [crfLoss({ emissions, transitions, start, end, tags, lengths } as CrfInput)], shapes.map((shape) => numbers(random, shape)), shapes)
  })

  it('loss equals the enumeration of all paths, also where scores lie hundreds apart', () => {
    for (const scale of [1, 30, 900]) {
      const random = createRandom(scale)
      const [steps, count] = [4, 3]
      const [emissions, transitions, start, end] = [[steps, count], [count, count], [count], [count]].map((shape) => numbers(random, shape, scale))
      const paths = allPaths(emissions, transitions, start, end, steps)
      const largest = Math.max(...paths.map(({ score }) => score))
      const logPartition = largest + Math.log(paths.reduce((sum, { score }) => sum + Math.exp(score - largest), 0))
      const chosen = paths[17]
      const loss = crfLoss({
        emissions: tf.tensor3d(emissions, [1, steps, count]), transitions: tf.tensor2d(transitions, [count, count]), start: tf.tensor1d(start), end: tf.tensor1d(end),
        tags: tf.tensor2d(chosen.tags, [1, steps], 'int32'), lengths: tf.tensor1d([steps], 'int32'),
      })
      expectClose(loss.dataSync(), [logPartition - chosen.score], `loss at scale ${scale}`)

      const decoded = createViterbi({ transitions, start, end }).decode(emissions, 0, steps)
      const best = paths.reduce((best, path) => (path.score > best.score ? path : best))
      expect(Array.from(decoded.tags)).toEqual(best.tags)
      expect(decoded.score).toBeCloseTo(best.score, 8)
      expect(decoded.probability).toBeCloseTo(Math.exp(best.score - logPartition), 8)
      decoded.confidence.forEach((confidence, t) => {
        const sum = paths.filter(({ tags }) => tags[t] === best.tags[t]).reduce((sum, { score }) => sum + Math.exp(score - logPartition), 0)
        expect(confidence).toBeCloseTo(sum, 8)
      })
      const marginals = createViterbi({ transitions, start, end }).marginals(emissions, 0, steps)
      for (let t = 0; t < steps; t++) expect(marginals.slice(t * count, (t + 1) * count).reduce((sum, share) => sum + share)).toBeCloseTo(1, 8)
    }
  })

  it('what is likeliest before and after may not fit together: gradients stay finite and add up', () => {
    // State 0 is ahead by 2000 until the end refuses it; 0 -> 1 is forbidden, so the path must have been in 1 all along.
    const transitions = tf.tensor2d([[0, forbiddenScore], [0, 0]])
    const emissions = tf.tensor3d([[[1000, 0], [1000, 0], [0, 0]]])
    const end = tf.tensor1d([-20_000, 0])
    const given = { start: tf.tensor1d([0, 0]), tags: tf.tensor2d([[1, 1, 1]], [1, 3], 'int32'), lengths: tf.tensor1d([3], 'int32') }
    const [dEmissions, dTransitions] = tf.grads((e: tf.Tensor, t: tf.Tensor, last: tf.Tensor) => tf.sum(crfLoss({ ...given, emissions: e, transitions: t, end: last } as CrfInput)))([emissions, transitions, end])
    expectClose(dEmissions.dataSync(), [0, 0, 0, 0, 0, 0], 'dEmissions')
    expectClose(dTransitions.dataSync(), [0, 0, 0, 0], 'dTransitions')
  })

  it('constraints: what a scheme forbids has no probability and no gradient', () => {
    const random = createRandom(8)
    const learned = { transitions: tf.tensor2d(numbers(random, [3, 3]), [3, 3]), start: tf.tensor1d(numbers(random, [3])), end: tf.tensor1d(numbers(random, [3])) }
    const constraints = { transitions: [1, 0, 1, 1, 1, 1, 0, 1, 1], start: [1, 1, 0], end: [true, true, true] }
    const { transitions, start, end } = constrainCrf(learned, constraints)
    const emissions = numbers(random, [5, 3], 3)
    const scores = { transitions: transitions.dataSync(), start: start.dataSync(), end: end.dataSync() }
    expect(createViterbi(scores).marginals(emissions, 0, 5)[2]).toBe(0)
    const tags = Int32Array.of(0, 2, 1, 1, 0)
    const slope = tf.grad((x) => tf.sum(crfLoss({ ...constrainCrf({ ...learned, transitions: x as tf.Tensor2D }, constraints), emissions: tf.tensor3d(emissions, [1, 5, 3]), tags: tf.tensor2d(tags, [1, 5], 'int32'), lengths: tf.tensor1d([5], 'int32') })))(learned.transitions)
    expect(slope.dataSync()[1]).toBe(0)
    expect(slope.dataSync()[0]).not.toBe(0)
  })

  it('decodes as pytorch-crf', () => {
    const [transitions, start, end] = (['transitions', 'start', 'end'] as const).map((name) => valuesOf(golden[name]))
    const viterbi = createViterbi({ transitions, start, end })
    const [batch, steps, count] = golden.emissions.shape
    const [lengths, paths] = [valuesOf(golden.lengths), valuesOf(golden.paths)]
    for (let b = 0; b < batch; b++) {
      const { tags } = viterbi.decode(valuesOf(golden.emissions), b * steps * count, lengths[b])
      expect(Array.from(tags)).toEqual(Array.from(paths.slice(b * steps, b * steps + lengths[b])))
    }
  })

  it('refuses shapes, lengths and tags that do not fit, and leaves no tensor behind', () => {
    const input = goldenInput()
    expect(() => crfLoss({ ...input, start: tf.zeros([3]) })).toThrow('start: float32 [3], expected float32 [4]')
    expect(() => crfLoss({ ...input, tags: tf.fill([5, 7], 4, 'int32') })).toThrow('the tag 4 is none of 4 tags')
    expect(() => crfLoss({ ...input, lengths: tf.tensor1d([8, 1, 1, 1, 1], 'int32') })).toThrow('a length is 8, expected 1 to 7')
    const before = tf.memory().numTensors
    crfLoss(input).dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
