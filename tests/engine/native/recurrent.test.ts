/** The native kernels against the reference at sizes that fill, overfill and leave open panels, tiles, chunks and threads. */
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { loadKernels } from '../../../src-main/engine/kernels/loader.ts'
import { recurrentGates, withGradientRecorder, type RecurrentAttributes } from '../../../src-main/engine/ops/recurrent.ts'
import { build, runCase, type RecurrentCase } from '../support/recurrent-cases.ts'

const { kernels } = loadKernels()
const instructionSets = kernels?.describe().available ?? []

const attributes: fc.Arbitrary<RecurrentAttributes> = fc.record({
  cell: fc.constantFrom('rnn' as const, 'lstm' as const, 'gru' as const),
  activation: fc.constantFrom('tanh' as const, 'relu' as const),
  resetAfter: fc.boolean(),
  reverse: fc.boolean(),
  truncation: fc.constantFrom(0, 0, 1, 3, 5),
})

/** Odd sizes, panels of 8, 16 and 32 exactly filled and by one overfilled, single sequences, steps, inputs and units. */
const size = fc.oneof(fc.constantFrom(1, 15, 16, 17, 31, 32, 33), fc.integer({ min: 1, max: 45 }))
const cases: fc.Arbitrary<RecurrentCase> = fc.record({
  seed: fc.nat(1_000_000),
  attributes,
  lengths: fc.oneof(
    fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 21 }),
    fc.tuple(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 1, max: 24 })).map(([batch, steps]) => Array<number>(batch).fill(steps)),
  ),
  inputs: size,
  units: size,
})

interface Outcome {
  arrays: Record<string, Float32Array>
}

function outcome(given: RecurrentCase): Outcome {
  const arrays: Record<string, Float32Array> = {}
  tf.tidy(() => {
    const built = build(given)
    // Weights so large that states become chaotic would amplify the last bit of each step.
    built.weights.wh = tf.mul(built.weights.wh, Math.min(1, 2 / Math.sqrt(given.units))) as tf.Tensor2D
    const recorded: tf.Tensor[] = []
    const { output, gradients } = withGradientRecorder((_, __, stepNorms) => void recorded.push(tf.keep(tf.clone(stepNorms))), () => runCase(built, given.attributes))
    arrays.stepNorms = recorded[0].dataSync() as Float32Array
    tf.dispose(recorded)
    arrays.hidden = output.hidden.dataSync() as Float32Array
    arrays.finalHidden = output.finalHidden.dataSync() as Float32Array
    if (output.finalCell) arrays.finalCell = output.finalCell.dataSync() as Float32Array
    arrays.gates = recurrentGates(output.reserve).dataSync() as Float32Array
    gradients.forEach((gradient, index) => (arrays[`gradient ${index}`] = gradient.dataSync() as Float32Array))
  })
  return { arrays }
}

async function outcomeOn(engine: 'native' | 'reference', threads: number, given: RecurrentCase): Promise<Outcome> {
  await selectEngine(engine, threads)
  return outcome(given)
}

/** No smaller than a twentieth: states are sums of products of about 1, and where all of a relu's cancel, 1e-6 of a product is what float32 keeps. */
const largestOf = (values: Float32Array): number => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0.05)

/**
 * Largest difference of any value, relative to the largest value of its array. Gradients of parameters are sums over the time steps
 * that can cancel to a hundredth of what was added (a single unit's bias): they are as exact as their terms, which are of the size of
 * the input's gradient (`gradient 0`).
 */
function expectAlike(found: Outcome, wanted: Outcome): void {
  expect(Object.keys(found.arrays)).toEqual(Object.keys(wanted.arrays))
  const term = largestOf(wanted.arrays['gradient 0'])
  for (const [name, values] of Object.entries(wanted.arrays)) {
    const scale = Math.max(largestOf(values), name.startsWith('gradient') ? term : 0)
    values.forEach((value, index) => {
      const difference = Math.abs(found.arrays[name][index] - value)
      if (!(difference <= 2e-5 * scale)) throw new Error(`${name}[${index}] is ${found.arrays[name][index]}, expected ${value} (scale ${scale})`)
    })
  }
}

const large: RecurrentCase = {
  seed: 5,
  attributes: { cell: 'lstm', activation: 'tanh', resetAfter: true, reverse: false, truncation: 0 },
  // Several chunks of 256 rows, uneven shares for three workers.
  lengths: [70, 3, 55, 70, 12, 41, 66, 8, 70, 29, 1],
  inputs: 37,
  units: 50,
}

describe.skipIf(!kernels)('native recurrent kernels', () => {
  afterEach(() => kernels?.setInstructions(instructionSets.includes('avx2') ? 'avx2' : 'baseline'))

  it.each(instructionSets)('equal the reference on random shapes (%s)', async (instructions) => {
    kernels?.setInstructions(instructions)
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 3 }), async (given, threads) => {
        expectAlike(await outcomeOn('native', threads, given), await outcomeOn('reference', 1, given))
      }),
      { numRuns: 40 },
    )
  })

  it.each(['rnn', 'lstm', 'gru'] as const)('%s gives the same bits in every run and with every number of threads', async (cell) => {
    for (const resetAfter of cell === 'gru' ? [true, false] : [true]) {
      const given = { ...large, attributes: { ...large.attributes, cell, resetAfter } }
      const first = await outcomeOn('native', 1, given)
      for (const threads of [1, 2, 3, 3, 5]) expect(await outcomeOn('native', threads, given)).toEqual(first)
    }
  })

  it('several chunks with several workers equal the reference', async () => {
    expectAlike(await outcomeOn('native', 3, large), await outcomeOn('reference', 1, large))
  })

  it('carries a NaN on, so that training can stop on it', async () => {
    await selectEngine('native', 2)
    for (const cell of ['rnn', 'lstm', 'gru'] as const) {
      for (const activation of ['tanh', 'relu'] as const) {
        const built = build({ ...large, attributes: { ...large.attributes, cell, activation } })
        built.weights.wx = tf.mul(built.weights.wx, NaN) as tf.Tensor2D
        const { output, gradients } = runCase(built, { ...large.attributes, cell, activation })
        expect((output.finalHidden.dataSync() as Float32Array).every(Number.isNaN)).toBe(true)
        expect((gradients[1].dataSync() as Float32Array).every(Number.isNaN)).toBe(true)
      }
    }
  })

  it('what was read stays as it was when its tensor is gone and the memory is used again', async () => {
    await selectEngine('native', 1)
    const built = build({ ...large, inputs: 64, units: 64 })
    const { output } = runCase(built, large.attributes)
    const read = output.hidden.dataSync() as Float32Array
    const before = read.slice()
    const piece = tf.slice(output.hidden, [0, 0, 0], [2, -1, -1])
    const pieceBefore = (piece.dataSync() as Float32Array).slice()
    output.hidden.dispose()
    const other = runCase({ ...built, x: tf.mul(built.x, 3) as tf.Tensor3D }, large.attributes)
    expect(read).toEqual(before)
    expect(piece.dataSync()).toEqual(pieceBefore)
    other.output.hidden.dispose()
  })
})
