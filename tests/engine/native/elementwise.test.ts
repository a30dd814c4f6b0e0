/** tfjs's kernels that are native here, against the CPU backend's on random shapes, on every instruction set. */
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { loadKernels } from '../../../src-main/engine/kernels/loader.ts'
import { dropout } from '../../../src-main/engine/ops/dropout.ts'
import '../../../src-main/engine/ops/tfjs-gradients.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { expectClose, randomTensor } from '../support/numbers.ts'

const { kernels } = loadKernels()
const instructionSets = kernels?.describe().available ?? []
const length = fc.oneof(fc.constantFrom(1, 2, 7, 8, 9, 16, 17), fc.integer({ min: 1, max: 40 }))
const shapes = fc.array(length, { minLength: 1, maxLength: 4 }).filter((shape) => tf.util.sizeFromShape(shape) < 20_000)
const at = (place: number, count: number) => place % count

type Operation = (inputs: tf.Tensor[], place: number) => tf.Tensor[]
const one = (operation: (x: tf.Tensor, place: number) => tf.Tensor): Operation => ([x], place) => [operation(x, place)]
const rotated = (shape: number[], place: number) => shape.map((_, axis) => at(axis + place, shape.length))

/** What is compared; x, and for two operands one that is repeated along some axes. */
const operations: Record<string, Operation> = {
  neg: one((x) => tf.neg(x)), square: one((x) => tf.square(x)), relu: one((x) => tf.relu(x)), step: one((x) => tf.step(x)), exp: one((x) => tf.exp(tf.mul(x, 20))),
  sigmoid: one((x) => tf.sigmoid(tf.mul(x, 8))), tanh: one((x) => tf.tanh(tf.mul(x, 3))), softmax: one((x) => tf.softmax(tf.mul(x, 10))),
  sum: one((x, place) => tf.sum(x, at(place, x.rank))), sumOfTwo: one((x, place) => (x.rank < 2 ? tf.sum(x) : tf.sum(x, [at(place, x.rank - 1), at(place, x.rank - 1) + 1], place % 2 === 0))),
  mean: one((x, place) => tf.mean(x, at(place, x.rank), true)), meanOfAll: one((x) => tf.mean(x)), sumOfEnds: one((x) => tf.sum(x, [0, x.rank - 1].slice(0, x.rank))),
  cast: one((x) => tf.div(x, tf.cast(tf.fill([x.shape[0], ...x.shape.slice(1).map(() => 1)], 3, 'int32'), 'float32'))),
  slice: one((x, place) => tf.slice(x, x.shape.map((size) => at(place, size)), x.shape.map((size) => size - at(place, size)))),
  split: ([x], place) => (x.shape[at(place, x.rank)] < 2 ? [x] : tf.split(x, [1, x.shape[at(place, x.rank)] - 1], at(place, x.rank))),
  concat: ([x], place) => [tf.concat([x, tf.neg(x), x], at(place, x.rank))],
  transpose: one((x, place) => tf.transpose(x, rotated(x.shape, place))),
  reverseAxes: one((x) => tf.transpose(x)),
  pad: one((x, place) => tf.pad(x, x.shape.map((_, axis): [number, number] => [at(place, axis + 2), at(place, 3)]), 0.5)),
  gather: one((x, place) => tf.gather(x, tf.tensor1d([0, x.shape[0] - 1, at(place, x.shape[0])], 'int32'))),
  add: (both) => [tf.add(both[0], both[1]), tf.add(both[1], both[0])], subtract: (both) => [tf.sub(both[0], both[1]), tf.sub(both[1], both[0])],
  multiply: (both) => [tf.mul(both[0], both[1]), tf.mul(both[1], both[0])], divide: (both) => [tf.div(both[0], tf.add(both[1], 3))],
  dropout: ([x], place) => [dropout(x, 0.3, createRandom(place))],
}

async function outcome(engine: 'native' | 'reference', threads: number, name: string, shape: number[], place: number): Promise<{ values: Float32Array; shape: number[] }[]> {
  await selectEngine(engine, threads)
  const found = tf.tidy(() => {
    const random = createRandom(place)
    // A second operand with some axes of length 1, and perhaps with fewer axes.
    const other = shape.map((size, axis) => ((place >> axis) & 1 ? 1 : size)).slice(at(place, shape.length))
    return operations[name]([randomTensor(random, shape), randomTensor(random, other)], place)
  })
  const values = found.map((tensor) => ({ values: tensor.dataSync() as Float32Array, shape: tensor.shape }))
  tf.dispose(found)
  return values
}

describe.skipIf(!kernels)('native elementwise kernels and copies', () => {
  afterEach(() => kernels?.setInstructions(instructionSets.includes('avx2') ? 'avx2' : instructionSets[0]))

  it.each(Object.keys(operations))('%s', async (name) => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(1000), fc.constantFrom(...instructionSets), async (shape, place, instructions) => {
        const wanted = await outcome('reference', 1, name, shape, place)
        kernels?.setInstructions(instructions)
        const found = await outcome('native', 2, name, shape, place)
        expect(found.map((each) => each.shape)).toEqual(wanted.map((each) => each.shape))
        found.forEach(({ values }, index) => expectClose(values, wanted[index].values, name, { relative: 3e-6, absolute: /sum|mean/.test(name) ? 3e-5 : 2e-6 }))
      }),
      { numRuns: 40 },
    )
  })

  it('large ones on two threads', async () => {
    const random = createRandom(1)
    for (const [name, shape] of [['add', [300, 500]], ['transpose', [257, 600]], ['tanh', [100_001]], ['sum', [70, 3000]], ['concat', [300, 400]], ['dropout', [200, 700]], ['softmax', [90, 1001]]] as const) {
      const place = random.integer(1000)
      const [wanted, found] = [await outcome('reference', 1, name, [...shape], place), await outcome('native', 2, name, [...shape], place)]
      found.forEach(({ values }, index) => expectClose(values, wanted[index].values, name, { relative: 1e-5, absolute: 1e-5 }))
    }
  })

  it('NaN and infinity are those of the CPU backend', async () => {
    const special = [NaN, Infinity, -Infinity, 0, -0, 100, -100, 88.5, -88.5, 1e-40]
    for (const [name, map] of Object.entries({ relu: tf.relu, tanh: tf.tanh, sigmoid: tf.sigmoid, exp: tf.exp, square: tf.square, neg: tf.neg })) {
      const values: Float32Array[] = []
      for (const engine of ['native', 'reference'] as const) {
        await selectEngine(engine, 1)
        values.push(tf.tidy(() => (map as (x: tf.Tensor) => tf.Tensor)(tf.tensor1d(special)).dataSync()) as Float32Array)
      }
      values[1].forEach((wanted, index) => {
        if (Number.isFinite(wanted)) expect(Math.abs(values[0][index] - wanted), `${name}(${special[index]})`).toBeLessThanOrEqual(1e-6 + 1e-5 * Math.abs(wanted))
        else expect(values[0][index], `${name}(${special[index]})`).toBe(wanted)
      })
    }
  })

  it.each(['linear', 'relu', 'sigmoid', 'elu'] as const)('fused convolutions and products with a bias and %s equal the CPU backend', async (activation) => {
    const results: Float32Array[][] = []
    for (const engine of ['native', 'reference'] as const) {
      await selectEngine(engine, 2)
      const random = createRandom(3)
      const found = tf.tidy(() => [
        tf.fused.conv2d({ x: randomTensor(random, [2, 7, 9, 3]), filter: randomTensor(random, [3, 2, 3, 11]), strides: [1, 2], pad: 'same', bias: randomTensor(random, [11]), activation }),
        tf.fused.matMul({ a: randomTensor(random, [5, 13]), b: randomTensor(random, [13, 9]), bias: randomTensor(random, [9]), activation }),
      ])
      results.push(found.map((tensor) => tensor.dataSync() as Float32Array))
      tf.dispose(found)
    }
    results[0].forEach((values, index) => expectClose(values, results[1][index], activation, { relative: 1e-5, absolute: 1e-5 }))
  })

  it('batched products equal the CPU backend, with either operand shared and transposed', async () => {
    const cases = fc.record({ seed: fc.nat(1000), count: length, rows: length, inner: length, columns: length, transposeA: fc.boolean(), transposeB: fc.boolean(), shared: fc.constantFrom('none', 'a', 'b'), threads: fc.integer({ min: 1, max: 3 }) })
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, count, rows, inner, columns, transposeA, transposeB, shared, threads }) => {
        const results: Float32Array[] = []
        for (const engine of ['native', 'reference'] as const) {
          await selectEngine(engine, threads)
          results.push(tf.tidy(() => {
            const random = createRandom(seed)
            const a = randomTensor(random, [shared === 'a' ? 1 : count, ...(transposeA ? [inner, rows] : [rows, inner])])
            const b = randomTensor(random, [shared === 'b' ? 1 : count, ...(transposeB ? [columns, inner] : [inner, columns])])
            return tf.matMul(a, b, transposeA, transposeB).dataSync() as Float32Array
          }))
        }
        expectClose(results[0], results[1], 'product', { relative: 1e-5, absolute: 1e-5 })
      }),
      { numRuns: 60 },
    )
  })
})
