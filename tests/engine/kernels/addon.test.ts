/** The addon throws on every wrong argument and survives; the numbers themselves are tested in tests/engine/native. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadKernels, type Kernels, type ShapeArguments } from '../../../src-main/engine/kernels/loader.ts'

const { kernels: loaded } = loadKernels()
const kernels = loaded as Kernels

interface Call {
  shape: ShapeArguments
  arrays: (Float32Array | Int32Array | null)[]
}

/** A correct call of the forward pass of an lstm, to be spoilt. */
function forwardCall(batch = 3, steps = 4, inputs = 5, hidden = 6): Call {
  const shape: ShapeArguments = [2, batch, steps, inputs, hidden, false, 0]
  const sizes = new Float32Array(3)
  const lengths = Int32Array.from({ length: batch }, (_, b) => 1 + (b % steps))
  kernels.recurrentSizes(...shape, lengths.reduce((sum, length) => sum + length, 0), sizes)
  const columns = 4 * hidden
  const floats = (length: number) => new Float32Array(length)
  return {
    shape,
    arrays: [
      floats(batch * steps * inputs), floats(inputs * columns), floats(hidden * columns), floats(2 * columns), lengths, null, null,
      floats(batch * steps * hidden), floats(batch * hidden), floats(batch * hidden), floats(sizes[0]), floats(sizes[1]),
    ],
  }
}
const names = ['x', 'wx', 'wh', 'bias', 'lengths', 'initialHidden', 'initialCell', 'hidden', 'finalHidden', 'finalCell', 'reserve', 'work']
const run = ({ shape, arrays }: Call) => (kernels.recurrentForward as (...call: unknown[]) => void)(...shape, ...arrays)

describe.skipIf(!loaded)('the addon', () => {
  it('runs the call that the others spoil', () => {
    expect(() => run(forwardCall())).not.toThrow()
  })

  it.each(names.map((name, index) => [name, index] as const))('refuses %s of a wrong length or type', (name, index) => {
    const wrong = (value: unknown) => {
      const call = forwardCall()
      call.arrays[index] = value as Float32Array
      expect(() => run(call)).toThrow(name)
    }
    const length = forwardCall().arrays[index]?.length ?? 18
    const Kind = name === 'lengths' ? Int32Array : Float32Array
    wrong(new Kind(length - 1))
    if (name !== 'reserve' && name !== 'work') wrong(new Kind(length + 1))
    wrong(name === 'lengths' ? new Float32Array(length) : new Int32Array(length))
    wrong(new Float64Array(length))
    wrong([1, 2, 3])
    wrong('text')
  })

  it('refuses lengths outside 1 to the number of steps', () => {
    for (const bad of [0, -1, 5, 2 ** 31 - 1, -(2 ** 31)]) {
      const call = forwardCall()
      ;(call.arrays[4] as Int32Array)[1] = bad
      expect(() => run(call)).toThrow('lengths')
    }
  })

  it('refuses missing arguments and none at all', () => {
    for (const name of ['recurrentForward', 'recurrentBackward', 'recurrentGates', 'recurrentSizes', 'matMul', 'adam', 'sgd', 'binary', 'embedding', 'squaredNorm', 'peak', 'setThreads', 'setInstructions'] as const) {
      expect(() => (kernels[name] as () => void)()).toThrow(TypeError)
    }
    const { shape, arrays } = forwardCall()
    expect(() => (kernels.recurrentForward as (...call: unknown[]) => void)(...shape, ...arrays.slice(0, -1))).toThrow('work')
  })

  it('refuses ids that are no row of an embedding', () => {
    for (const id of [-1, 4]) expect(() => kernels.embedding(4, 2, 1, new Float32Array(8), Int32Array.of(id), new Float32Array(2))).toThrow('ids')
  })

  it('whatever shape is claimed, it throws or computes', () => {
    const odd = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(0, NaN, Infinity, 1.5, 2 ** 31, 2 ** 53, -0))
    const array = fc.oneof(fc.integer({ min: 0, max: 300 }).map((length) => new Float32Array(length)), fc.constant(null), fc.constant(undefined), fc.integer({ min: 0, max: 12 }).map((length) => new Int32Array(length).fill(1)))
    fc.assert(
      fc.property(fc.tuple(odd, odd, odd, odd, odd, fc.boolean(), odd), fc.array(array, { maxLength: 16 }), (shape, arrays) => {
        for (const name of ['recurrentForward', 'recurrentBackward', 'recurrentGates'] as const) {
          try {
            ;(kernels[name] as (...call: unknown[]) => void)(...shape, ...arrays)
          } catch (error) {
            if (!(error instanceof TypeError)) throw error
          }
        }
      }),
      { numRuns: 2000 },
    )
  })
})
