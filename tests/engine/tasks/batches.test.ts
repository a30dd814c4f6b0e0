import { expect, test } from 'vitest'
import { createBatch, evaluationOrder, trainingOrder } from '../../../src-main/engine/tasks/sequence-batches.ts'
import { createRandom } from '../../../src-main/engine/random.ts'

const random = createRandom(3)
const lengths = Array.from({ length: 1001 }, () => 1 + random.integer(60))
const part = { sequences: lengths.map((length, row) => new Int32Array(length).fill(row + 2)), stepSize: 1 }
const everyRow = lengths.map((_, row) => row)
const sorted = (order: number[][]): number[] => order.flat().toSorted((one, other) => one - other)

test('an epoch sees every example once, in batches of the size asked for but one', () => {
  const order = trainingOrder(part, 32, createRandom(1))
  expect(sorted(order)).toEqual(everyRow)
  expect(order.filter((positions) => positions.length !== 32).map((positions) => positions.length)).toEqual([1001 % 32])
})

test('the order is that of the seed, and another in each epoch', () => {
  const orderOf = (epoch: number): number[][] => trainingOrder(part, 32, createRandom(1).fork(`order ${epoch}`))
  expect(orderOf(0)).toEqual(orderOf(0))
  expect(orderOf(0)).not.toEqual(orderOf(1))
})

test('sequences of a batch are alike in length: padding takes less than a tenth', () => {
  const batches = trainingOrder(part, 32, createRandom(1)).map((positions) => createBatch(part, positions))
  const cells = batches.reduce((sum, { values }) => sum + values.length, 0)
  const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0)
  expect(tokens).toBe(lengths.reduce((sum, length) => sum + length, 0))
  expect(tokens / cells).toBeGreaterThan(0.9)
})

test('a batch is padded to its longest sequence, with lengths in its order', () => {
  const batch = createBatch({ sequences: [Int32Array.of(5), Int32Array.of(7, 8, 9)], stepSize: 1 }, [1, 0])
  expect(batch).toEqual({ positions: [1, 0], values: Int32Array.of(7, 8, 9, 5, 0, 0), steps: 3, lengths: Int32Array.of(3, 1), tokens: 4 })
})

test('evaluation sees every example once and never more tokens at a time than fit', () => {
  const long = { ...part, sequences: part.sequences.map((_, row) => new Int32Array(row === 0 ? 40_000 : 300)) }
  const order = evaluationOrder(long)
  expect(sorted(order)).toEqual(everyRow)
  for (const positions of order) {
    const { values } = createBatch(long, positions)
    expect(values.length <= 32_768 || positions.length === 1).toBe(true)
  }
  expect(evaluationOrder({ sequences: [], stepSize: 1 })).toEqual([])
})

test('time steps of several numbers are laid out step by step', () => {
  const batch = createBatch({ sequences: [Float32Array.of(1, 2), Float32Array.of(3, 4, 5, 6)], stepSize: 2 }, [0, 1])
  expect(batch).toMatchObject({ values: Float32Array.of(1, 2, 0, 0, 3, 4, 5, 6), steps: 2, lengths: Int32Array.of(1, 2), tokens: 3 })
})
