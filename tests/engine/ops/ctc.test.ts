/** CTC against PyTorch, against the enumeration of all alignments, and against differences. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { ctcLoss, ctcStepsNeeded } from '../../../src-main/engine/ops/ctc.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, tensorOf, valuesOf, type StoredArray } from '../support/goldens.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { expectClose, numbers } from '../support/numbers.ts'

type Golden = Record<'logits' | 'lengths' | 'targets' | 'targetLengths' | 'dLoss' | 'loss' | 'feasible' | 'dLogits', StoredArray> & { blank: number }
const { ctc: cases } = readGolden<{ ctc: Golden[] }>('sequence-losses')

const ints = (values: number[]) => tf.tensor1d(values, 'int32')
/** One example. */
function lossOf(logits: Float32Array, steps: number, target: number[], blank: number): { loss: number; feasible: number } {
  const { loss, feasible } = ctcLoss({
    logits: tf.tensor3d(logits, [1, steps, logits.length / steps]), lengths: ints([steps]), targets: tf.tensor2d(target, [1, target.length], 'int32'), targetLengths: ints([target.length]), blank,
  })
  return { loss: loss.dataSync()[0], feasible: feasible.dataSync()[0] }
}

/** -ln of the summed probability of all K^steps alignments that read `target`. */
function enumerate(logits: Float32Array, steps: number, target: number[], blank: number): number {
  const symbols = logits.length / steps
  let total = 0
  for (let code = 0; code < symbols ** steps; code++) {
    const path = Array.from({ length: steps }, (_, t) => Math.floor(code / symbols ** t) % symbols)
    const read = path.filter((symbol, t) => symbol !== blank && symbol !== path[t - 1])
    if (read.length !== target.length || read.some((symbol, index) => symbol !== target[index])) continue
    total += path.reduce((product, symbol, t) => {
      const row = logits.subarray(t * symbols, (t + 1) * symbols)
      return (product * Math.exp(row[symbol])) / row.reduce((sum, value) => sum + Math.exp(value), 0)
    }, 1)
  }
  return -Math.log(total)
}

describeEngines('ctc', () => {
  it.each(cases.map((golden) => [golden.blank, golden] as const))('loss and gradient match PyTorch with zero_infinity, blank %i', (blank, golden) => {
    const [lengths, targets, targetLengths] = [golden.lengths, golden.targets, golden.targetLengths].map((stored) => tensorOf(stored))
    const apply = (logits: tf.Tensor) => ctcLoss({ logits: logits as tf.Tensor3D, lengths: lengths as tf.Tensor1D, targets: targets as tf.Tensor2D, targetLengths: targetLengths as tf.Tensor1D, blank })
    const logits = tensorOf(golden.logits)
    expectClose(apply(logits).loss.dataSync(), valuesOf(golden.loss), 'loss')
    expect(apply(logits).feasible.dataSync()).toEqual(valuesOf(golden.feasible))
    const gradient = tf.grad((x) => tf.sum(tf.mul(apply(x).loss, tensorOf(golden.dLoss))))(logits)
    expectClose(gradient.dataSync(), valuesOf(golden.dLogits), 'dLogits', { relative: 2e-5, absolute: 2e-6 })
  })

  it.each([[[1, 1], 4], [[1, 2], 3], [[], 3], [[2, 1, 2], 5], [[1], 1]] as [number[], number][])('target %j over %i steps equals the enumeration of all alignments', (target, steps) => {
    for (const blank of [0, 3]) {
      const logits = numbers(createRandom(steps), [steps, 4], 3)
      const { loss, feasible } = lossOf(logits, steps, target, blank)
      expect(feasible).toBe(1)
      expectClose([loss], [enumerate(logits, steps, target, blank)], 'loss')
    }
  })

  it('gradient against differences, batch with padding', () => {
    const given = { lengths: ints([5, 3]), targets: tf.tensor2d([[1, 1], [2, 0]], [2, 2], 'int32'), targetLengths: ints([2, 1]), blank: 0 }
    checkGradient(([logits]) => [ctcLoss({ logits: logits as tf.Tensor3D, ...given }).loss], [numbers(createRandom(2), [2, 5, 3])], [[2, 5, 3]])
  })

  it('stays exact where probabilities are far below what a float holds, and over many steps', () => {
    // One way only: every symbol costs ln(1 + 2 e^-200) for the likely and about 200 more for the others.
    const steps = 40
    const logits = Float32Array.from({ length: steps * 3 }, (_, at) => (at % 3 === 0 ? 200 : 0))
    const target = Array.from({ length: steps }, (_, t) => 1 + (t % 2))
    expectClose([lossOf(logits, steps, target, 0).loss], [200 * steps], 'loss')
    // All alike: the loss is T ln K minus the logarithm of the number of alignments of one symbol, T (T + 1) / 2.
    const long = 3000
    expectClose([lossOf(new Float32Array(long * 5), long, [3], 0).loss], [long * Math.log(5) - Math.log((long * (long + 1)) / 2)], 'loss over 3000 steps')
  })

  it('a target that cannot fit is not feasible, never infinite; what it needs can be asked before', () => {
    expect(lossOf(numbers(createRandom(1), [3, 3]), 3, [1, 1, 2], 0)).toEqual({ loss: 0, feasible: 0 })
    expect(ctcStepsNeeded([1, 1, 2])).toBe(4)
    expect(lossOf(numbers(createRandom(1), [4, 3]), 4, [1, 1, 2], 0).feasible).toBe(1)
    const gradient = tf.grad((x) => tf.sum(ctcLoss({ logits: x as tf.Tensor3D, lengths: ints([1]), targets: tf.tensor2d([[1, 2]], [1, 2], 'int32'), targetLengths: ints([2]), blank: 0 }).loss))(tf.ones([1, 4, 3]))
    expect(Array.from(gradient.dataSync())).toEqual(new Array(12).fill(0))
  })

  it('all targets empty: minus the logarithm of blanks alone', () => {
    const logits = numbers(createRandom(3), [2, 3])
    expectClose([lossOf(logits, 2, [], 2).loss], [enumerate(logits, 2, [], 2)], 'loss')
  })

  it('refuses symbols, lengths and shapes that do not fit, and leaves no tensor behind', () => {
    const given = { logits: tf.zeros([1, 4, 3]) as tf.Tensor3D, lengths: ints([4]), targets: tf.tensor2d([[1, 2]], [1, 2], 'int32'), targetLengths: ints([2]), blank: 0 }
    expect(() => ctcLoss({ ...given, targets: tf.tensor2d([[1, 0]], [1, 2], 'int32') })).toThrow('is the blank 0')
    expect(() => ctcLoss({ ...given, targets: tf.tensor2d([[1, 3]], [1, 2], 'int32') })).toThrow('the target symbol 3 is none of 3 symbols')
    expect(() => ctcLoss({ ...given, targetLengths: ints([3]) })).toThrow('expected 0 to 2')
    expect(() => ctcLoss({ ...given, lengths: ints([5]) })).toThrow('expected 1 to 4')
    expect(() => ctcLoss({ ...given, blank: 3 })).toThrow('the blank 3 is none of 3 symbols')
    const before = tf.memory().numTensors
    const { loss, feasible } = ctcLoss(given)
    tf.dispose([loss, feasible])
    expect(tf.memory().numTensors).toBe(before)
  })
})
