/** Native CTC, CRF, additive scores and cross-entropy of rows against the reference's: every instruction set, several threads. */
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { loadKernels, type Kernels } from '../../../src-main/engine/kernels/loader.ts'
import { additiveScores } from '../../../src-main/engine/ops/attention.ts'
import { crfLoss, forbiddenScore, type CrfInput } from '../../../src-main/engine/ops/crf.ts'
import { crossEntropy } from '../../../src-main/engine/ops/cross-entropy.ts'
import { ctcLoss } from '../../../src-main/engine/ops/ctc.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { expectClose, numbers } from '../support/numbers.ts'

const { kernels } = loadKernels()
const instructionSets = kernels?.describe().available ?? []

/** Values computed on an engine. */
async function outcome(engine: 'native' | 'reference', threads: number, operation: () => tf.Tensor[]): Promise<Float32Array[]> {
  await selectEngine(engine, threads)
  const found = tf.tidy(operation)
  const values = found.map((tensor) => tensor.dataSync() as Float32Array)
  tf.dispose(found)
  return values
}

/** Native with one thread and with several the same bits; both close to the reference. */
async function expectAlike(operation: () => tf.Tensor[], threads: number, size = 1): Promise<void> {
  const [alone, together, wanted] = [await outcome('native', 1, operation), await outcome('native', threads, operation), await outcome('reference', 1, operation)]
  expect(together).toEqual(alone)
  // Probabilities and their differences, of numbers that a float holds to 6e-8 and an exponential to 3e-7, over up to 150 steps.
  // `size`: how many such numbers are added up to small sums.
  wanted.forEach((values, index) => expectClose(alone[index], values, `array ${index}`, { relative: 2e-5, absolute: 4e-6 * size }))
}

interface CtcCase {
  seed: number
  lengths: number[]
  symbols: number
  longest: number
  scale: number
  threads: number
}

/** Loss, feasible and gradient of examples of any length, targets that fit and some that do not. */
function ctcOf({ seed, lengths, symbols, longest, scale }: CtcCase): () => tf.Tensor[] {
  return () => {
    const random = createRandom(seed)
    const [batch, steps] = [lengths.length, Math.max(...lengths)]
    const blank = random.integer(symbols)
    const targets = Int32Array.from({ length: batch * longest }, () => (blank + 1 + random.integer(symbols - 1)) % symbols)
    const targetLengths = lengths.map((length) => random.integer(Math.min(longest, length + 1) + 1))
    const given = { lengths: tf.tensor1d(lengths, 'int32'), targets: tf.tensor2d(targets, [batch, longest], 'int32'), targetLengths: tf.tensor1d(targetLengths, 'int32'), blank }
    const logits = tf.tensor3d(numbers(random, [batch, steps, symbols], scale), [batch, steps, symbols])
    const { loss, feasible } = ctcLoss({ logits, ...given })
    return [loss, feasible, tf.grad((x) => tf.sum(ctcLoss({ logits: x as tf.Tensor3D, ...given }).loss))(logits)]
  }
}

interface CrfCase {
  seed: number
  lengths: number[]
  tags: number
  scale: number
  threads: number
}

/** Loss and all gradients; some transitions are forbidden, but none of those that the tags use. */
function crfOf({ seed, lengths, tags, scale }: CrfCase): () => tf.Tensor[] {
  return () => {
    const random = createRandom(seed)
    const [batch, steps] = [lengths.length, Math.max(...lengths)]
    const labels = Int32Array.from({ length: batch * steps }, () => random.integer(tags))
    const transitions = numbers(random, [tags, tags], scale)
    const used = new Set(Array.from(labels, (tag, at) => labels[at - 1] * tags + tag))
    for (let pair = 0; pair < transitions.length; pair++) if (!used.has(pair) && random.uniform() < 0.3) transitions[pair] = forbiddenScore
    const given = [tf.tensor3d(numbers(random, [batch, steps, tags], scale), [batch, steps, tags]), tf.tensor2d(transitions, [tags, tags]), tf.tensor1d(numbers(random, [tags], scale)), tf.tensor1d(numbers(random, [tags], scale))]
    const rest = { tags: tf.tensor2d(labels, [batch, steps], 'int32'), lengths: tf.tensor1d(lengths, 'int32') }
    const outer = tf.tensor1d(numbers(random, [batch]))
    const apply = ([emissions, transitions, start, end]: tf.Tensor[]) => crfLoss({ emissions, transitions, start, end, ...rest } as CrfInput)
    return [apply(given), ...tf.grads((...inputs: tf.Tensor[]) => tf.sum(tf.mul(apply(inputs), outer)))(given)]
  }
}

describe.skipIf(!kernels)('native losses of sequences', () => {
  afterEach(() => kernels?.setInstructions(instructionSets.includes('avx2') ? 'avx2' : instructionSets[0]))

  it.each(instructionSets)('ctc equals the reference (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    const cases = fc.record({
      seed: fc.nat(1_000_000), lengths: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }), symbols: fc.oneof(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 15, max: 40 })),
      longest: fc.integer({ min: 0, max: 20 }), scale: fc.constantFrom(0.1, 3, 40, 900), threads: fc.integer({ min: 2, max: 3 }),
    })
    await fc.assert(fc.asyncProperty(cases, async (each) => expectAlike(ctcOf(each), each.threads)), { numRuns: 40 })
  })

  it.each(instructionSets)('ctc of logits near a thousand, whose differences a float cannot hold (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    for (const seed of [2, 9, 11]) await expectAlike(ctcOf({ seed, lengths: [1, 31, 1, 1, 36, 1], symbols: 22, longest: 15, scale: 900, threads: 2 }), 2)
  })

  it('ctc over enough examples and steps to occupy several threads', async () => {
    await expectAlike(ctcOf({ seed: 5, lengths: Array.from({ length: 9 }, (_, b) => 150 - 10 * b), symbols: 30, longest: 40, scale: 4, threads: 3 }), 3)
  })

  it.each(instructionSets)('crf equals the reference (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    const cases = fc.record({
      seed: fc.nat(1_000_000), lengths: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 6 }), tags: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 15, max: 40 })),
      scale: fc.constantFrom(0.1, 3, 40), threads: fc.integer({ min: 2, max: 3 }),
    })
    await fc.assert(fc.asyncProperty(cases, async (each) => expectAlike(crfOf(each), each.threads, 20)), { numRuns: 40 })
  })

  it('crf over enough sequences and tags to occupy several threads', async () => {
    await expectAlike(crfOf({ seed: 7, lengths: Array.from({ length: 9 }, (_, b) => 60 - 6 * b), tags: 33, scale: 2, threads: 3 }), 3, 20)
  })

  it.each(instructionSets)('additive scores equal the reference (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    const cases = fc.record({
      seed: fc.nat(1_000_000), lengths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), queries: fc.integer({ min: 1, max: 9 }),
      width: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(500)), threads: fc.integer({ min: 2, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, lengths, queries, width, threads }) => {
        await expectAlike(() => {
          const random = createRandom(seed)
          const own = tf.tensor1d(lengths, 'int32')
          const shapes = [[lengths.length, queries, width], [lengths.length, Math.max(...lengths), width], [width]]
          const given = shapes.map((shape) => tf.tensor(numbers(random, shape, 2), shape))
          const apply = ([q, k, v]: tf.Tensor[]) => additiveScores(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor1D, own)
          const outer = tf.tensor(numbers(random, [lengths.length, queries, Math.max(...lengths)]), [lengths.length, queries, Math.max(...lengths)])
          return [apply(given), ...tf.grads((...inputs: tf.Tensor[]) => tf.sum(tf.mul(apply(inputs), outer)))(given)]
        }, threads, 20)
      }),
      { numRuns: 20 },
    )
  })

  it.each(instructionSets)('cross-entropy equals the reference (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    const cases = fc.record({
      seed: fc.nat(1_000_000), rows: fc.integer({ min: 1, max: 60 }), classes: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 500, max: 3000 })),
      smoothing: fc.constantFrom(0, 0.1, 0.5), weighted: fc.boolean(), scale: fc.constantFrom(1, 30), threads: fc.integer({ min: 2, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, rows, classes, smoothing, weighted, scale, threads }) => {
        await expectAlike(() => {
          const random = createRandom(seed)
          const labels = tf.tensor1d(Array.from({ length: rows }, () => random.integer(classes + 1) - 1), 'int32')
          const logits = tf.tensor2d(numbers(random, [rows, classes], scale), [rows, classes])
          const classWeights = weighted ? tf.tensor1d(numbers(random, [classes]).map(Math.abs)) : undefined
          const apply = (x: tf.Tensor) => crossEntropy(x as tf.Tensor2D, labels, { smoothing, classWeights })
          return [apply(logits), tf.grad((x) => tf.sum(apply(x)))(logits)]
        }, threads)
      }),
      { numRuns: 20 },
    )
  })

  it('a logit that is not a number gives a loss that is none, so that training notices', async () => {
    await selectEngine('native', 1)
    const logits = tf.tensor3d([1, 2, NaN, 0, 1, 1], [1, 2, 3])
    const { loss } = ctcLoss({ logits, lengths: tf.tensor1d([2], 'int32'), targets: tf.tensor2d([[1]], [1, 1], 'int32'), targetLengths: tf.tensor1d([1], 'int32'), blank: 0 })
    expect(loss.dataSync()[0]).toBeNaN()
    expect(crossEntropy(tf.tensor2d([[1, NaN]]), tf.tensor1d([0], 'int32')).dataSync()[0]).toBeNaN()
  })

  it('refuses what would read or write elsewhere', () => {
    const native = kernels as Kernels
    const ints = (...values: number[]) => Int32Array.from(values)
    const floats = (length: number) => new Float32Array(length)
    const call = (change: Record<number, unknown>) => {
      const given: unknown[] = [1, 4, 3, 2, 0, floats(12), ints(4), ints(1, 2), ints(2), floats(1), floats(1), floats(12), floats(4096)]
      for (const [index, value] of Object.entries(change)) given[Number(index)] = value
      return () => (native.ctc as (...values: unknown[]) => void)(...given)
    }
    expect(call({})).not.toThrow()
    expect(call({ 11: null })).not.toThrow()
    const wrong: [Record<number, unknown>, string][] = [
      [{ 4: 3 }, 'blank'], [{ 5: floats(11) }, 'logits'], [{ 6: ints(5) }, 'lengths'], [{ 6: ints(0) }, 'lengths'], [{ 7: ints(1, 3) }, 'targets'], [{ 7: ints(-1, 1) }, 'targets'],
      [{ 8: ints(3) }, 'targetLengths'], [{ 8: ints(-1) }, 'targetLengths'], [{ 9: floats(2) }, 'loss'], [{ 10: floats(0) }, 'feasible'], [{ 11: floats(13) }, 'dLogits'], [{ 12: floats(0) }, 'work'],
    ]
    for (const [change, name] of wrong) expect(call(change)).toThrow(name)
    const spoilt = (name: 'crf' | 'crfGradient' | 'additiveScores' | 'additiveScoresGradient', right: unknown[], names: (string | null)[]) => {
      const run = (given: unknown[]) => () => (native[name] as (...values: unknown[]) => void)(...given)
      expect(run(right)).not.toThrow()
      names.forEach((argument, index) => {
        const value = right[index]
        if (argument === null || typeof value === 'number') return
        const short = value instanceof Int32Array ? value.slice(1) : (value as Float32Array).slice(1)
        expect(run(right.with(index, short)), `${name} with a short ${argument}`).toThrow(argument)
        if (value instanceof Int32Array) expect(run(right.with(index, value.map(() => 99))), `${name} with a wrong ${argument}`).toThrow(argument)
      })
    }
    const crfCommon = [1, 2, 3, floats(6), floats(9), floats(3), floats(3), ints(0, 2), ints(2)]
    const crfNames = [null, null, null, 'emissions', 'transitions', 'start', 'end', 'labels', 'lengths']
    spoilt('crf', [...crfCommon, floats(1), floats(4096)], [...crfNames, 'loss'])
    spoilt('crfGradient', [...crfCommon, floats(1), floats(6), floats(9), floats(3), floats(3), floats(4096)], [...crfNames, 'dLoss', 'dEmissions', 'dTransitions', 'dStart', 'dEnd'])
    const additive = [1, 2, 3, 4, floats(8), floats(12), floats(4), ints(3)]
    const additiveNames = [null, null, null, null, 'queries', 'keys', 'vector', 'lengths']
    spoilt('additiveScores', [...additive, floats(6)], [...additiveNames, 'scores'])
    spoilt('additiveScoresGradient', [...additive, floats(6), floats(8), floats(12), floats(4), floats(4)], [...additiveNames, 'dScores', 'dQueries', 'dKeys', 'dVector', 'work'])
    const rows = (labels: Int32Array, weights: Float32Array | null, logits = floats(6)) => () => native.crossEntropy(2, 3, 0, logits, labels, weights, floats(2), floats(2))
    expect(rows(ints(2, -1), null)).not.toThrow()
    for (const bad of [rows(ints(3, 0), null), rows(ints(-2, 0), null), rows(ints(0), null)]) expect(bad).toThrow('labels')
    expect(rows(ints(0, 0), floats(2))).toThrow('weights')
    expect(rows(ints(0, 0), null, floats(5))).toThrow('logits')
  })
})
