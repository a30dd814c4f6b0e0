/** Inference gives the bits of the training pass: with a reserve or without, whole sequences or one step at a time, on every instruction set. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { loadKernels, type Kernels, type ShapeArguments } from '../../../src-main/engine/kernels/loader.ts'

const { kernels: loaded } = loadKernels()
const kernels = loaded as Kernels
const gates = [1, 1, 4, 3, 3]

interface Case {
  cell: number
  batch: number
  steps: number
  inputs: number
  hidden: number
  reverse: boolean
  seed: number
}

const cases = fc.record<Case>({
  cell: fc.integer({ min: 0, max: 4 }), batch: fc.integer({ min: 1, max: 19 }), steps: fc.integer({ min: 1, max: 7 }), inputs: fc.integer({ min: 1, max: 40 }),
  hidden: fc.integer({ min: 1, max: 40 }), reverse: fc.boolean(), seed: fc.integer({ min: 1, max: 2 ** 31 }),
})

/** Numbers in -1 to 1 that depend on the seed alone. */
function numbers(seed: number): (length: number, scale?: number) => Float32Array {
  let state = seed >>> 0 || 1
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
  return (length, scale = 1) => Float32Array.from({ length }, () => next() * scale)
}

/** Inputs of a case and what the training pass makes of them. */
function trained({ cell, batch, steps, inputs, hidden, reverse, seed }: Case, uneven: boolean) {
  const shape: ShapeArguments = [cell, batch, steps, inputs, hidden, reverse, 0]
  const random = numbers(seed)
  const columns = gates[cell] * hidden
  const weights = [random(inputs * columns, 0.5), random(hidden * columns, 0.5), random(2 * columns)] as const
  const lengths = uneven ? Int32Array.from(random(batch), (value) => 1 + Math.floor(((value + 1) / 2) * (steps - 1e-6))) : null
  const x = random(batch * steps * inputs)
  const states = [random(batch * hidden), cell === 2 ? random(batch * hidden) : null] as const
  const sizes = new Float32Array(3)
  kernels.recurrentSizes(...shape, lengths ? lengths.reduce((sum, length) => sum + length, 0) : batch * steps, sizes)
  const outputs = [new Float32Array(batch * steps * hidden), new Float32Array(batch * hidden), cell === 2 ? new Float32Array(batch * hidden) : null] as const
  kernels.recurrentForward(...shape, x, ...weights, lengths, ...states, ...outputs, new Float32Array(sizes[0]), new Float32Array(sizes[1]))
  const needed = new Float32Array(2)
  kernels.inferenceSizes(...shape, needed)
  const packed = new Float32Array(needed[0])
  kernels.packWeights(...shape, ...weights, packed)
  return { shape, x, lengths, states, outputs, packed, work: () => new Float32Array(needed[1]).fill(NaN) }
}

const before = loaded?.describe()

describe.skipIf(!loaded).each(before?.available ?? [])('inference on %s', (instructions) => {
  it.each([1, 3])('with %i threads gives the bits of the training pass', (threads) => {
    kernels.setInstructions(instructions)
    kernels.setThreads(threads)
    fc.assert(
      fc.property(cases, fc.boolean(), fc.boolean(), (given, uneven, whole) => {
        const { shape, x, lengths, states, outputs, packed, work } = trained(given, uneven)
        const found = outputs.map((output) => output && new Float32Array(output.length).fill(NaN))
        kernels.recurrentInference(...shape, x, packed, lengths, ...states, whole ? found[0] : null, found[1] as Float32Array, found[2], work())
        expect(found.slice(whole ? 0 : 1)).toEqual(outputs.slice(whole ? 0 : 1))
      }),
      { numRuns: 60 },
    )
  })

  it('one step at a time, the state carried in place, ends where the whole sequence does', () => {
    kernels.setInstructions(instructions)
    fc.assert(
      fc.property(cases, (given) => {
        const { x, states, outputs, packed } = trained({ ...given, reverse: false }, false)
        const { cell, batch, steps, inputs, hidden } = given
        const step: ShapeArguments = [cell, batch, 1, inputs, hidden, false, 0]
        const sizes = new Float32Array(2)
        kernels.inferenceSizes(...step, sizes)
        const work = new Float32Array(sizes[1])
        const [h, c] = states.map((state) => state?.slice() ?? null) as [Float32Array, Float32Array | null]
        const row = new Float32Array(batch * inputs)
        for (let t = 0; t < steps; t++) {
          for (let b = 0; b < batch; b++) row.set(x.subarray((b * steps + t) * inputs, (b * steps + t + 1) * inputs), b * inputs)
          kernels.recurrentInference(...step, row, packed, null, h, c, null, h, c, work)
          for (let b = 0; b < batch; b++) expect(h.subarray(b * hidden, (b + 1) * hidden)).toEqual(outputs[0].subarray((b * steps + t) * hidden, (b * steps + t + 1) * hidden))
        }
        expect([h, c]).toEqual([outputs[1], outputs[2]])
      }),
      { numRuns: 40 },
    )
  })
})

it.skipIf(!loaded)('refuses arrays that are too short', () => {
  const { shape, x, states, outputs, packed, work } = trained({ cell: 2, batch: 3, steps: 2, inputs: 5, hidden: 7, reverse: false, seed: 5 }, false)
  const call = (changed: { x?: Float32Array; packed?: Float32Array; work?: Float32Array; finalCell?: Float32Array | null }) =>
    kernels.recurrentInference(...shape, changed.x ?? x, changed.packed ?? packed, null, ...states, null, outputs[1], changed.finalCell === undefined ? outputs[2] : changed.finalCell, changed.work ?? work())
  expect(() => call({})).not.toThrow()
  expect(() => call({ x: x.subarray(1) })).toThrow('x')
  expect(() => call({ packed: packed.subarray(64) })).toThrow('packed')
  expect(() => call({ work: new Float32Array(8) })).toThrow('work')
  expect(() => call({ finalCell: null })).toThrow('finalCell')
})

afterAll(() => {
  if (!before) return
  kernels.setInstructions(before.instructions)
  kernels.setThreads(before.threads)
})
