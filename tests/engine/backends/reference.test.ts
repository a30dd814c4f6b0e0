import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ReferenceBackend } from '../../../src-main/engine/backends/reference/backend.ts'
import { addOuterProducts, addProduct, addProductTransposed, addRows, type Matrix } from '../../../src-main/engine/backends/reference/products.ts'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { recurrent, recurrentGates } from '../../../src-main/engine/ops/recurrent.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { build, type RecurrentCase } from '../support/recurrent-cases.ts'

describe('matrix products of the reference engine', () => {
  const random = createRandom(4)
  /** A matrix inside a larger one, as the kernels use them. */
  const matrix = (rows: number, columns: number): Matrix => {
    const stride = columns + random.integer(3)
    const offset = random.integer(4)
    return { data: Float64Array.from({ length: offset + rows * stride }, () => random.uniform()), offset, stride }
  }
  const element = ({ data, offset, stride }: Matrix, row: number, column: number) => data[offset + row * stride + column]
  const sum = (count: number, term: (index: number) => number) => Array.from({ length: count }, (_, index) => term(index)).reduce((a, b) => a + b, 0)

  /** Checks every element of `result`, and that nothing around it changed. */
  function check(result: Matrix, rows: number, columns: number, add: () => void, expected: (row: number, column: number) => number): void {
    const before = result.data.slice()
    add()
    const inside = new Set<number>()
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const index = result.offset + row * result.stride + column
        inside.add(index)
        expect(result.data[index]).toBeCloseTo(before[index] + expected(row, column), 12)
      }
    }
    result.data.forEach((value, index) => inside.has(index) || expect(value).toBe(before[index]))
  }

  it.each([[1, 1, 1], [1, 4, 3], [2, 5, 7], [3, 8, 4], [5, 3, 2], [6, 7, 1], [8, 9, 5]])('rows %i, inner %i, columns %i', (rows, inner, columns) => {
    const [a, b, c] = [matrix(rows, inner), matrix(inner, columns), matrix(rows, columns)]
    check(c, rows, columns, () => addProduct(c, a, b, rows, inner, columns), (row, column) => sum(inner, (k) => element(a, row, k) * element(b, k, column)))
    const dc = matrix(rows, columns)
    check(a, rows, inner, () => addProductTransposed(a, dc, b, rows, inner, columns), (row, k) => sum(columns, (column) => element(dc, row, column) * element(b, k, column)))
    check(b, inner, columns, () => addOuterProducts(b, a, dc, rows, inner, columns), (k, column) => sum(rows, (row) => element(a, row, k) * element(dc, row, column)))
    const total = matrix(1, columns)
    check(total, 1, columns, () => addRows(total, dc, rows, columns), (_, column) => sum(rows, (row) => element(dc, row, column)))
  })
})

describe('reserves of the reference engine', () => {
  const given: RecurrentCase = {
    seed: 1, lengths: [3, 5], inputs: 2, units: 3, attributes: { cell: 'gru', activation: 'tanh', resetAfter: true, reverse: false, truncation: 0 },
  }
  /** Other files may have left some to the same engine. */
  let before = 0
  const reserves = () => (tf.backend() as ReferenceBackend).reserves.size - before
  beforeAll(async () => {
    await selectEngine('reference', 1)
    before = reserves()
  })

  it('live as long as their handle and its clones', () => {
    const built = build(given)
    const { reserve } = recurrent(built, given.attributes)
    expect(reserves()).toBe(1)
    const clone = tf.clone(reserve)
    reserve.dispose()
    expect(recurrentGates(clone).shape).toEqual([2, 5, 3, 3])
    clone.dispose()
    expect(reserves()).toBe(0)
  })

  it('go with a tidy that runs forward only', () => {
    const built = build(given)
    tf.tidy(() => recurrent(built, given.attributes).hidden).dispose()
    expect(reserves()).toBe(0)
  })

  it('are missed by name', () => {
    expect(() => recurrentGates(tf.scalar(0))).toThrow('its reserve is gone')
  })
})
