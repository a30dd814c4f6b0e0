/**
 * The safetensors format: 8 bytes length of the header (little endian), the header as JSON, the tensors' bytes.
 * Header: name -> {dtype, shape, data_offsets: [begin, end)} counted from the end of the header, and `__metadata__` with strings.
 * Nothing in it can be executed; every number in the header is checked before it is used, since the file may come from anywhere.
 */
import { fail } from '../../../src-shared/contract/errors.ts'

export interface StoredTensor {
  shape: number[]
  data: Float32Array
}

/** The limit of the reference implementation. */
const maximumHeader = 100_000_000
const metadataKey = '__metadata__'

/** float32 tensors, in the order given, with the header padded so that the data is aligned to 8 bytes. */
export function encodeSafetensors(tensors: Record<string, StoredTensor>, metadata: Record<string, string> = {}): Uint8Array {
  let offset = 0
  const entries: [string, unknown][] = Object.entries(tensors).map(([name, { shape, data }]) => {
    const begin = offset
    offset += data.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [begin, offset] }]
  })
  const json = JSON.stringify(Object.fromEntries([[metadataKey, metadata], ...entries]))
  const unpadded = new TextEncoder().encode(json)
  const header = new Uint8Array(Math.ceil(unpadded.length / 8) * 8).fill(0x20)
  header.set(unpadded)
  const bytes = new Uint8Array(8 + header.length + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  let position = 8 + header.length
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position)
    position += data.byteLength
  }
  return bytes
}

/** @param file named in the error `checkpoint.damaged`, which says what is wrong with these bytes. */
export function decodeSafetensors(bytes: Uint8Array, file = 'safetensors'): { tensors: Record<string, StoredTensor>; metadata: Record<string, string> } {
  const damaged = (reason: string): never => fail('checkpoint.damaged', { file, reason })
  if (bytes.length < 8) damaged('it is shorter than its header')
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (length > BigInt(Math.min(maximumHeader, bytes.length - 8))) damaged('it is shorter than its header')
  const start = 8 + Number(length)
  const header = parseHeader(bytes.subarray(8, start), damaged)
  const data = bytes.subarray(start)

  const metadata = Object.fromEntries(Object.entries(header[metadataKey] ?? {}).map(([key, value]) => [key, String(value)]))
  let end = 0
  const tensors = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, entry]): [string, StoredTensor] => {
      const { dtype, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
      if (dtype !== 'F32') damaged(`${name} is of type ${String(dtype)}, not F32`)
      if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) return damaged(`the entry of ${name} is not valid`)
      const [from, to] = offsets
      const size = shape.reduce((product, length) => product * length, 1)
      if (to > data.length) damaged(`it ends before ${name}`)
      if (to - from !== size * 4) damaged(`${name} does not have the bytes its shape needs`)
      end = Math.max(end, to)
      // A copy: aligned wherever it lies in the file, and the file's buffer can go. Not `slice`, which for a Node Buffer is a view.
      return [name, { shape, data: new Float32Array(new Uint8Array(data.subarray(from, to)).buffer) }]
    })
  if (end !== data.length) damaged('it has bytes that belong to no tensor')
  return { tensors: Object.fromEntries(tensors), metadata }
}

function parseHeader(bytes: Uint8Array, damaged: (reason: string) => never): Record<string, object> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof header === 'object' && header !== null && Object.values(header).every((entry) => typeof entry === 'object' && entry !== null)) {
      return header as Record<string, object>
    }
  } catch {
    // Said below.
  }
  return damaged('its header is not valid JSON')
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}
