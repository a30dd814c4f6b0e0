import { expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../../../src-main/engine/train/safetensors.ts'

const tensors = {
  'embedding.weight': { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 1e-38, NaN, Infinity) },
  'none': { shape: [0, 4], data: new Float32Array(0) },
  'number': { shape: [], data: Float32Array.of(7) },
  '__proto__': { shape: [1], data: Float32Array.of(9) },
}
const bytes = encodeSafetensors(Object.fromEntries(Object.entries(tensors)), { format: 'pt', note: 'ü情' })

/** A file with this header and data. */
function file(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const made = new Uint8Array(8 + json.length + data.length)
  new DataView(made.buffer).setBigUint64(0, BigInt(json.length), true)
  made.set(json, 8)
  made.set(data, 8 + json.length)
  return made
}

test('what goes in comes out, bit for bit', () => {
  const decoded = decodeSafetensors(bytes)
  expect(Object.entries(decoded.tensors)).toEqual(Object.entries(tensors))
  expect(decoded.metadata).toEqual({ format: 'pt', note: 'ü情' })
})

test('data starts at a multiple of 8 bytes, and a file that lies at an odd offset is read as well', () => {
  const header = Number(new DataView(bytes.buffer).getBigUint64(0, true))
  expect(header % 8).toBe(0)
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  expect(decodeSafetensors(shifted.subarray(3)).tensors.number.data).toEqual(Float32Array.of(7))
})

test('a Node Buffer, which lies within a larger pool and slices as a view, is read as well', () => {
  const buffer = Buffer.from(bytes)
  expect(buffer.byteOffset).toBeGreaterThan(0)
  expect(Object.entries(decodeSafetensors(buffer).tensors)).toEqual(Object.entries(tensors))
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['cut within the length', bytes.slice(0, 5)],
  ['cut within the header', bytes.slice(0, 40)],
  ['cut within the data', bytes.slice(0, -4)],
  ['more than its tensors', new Uint8Array([...bytes, 0, 0, 0, 0])],
  ['a header of 2^63 bytes', new Uint8Array([0, 0, 0, 0, 0, 0, 0, 128, 123, 125])],
  ['no JSON', file('{"a":')],
  ['a list', file('[1]')],
  ['an entry that is no object', file({ a: 3 })],
  ['another type', file({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } }, new Uint8Array(4))],
  ['a shape that needs more bytes', file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, new Uint8Array(4))],
  ['a negative length', file({ a: { dtype: 'F32', shape: [-1], data_offsets: [4, 0] } }, new Uint8Array(4))],
  ['offsets beyond the end', file({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, new Uint8Array(4))],
  ['offsets that are no numbers', file({ a: { dtype: 'F32', shape: [1], data_offsets: ['0', '4'] } }, new Uint8Array(4))],
])('damage is told, not read: %s', (_, damaged) => {
  expect(() => decodeSafetensors(damaged, 'last.safetensors')).toThrow(expect.objectContaining({ code: 'checkpoint.damaged', details: expect.objectContaining({ file: 'last.safetensors' }) }))
})
