/** Reads Arrow IPC, files (Feather 2) and streams, batch by batch. Buffers may be compressed with LZ4 or Zstandard. */
import { createReadStream, open, read, readSync, type ReadStream } from 'node:fs'
import { compressionRegistry, CompressionType, DataType, RecordBatchReader, util, Vector, type Codec, type Field, type RecordBatch } from 'apache-arrow'
import lz4 from 'lz4js'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { SourceFile } from '../reading/source.ts'
import { zstandardOf } from '../reading/zstandard.ts'
import { columnNames } from '../sniff/header.ts'
import { asList, asText, dateText, listTypes, type ListKind } from './cell-values.ts'
import type { ReadContext, SourceRow, Table } from './importer.ts'
import { batchRows, damaged, previewRows, sameColumns, typedTable } from './typed-table.ts'

/** Its types on npm leave these two out or give them nothing back. */
const lz4Frames = lz4 as unknown as { decompressBound: (packed: Uint8Array) => number; decompressFrame: (packed: Uint8Array, space: Uint8Array) => number }
const kindInWords = 'Arrow file'
/** One buffer of one batch; a larger one is a bomb or damage. */
const largestBuffer = 1 << 30
const codecs = (file: string): [CompressionType, Codec][] => [
  [CompressionType.LZ4_FRAME, { encode: (bytes) => lz4.compress(bytes), decode: unpackLz4 }],
  [CompressionType.ZSTD, { encode: (bytes) => zstandardOf(file).zstdCompressSync(bytes), decode: (bytes) => zstandardOf(file).zstdDecompressSync(bytes, { maxOutputLength: largestBuffer }) }],
]

/** A byte of LZ4 stands for 255 at most; its header alone may promise anything, and a buffer of a gigabyte takes a second to clear. */
function unpackLz4(bytes: Uint8Array): Uint8Array {
  const space = new Uint8Array(Math.min(lz4Frames.decompressBound(bytes), 255 * bytes.length, largestBuffer))
  const size = lz4Frames.decompressFrame(bytes, space)
  if (size > space.length) throw new Error('a buffer unpacks to more than it can hold')
  return space.subarray(0, size)
}

interface Column {
  name: string
  /** In its own file. */
  place: number
  kind: ListKind
  text: (value: unknown) => string
}

/** `files`: descriptors of the sources, which whoever opened them closes. */
export async function openArrow(sources: SourceFile[], files: number[], context: ReadContext): Promise<Table> {
  const [first] = sources
  for (const [type, codec] of codecs(first.name)) compressionRegistry.set(type, codec)
  const found: Column[][] = []
  for (const [place, source] of sources.entries()) {
    found.push(await readSchema(source, files[place]))
    sameColumns(found[found.length - 1].map(({ name }) => name), found[0].map(({ name }) => name), source, first)
  }
  const [columns] = found
  return typedTable(sources, { columns: columns.map(({ name }) => name), types: listTypes(new Map(columns.map(({ name, kind }) => [name, kind]))), rows: () => readRows(sources, { files, found }, context) })
}

async function readSchema(source: SourceFile, file: number): Promise<Column[]> {
  checkEnds(source, file)
  const stream = streamOf(file)
  try {
    const reader = await RecordBatchReader.from(stream)
    await reader.open()
    const names = columnNames(reader.schema.fields.map(({ name }) => name))
    const columns = reader.schema.fields.map((field, place) => toColumn(field, names[place], place))
    if (columns.length === 0) fail('import.empty', { file: source.name })
    return columns
  } catch (cause) {
    return damaged(source, kindInWords, cause)
  } finally {
    stream.destroy()
  }
}

/** What writers end a stream with, today and before version 0.15. */
const streamEnds = ['\xff\xff\xff\xff\0\0\0\0', '\0\0\0\0']

/** A file that is cut off has lost the mark at its end; read on, it would only be shorter. */
function checkEnds(source: SourceFile, file: number): void {
  const ends = Buffer.alloc(14)
  readSync(file, ends, 0, 6, 0)
  readSync(file, ends, 6, 8, Math.max(0, source.bytes - 8))
  const mark = ends.toString('latin1')
  if (mark.startsWith('FEA1')) fail('import.damaged', { file: source.name, kind: kindInWords, reason: 'it is of the first version of Feather; write it again with pandas.DataFrame.to_feather' })
  const whole = mark.startsWith('ARROW1') ? mark.endsWith('ARROW1') : streamEnds.some((end) => mark.endsWith(end))
  if (!whole) fail('import.damaged', { file: source.name, kind: kindInWords, reason: 'its end is missing' })
}

/** A stream that leaves the file open: whoever opened it closes it. */
const keepOpen = { open, read, close: (_: number, done: (error?: Error | null) => void): void => done(null) }
const streams = new Set<ReadStream>()

function streamOf(file: number): ReadStream {
  const stream = createReadStream('', { fd: file, start: 0, fs: keepOpen })
  streams.add(stream)
  return stream.once('close', () => streams.delete(stream))
}

/** Resolves when no stream reads any more. */
export async function streamsClosed(): Promise<void> {
  await Promise.all([...streams].map((stream) => new Promise<void>((resolve) => void stream.destroy().once('close', () => resolve()))))
}

async function* readRows(sources: SourceFile[], { files, found }: { files: number[]; found: Column[][] }, context: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const [place, source] of sources.entries()) {
    // In the order of the first file, each where its own file has it.
    const columns = found[0].map((column) => found[place].find(({ name }) => name === column.name) ?? column)
    try {
      yield* readFile(source, streamOf(files[place]), columns, context)
    } catch (cause) {
      context.signal?.throwIfAborted()
      damaged(source, kindInWords, cause)
    }
  }
}

async function* readFile(source: SourceFile, stream: ReadStream, columns: Column[], { scope, signal, onBytes }: ReadContext): AsyncGenerator<SourceRow[]> {
  let told = 0
  let line = 0
  try {
    for await (const batch of await RecordBatchReader.from(stream)) {
      for (let from = 0; from < batch.numRows; from += batchRows) {
        signal?.throwIfAborted()
        yield toRows(batch, columns, source.name, { from, end: Math.min(batch.numRows, from + batchRows), line })
        line += Math.min(batchRows, batch.numRows - from)
        if (scope === 'beginning' && line >= previewRows) return
      }
      onBytes?.(stream.bytesRead - told)
      told = stream.bytesRead
    }
    onBytes?.(source.bytes - told)
  } finally {
    stream.destroy()
  }
}

function toRows(batch: RecordBatch, columns: Column[], file: string, { from, end, line }: { from: number; end: number; line: number }): SourceRow[] {
  const vectors = columns.map(({ place }) => batch.getChildAt(place))
  return Array.from({ length: end - from }, (_, row): SourceRow => {
    const cells: Cell[] = []
    for (const [place, { kind, name, text }] of columns.entries()) {
      const value: unknown = vectors[place]?.get(from + row)
      const cell = kind === null ? text(value) : asList(plain(value), kind)
      if (cell === null) return { file, line: line + row + 1, rejected: { code: 'list', details: { column: name } } }
      cells.push(cell)
    }
    return { file, line: line + row + 1, values: cells }
  })
}

/** A list of more values is damage: its bounds are numbers of the file that nothing else checks. */
const longestList = 5_000_000

/** Vectors, which lists are made of, as arrays. */
function plain(value: unknown): unknown {
  if (!(value instanceof Vector)) return value
  if (value.length > longestList) throw new Error(`it holds a list of ${value.length} values`)
  return Array.from(value as Iterable<unknown>, plain)
}

function toColumn({ type }: Field, name: string, place: number): Column {
  return { name, place, kind: listKind(type), text: textOf(type) }
}

function listKind(type: DataType, depth = 0): ListKind {
  const inner = DataType.isList(type) || DataType.isFixedSizeList(type) ? (type.children[0].type as DataType) : null
  if (inner === null) return depth > 0 && (DataType.isInt(type) || DataType.isFloat(type)) ? 'series' : null
  if (depth === 0 && isString(inner)) return 'tokens'
  return depth < 2 ? listKind(inner, depth + 1) : null
}

const isString = (type: DataType): boolean => DataType.isUtf8(type) || DataType.isLargeUtf8(type) || (DataType.isDictionary(type) && isString(type.dictionary as DataType))

/** How a scalar of this type is written. arrow gives dates and times as milliseconds, decimals as words of 32 bits. */
function textOf(type: DataType): (value: unknown) => string {
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return (value) => (value === null || value === undefined ? '' : dateText(new Date(Number(value))))
  if (DataType.isDecimal(type)) {
    const { scale } = type
    return (value) => (value === null || value === undefined ? '' : decimalText(util.bigNumToString(util.BN.decimal(value as Uint32Array)), scale))
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type)) return (value) => (value instanceof Uint8Array ? `(${value.length} bytes)` : '')
  return asText
}

function decimalText(digits: string, scale: number): string {
  const negative = digits.startsWith('-')
  const padded = (negative ? digits.slice(1) : digits).padStart(scale + 1, '0')
  return (negative ? '-' : '') + (scale > 0 ? `${padded.slice(0, -scale)}.${padded.slice(-scale)}` : padded)
}
