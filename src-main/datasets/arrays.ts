/** The arrays of a dataset: `arrays.bin`, one after the other, little-endian, each beginning at a multiple of four bytes. */
import { endianness } from 'node:os'
import type { FileHandle } from 'node:fs/promises'
import type { ArrayCell, ArrayData, StoredArray } from '../../src-shared/domain/cell.ts'
import type { Column } from '../../src-shared/domain/dataset.ts'

export type Dtype = NonNullable<Column['array']>['dtype']

const alignment = 4
const constructors = { float32: Float32Array, int16: Int16Array, uint8: Uint8Array } as const
const bytesPerValue: Record<Dtype, number> = { float32: 4, int16: 2, uint8: 1 }

export function dtypeOf(data: ArrayData): Dtype {
  return data instanceof Float32Array ? 'float32' : data instanceof Int16Array ? 'int16' : 'uint8'
}

/** Samples of sound are -1 to 1 as float32 and -32768 to 32767 as int16; pixels are 0 to 255 in every type. */
export function convertData(data: ArrayData, dtype: Dtype): ArrayData {
  const own = dtypeOf(data)
  if (own === dtype) return data
  const scale = own === 'int16' && dtype === 'float32' ? 1 / 32_768 : own === 'float32' && dtype === 'int16' ? 32_767 : 1
  const [low, high] = dtype === 'int16' ? [-32_768, 32_767] : dtype === 'uint8' ? [0, 255] : [-Infinity, Infinity]
  const converted = new constructors[dtype](data.length)
  for (const [index, value] of data.entries()) converted[index] = dtype === 'float32' ? value * scale : Math.round(Math.min(high, Math.max(low, value * scale)))
  return converted
}

const valuesOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

/** The bytes of an array as they are stored, with the zeros after it that let the next one begin at a multiple of four. */
export function arrayBytes(data: ArrayData): Uint8Array {
  const bytes = Buffer.alloc(Math.ceil(data.byteLength / alignment) * alignment)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return swapped(bytes, data.BYTES_PER_ELEMENT)
}

function swapped(bytes: Buffer, width: number): Buffer {
  if (endianness() === 'LE' || width === 1) return bytes
  return width === 4 ? bytes.swap32() : bytes.swap16()
}

/** Bytes of an array in the file, padding included. */
export const storedLength = ({ shape }: StoredArray, dtype: Dtype): number => Math.ceil((valuesOf(shape) * bytesPerValue[dtype]) / alignment) * alignment

/** The stored bytes of one array, padding included, as they are read from the file. @throws RangeError where the file is too short */
export async function readStored(handle: FileHandle, cell: StoredArray, dtype: Dtype): Promise<Buffer> {
  const length = storedLength(cell, dtype)
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, cell.at + filled)
    if (bytesRead === 0) throw new RangeError('arrays.bin ends before the array does')
    filled += bytesRead
  }
  return bytes
}

export function arrayFrom(bytes: Buffer, { shape, rate }: StoredArray, dtype: Dtype): ArrayCell {
  const own = swapped(bytes, bytesPerValue[dtype])
  // Buffers of a pool begin anywhere; an array of floats must begin at a multiple of four.
  const aligned = own.byteOffset % alignment === 0 ? own : Buffer.from(new Uint8Array(own).buffer)
  return { shape, rate, data: new constructors[dtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, valuesOf(shape)) }
}
