/**
 * Rows of a dataset that is too large to hold: each reads its cells from the file when it is asked for them. Roles of few
 * different short cells (label, group, part of the split), which rows are split by, stay in memory at four bytes a row.
 * Files are opened for each block that is read, so nothing has to be closed and a dataset may be removed at any time.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Cell, RoleRow, StoredArray, StoredCell } from '../../src-shared/domain/cell.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import type { RowList } from '../../src-shared/domain/prepared.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import { arrayFrom, storedLength } from './arrays.ts'
import type { PlainCell } from './plain-numbers.ts'
import { arraysFile, rowsFile } from './store.ts'

const blockBytes = 1 << 18
/** A column with more different cells, or longer ones, is read from the file. */
const mostDifferent = 1 << 16
const longestCell = 256
const separator = '\u0000'

class StoredRow implements RoleRow {
  readonly index: number
  readonly #source: RowSource
  constructor(index: number, source: RowSource) {
    this.index = index
    this.#source = source
  }
  get cells(): RoleRow['cells'] {
    return new this.#source.Cells(this.index)
  }
}

/** Cells of a role as places in the list of different ones; given up where they are many. */
interface Kept { codes: Int32Array; known: Map<string, number>; cells: Cell[][] }

export interface RowsBuilder {
  /** The next row: what its roles hold and how many bytes its line has, line end included. */
  add: (row: RoleRow, bytes: number) => void
  rows: () => RoleRow[]
}

/** `plain`: numbers as they are read; what is added is so already. */
export function createRowsBuilder(directory: string, dataset: Dataset, places: readonly [Role, number[]][], plain: PlainCell = (_role, _place, cell) => cell): RowsBuilder {
  const starts = new Float64Array(dataset.sequences + 1)
  const kept = new Map<Role, Kept>(places.map(([role]) => [role, { codes: new Int32Array(dataset.sequences), known: new Map(), cells: [] }]))
  let rows = 0
  return {
    add: ({ cells }, bytes) => {
      if (rows === dataset.sequences) fail('dataset.damaged', { name: dataset.name })
      for (const [role, own] of kept) if (!keep(own, cells[role] ?? [], rows)) kept.delete(role)
      starts[rows + 1] = starts[rows] + bytes
      rows++
    },
    rows: () => {
      if (rows !== dataset.sequences) fail('dataset.damaged', { name: dataset.name })
      const source = createSource(directory, dataset, places, { starts, kept, plain })
      return Array.from({ length: rows }, (_, index) => new StoredRow(index, source))
    },
  }
}

function keep({ codes, known, cells }: Kept, own: Cell[], row: number): boolean {
  if (!own.every((cell) => typeof cell === 'string' && cell.length <= longestCell)) return false
  const key = own.join(separator)
  const code = known.get(key) ?? cells.length
  if (code === cells.length) {
    if (code === mostDifferent) return false
    known.set(key, code)
    cells.push(own)
  }
  codes[row] = code
  return true
}

interface RowSource { Cells: new (index: number) => RoleRow['cells'] }
interface Known { starts: Float64Array; kept: ReadonlyMap<Role, Kept>; plain: PlainCell }

function createSource(directory: string, dataset: Dataset, places: readonly [Role, number[]][], { starts, kept, plain }: Known): RowSource {
  const readBlock = createBlockReader(join(directory, rowsFile))
  const damaged = (cause?: unknown): never => fail('dataset.damaged', { name: dataset.name }, cause)
  let last: { index: number; cells: StoredCell[] } | null = null

  const lineOf = (index: number): StoredCell[] => {
    if (last?.index !== index) {
      try {
        last = { index, cells: JSON.parse(readBlock(starts[index], starts[index + 1] - starts[index]).toString('utf8')) as StoredCell[] }
      } catch (cause) {
        return damaged(cause)
      }
    }
    return last.cells
  }
  const cellAt = (cells: StoredCell[], place: number): Cell => {
    const cell = cells[place] ?? damaged()
    if (typeof cell === 'string' || Array.isArray(cell)) return cell
    const column = dataset.columns[place].array ?? damaged()
    try {
      return arrayFrom(readWhole(join(directory, arraysFile), cell, column.dtype), cell, column.dtype)
    } catch (cause) {
      return damaged(cause)
    }
  }

  class Cells {
    // Private, not merely hidden: cells are made each time a row is asked for them, and defining a property costs ten times as much.
    readonly #row: number
    constructor(row: number) {
      this.#row = row
    }
    static rowOf(cells: Cells): number {
      return cells.#row
    }
  }
  for (const [role, own] of places) {
    const known = kept.get(role)
    const get = known
      ? function (this: Cells): Cell[] { return known.cells[known.codes[Cells.rowOf(this)]] }
      : function (this: Cells): Cell[] { const cells = lineOf(Cells.rowOf(this)); return own.map((place) => plain(role, place, cellAt(cells, place))) }
    Object.defineProperty(Cells.prototype, role, { enumerable: true, get })
  }
  return { Cells: Cells as RowSource['Cells'] }
}

/** Pieces of a file, read in blocks: rows are mostly asked for one after the other. The bytes are good until the next call. */
function createBlockReader(path: string): (start: number, length: number) => Buffer {
  let block: Buffer = Buffer.alloc(0)
  let from = 0
  return (start, length) => {
    if (start < from || start + length > from + block.length) {
      block = readBytes(path, start, Math.max(length, blockBytes))
      from = start
    }
    if (start + length > from + block.length) throw new RangeError('the file ends before the row does')
    return block.subarray(start - from, start - from + length)
  }
}

function readWhole(path: string, cell: StoredArray, dtype: Parameters<typeof storedLength>[1]): Buffer {
  const length = storedLength(cell, dtype)
  const bytes = readBytes(path, cell.at, length)
  if (bytes.length < length) throw new RangeError('arrays.bin ends before the array does')
  return bytes
}

/** Fewer at the end of the file. */
function readBytes(path: string, start: number, length: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, fstatSync(file).size - start)))
    let filled = 0
    while (filled < bytes.length) {
      const read = readSync(file, bytes, filled, bytes.length - filled, start + filled)
      if (read === 0) break
      filled += read
    }
    return bytes.subarray(0, filled)
  } finally {
    closeSync(file)
  }
}

/** Whether these rows read their cells when they are asked: what is made of them for later should ask them again. */
export const areStored = (rows: readonly Pick<RoleRow, 'cells'>[]): boolean => rows[0] instanceof StoredRow

/** Something made of each row: at once where the rows are in memory, else whenever it is asked for. */
export function listOf<Row extends Pick<RoleRow, 'cells'>, Item>(rows: readonly Row[], make: (row: Row) => Item): RowList<Item> {
  if (!areStored(rows)) return rows.map(make)
  return {
    length: rows.length,
    at: (place) => (place in rows ? make(rows[place]) : undefined),
    [Symbol.iterator]: () => lazily(rows, make)[Symbol.iterator](),
  }
}

/** The same one by one, as often as it is gone through: nothing is held. */
export function lazily<Row, Item>(rows: Iterable<Row>, make: (row: Row) => Item): Iterable<Item> {
  return {
    *[Symbol.iterator]() {
      for (const row of rows) yield make(row)
    },
  }
}
