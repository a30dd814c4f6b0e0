/** NumPy's .npy: a header in Python's spelling, then the numbers. Objects are refused: they would have to be unpickled, which runs code. */
import { fail } from '../../../src-shared/contract/errors.ts'

export interface NumpyArray {
  shape: number[]
  /** As many as the shape says, row by row (C order). Strings for an array of strings. */
  data: Float32Array | Float64Array | Uint8Array | Int16Array | string[]
  /** numpy's name of the type, without its byte order: f4, u1, U10. */
  type: string
}

const magic = '\x93NUMPY'
const mostValues = 2 ** 31

type ReadNumber = (view: DataView, at: number, little: boolean) => number

const numbers: Record<string, { bytes: number; read: ReadNumber }> = {
  f2: { bytes: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  b1: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
}

/** @throws import.array, import.objects */
export function readNpy(file: string, bytes: Buffer): NumpyArray {
  const bad = (reason: string): never => fail('import.array', { file, reason })
  if (bytes.length < 10 || bytes.toString('latin1', 0, 6) !== magic) bad('it does not begin as one does')
  const wide = bytes[6] >= 2
  if (bytes[6] < 1 || bytes[6] > 3 || bytes.length < 12) bad(`it is of version ${bytes[6]}`)
  const from = wide ? 12 : 10
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8)
  if (from + length > bytes.length) bad('its header is cut off')
  const header = bytes.toString('utf8', from, from + length)
  if (/'descr'\s*:\s*'\|?O\d*'/.test(header)) fail('import.objects', { file })
  const [, order, type] = /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d+)'/.exec(header) ?? bad('it holds records, not plain numbers')
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1] ?? bad('its header does not say in which order')
  const shape = readShape(/'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header)?.[1] ?? bad('its header has no shape'))
  const count = shape.reduce((product, side) => product * side, 1)
  if (!Number.isSafeInteger(count) || count > mostValues) fail('import.too-large', { file, found: `${shape.join(' x ')} values`, limit: `${mostValues}` })
  const size = sizeOf(type) ?? bad(`it holds values of type ${type}`)
  const body = bytes.subarray(from + length)
  if (body.length < count * size) bad(`its header promises ${count} values of ${size} bytes and it holds ${body.length} bytes`)
  const data = readValues(body, type, order !== '>', count)
  return { shape, data: fortran === 'True' && shape.length > 1 ? toRows(data, shape) : data, type }
}

const readShape = (text: string): number[] => text.split(',').map((side) => side.trim()).filter((side) => side !== '').map(Number)

function sizeOf(type: string): number | null {
  if (type in numbers) return numbers[type].bytes
  const [, kind, length] = /^([US])(\d+)$/.exec(type) ?? []
  return kind === undefined ? null : Number(length) * (kind === 'U' ? 4 : 1)
}

function readValues(body: Buffer, type: string, little: boolean, count: number): NumpyArray['data'] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  if (!(type in numbers)) return readStrings(body, type, little, count)
  const { bytes, read } = numbers[type]
  const data = type === 'u1' ? new Uint8Array(count) : type === 'i2' ? new Int16Array(count) : type === 'f4' || type === 'f2' ? new Float32Array(count) : new Float64Array(count)
  for (let index = 0; index < count; index++) data[index] = read(view, index * bytes, little)
  return data
}

/** U: code points of four bytes; S: bytes. Both filled up with zeros. */
function readStrings(body: Buffer, type: string, little: boolean, count: number): string[] {
  const length = Number(type.slice(1))
  if (type[0] === 'S') return Array.from({ length: count }, (_, index) => body.toString('latin1', index * length, (index + 1) * length).replace(/\0+$/, ''))
  const point = (at: number): number => (little ? body.readUInt32LE(at) : body.readUInt32BE(at))
  return Array.from({ length: count }, (_, index) => {
    const points = Array.from({ length }, (_, place) => point((index * length + place) * 4)).filter((code) => code > 0 && code <= 0x10ffff)
    return points.map((code) => String.fromCodePoint(code)).join('')
  })
}

/** Column by column -> row by row. */
function toRows(data: NumpyArray['data'], shape: number[]): NumpyArray['data'] {
  const rows = Array.isArray(data) ? [...data] : data.slice()
  const place = new Array<number>(shape.length).fill(0)
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, side) => product * side, 1))
  for (let index = 0; index < rows.length; index++) {
    rows[index] = data[place.reduce((at, own, axis) => at + own * strides[axis], 0)]
    for (let axis = shape.length - 1; axis >= 0 && ++place[axis] === shape[axis]; axis--) place[axis] = 0
  }
  return rows
}

/** IEEE 754 of 16 bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
