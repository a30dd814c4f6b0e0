import { expect, it } from 'vitest'
import { blockSize, Buffers } from '../../../src-main/engine/backends/native/buffers.ts'

it('wastes at most an eighth of a block', () => {
  for (let length = 2048; length < 5_000_000; length = Math.ceil(length * 1.037)) {
    expect(blockSize(length)).toBeGreaterThanOrEqual(length)
    expect(blockSize(length)).toBeLessThanOrEqual(length * 1.125 + 1)
  }
})

it('uses an array again for another length of the same block, and never hands it out twice', () => {
  const buffers = new Buffers()
  const first = buffers.take(100_000)
  expect(first.length).toBe(100_000)
  buffers.give(first)
  const second = buffers.take(99_000)
  const third = buffers.take(99_000)
  expect(second.buffer).toBe(first.buffer)
  expect(third.buffer).not.toBe(first.buffer)
  expect(second.length).toBe(99_000)
})

it('leaves alone what it did not make', () => {
  const buffers = new Buffers()
  buffers.give(new Float32Array(10_000))
  buffers.give(buffers.take(10_000).subarray(4_000))
  expect(buffers.keptBytes).toBe(0)
})

it('keeps a bounded amount of memory, whatever lengths come', () => {
  const buffers = new Buffers()
  for (let round = 0; round < 3; round++) {
    for (let length = 2_000_000; length < 60_000_000; length = Math.ceil(length * 1.11)) buffers.give(buffers.take(length))
  }
  expect(buffers.keptBytes).toBeLessThanOrEqual(1 << 29)
})

it("lends the kernels' own memory while there is some, and shares it among thousands of lengths", () => {
  const memory = new ArrayBuffer(64 * 2 ** 20)
  let next = 64
  const buffers = new Buffers((length) => {
    if (next + length * 4 > memory.byteLength) return null
    const block = new Float32Array(memory, next, length)
    next += length * 4
    return block
  })
  for (let step = 0; step < 5_000; step++) {
    const arrays = [buffers.take(20_000 + ((step * 7919) % 50_000)), buffers.take(20_000 + ((step * 104_729) % 50_000))]
    expect(arrays.every(({ buffer }) => buffer === memory)).toBe(true)
    arrays.forEach((array) => buffers.give(array))
  }
})
