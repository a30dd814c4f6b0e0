/** Rows of a stored dataset by what their columns are for. */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, SeqbenchError } from '../../src-shared/contract/errors.ts'
import { textOf, type Cell, type RoleRow, type StoredCell } from '../../src-shared/domain/cell.ts'
import type { Dataset, Example } from '../../src-shared/domain/dataset.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import { arrayFrom, readStored } from './arrays.ts'
import { readLines } from './lines.ts'
import { readLine } from './pages.ts'
import { plainCells, type Decimals, type PlainCell } from './plain-numbers.ts'
import { arraysFile, readDataset, rowsFile, startHash, type DatasetHash } from './store.ts'
import { createRowsBuilder } from './stored-rows.ts'

/** What rows may take of the disk and still be held in memory, where they take several times as much. */
const heldBytes = 96 << 20

/** Role -> places of its columns. @throws dataset.damaged */
function placesOf({ name, columns, roles }: Dataset): [Role, number[]][] {
  const names = columns.map((column) => column.name)
  return (Object.entries(roles) as [Role, string[]][]).map(([role, own]) => {
    const places = own.map((column) => names.indexOf(column))
    return places.includes(-1) ? fail('dataset.damaged', { name }) : [role, places]
  })
}

/**
 * The rows in order, in batches, in the memory of a batch. What is read is checked against the hash: the iteration throws
 * dataset.damaged at its end where they differ.
 */
export async function openRoleRows(directory: string): Promise<{ dataset: Dataset; rows: AsyncGenerator<RoleRow[]> }> {
  const dataset = await readDataset(directory)
  return { dataset, rows: guarded(dataset, readAll(directory, dataset)) }
}

async function* guarded(dataset: Dataset, rows: AsyncGenerator<RoleRow[]>): AsyncGenerator<RoleRow[]> {
  try {
    yield* rows
  } catch (cause) {
    if (cause instanceof SeqbenchError || (cause instanceof Error && cause.name === 'AbortError')) throw cause
    fail('dataset.damaged', { name: dataset.name }, cause)
  }
}

/** `onLine` is told the bytes of each line before its row is given out. */
async function* readAll(directory: string, dataset: Dataset, fitted?: Decimals, onLine?: (bytes: number) => void): AsyncGenerator<RoleRow[]> {
  const plain = plainCells(dataset, fitted)
  const places = placesOf(dataset)
  const hash = startHash(dataset.columns.map(({ name }) => name), dataset.task, dataset.roles)
  const arrays = await openArrays(directory, dataset)
  let index = 0
  try {
    for await (const lines of readLines(join(directory, rowsFile))) {
      const batch: RoleRow[] = []
      for (const { text, bytes } of lines) {
        onLine?.(bytes)
        hash.rows(`${text}\n`)
        batch.push(await toRow(index++, JSON.parse(text) as StoredCell[], { dataset, places, arrays, hash, plain }))
      }
      yield batch
    }
  } finally {
    await arrays?.close()
  }
  if (hash.digest() !== dataset.hash) fail('dataset.damaged', { name: dataset.name })
}

interface Reading { dataset: Dataset; places: [Role, number[]][]; arrays: FileHandle | null; hash: DatasetHash | null; plain: PlainCell }

async function toRow(index: number, cells: StoredCell[], { dataset, places, arrays, hash, plain }: Reading): Promise<RoleRow> {
  const wanted = new Set(places.flatMap(([, own]) => own))
  const read = new Map<number, Cell>()
  for (const [place, cell] of cells.entries()) {
    if (typeof cell === 'string' || Array.isArray(cell)) {
      read.set(place, cell)
      continue
    }
    // Every array counts for the hash, those of no role as well.
    if (hash === null && !wanted.has(place)) continue
    const column = dataset.columns[place].array
    if (arrays === null || column === null) fail('dataset.damaged', { name: dataset.name })
    const bytes = await readStored(arrays, cell, column.dtype)
    hash?.arrays(bytes)
    if (wanted.has(place)) read.set(place, arrayFrom(bytes, cell, column.dtype))
  }
  return { index, cells: Object.fromEntries(places.map(([role, own]) => [role, own.map((place) => plain(role, place, read.get(place) ?? fail('dataset.damaged', { name: dataset.name })))])) }
}

const openArrays = (directory: string, { columns }: Dataset): Promise<FileHandle | null> =>
  columns.some(({ array }) => array !== null) ? open(join(directory, arraysFile), 'r') : Promise.resolve(null)

export interface RowsReading {
  /** What rows may take of the disk and still be held. */
  held?: number
  /** Told how many more were read. */
  onRows?: (more: number) => void
  /** How a model's columns wrote decimals, where those of this dataset do not say. */
  decimals?: Decimals
}

/** Every row: in memory with its arrays where they are not too large, else reading its cells when asked (stored-rows.ts). @throws dataset.missing, dataset.damaged */
export async function readRoleRows(directory: string, { held = heldBytes, onRows, decimals }: RowsReading = {}): Promise<{ dataset: Dataset; rows: RoleRow[] }> {
  const dataset = await readDataset(directory)
  if ((await sizeOf(directory)) > held) return { dataset, rows: await openStoredRows(directory, dataset, { onRows, decimals }) }
  const all: RoleRow[] = []
  for await (const batch of guarded(dataset, readAll(directory, dataset, decimals))) {
    for (const row of batch) all.push(row)
    onRows?.(batch.length)
  }
  return { dataset, rows: all }
}

async function sizeOf(directory: string): Promise<number> {
  const sizes = await Promise.all([rowsFile, arraysFile].map((name) => stat(join(directory, name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Everything is read and checked once, as where it is held. */
async function openStoredRows(directory: string, dataset: Dataset, { onRows, decimals }: RowsReading): Promise<RoleRow[]> {
  const lines: number[] = []
  const builder = createRowsBuilder(directory, dataset, placesOf(dataset), plainCells(dataset, decimals))
  for await (const batch of guarded(dataset, readAll(directory, dataset, decimals, (bytes) => lines.push(bytes)))) {
    batch.forEach((row, place) => builder.add(row, lines[place]))
    lines.length = 0
    onRows?.(batch.length)
  }
  return builder.rows()
}

/** One row; nothing is checked but that it can be read. @throws dataset.missing, dataset.damaged, dataset.no-row */
export async function readRoleRow(directory: string, index: number, decimals?: Decimals): Promise<RoleRow> {
  const dataset = await readDataset(directory)
  const line = (await readLine(directory, dataset, index)) ?? fail('dataset.no-row', { row: index + 1, rows: dataset.sequences })
  const arrays = await openArrays(directory, dataset)
  try {
    return await toRow(index, JSON.parse(line) as StoredCell[], { dataset, places: placesOf(dataset), arrays, hash: null, plain: plainCells(dataset, decimals) })
  } catch (cause) {
    return fail('dataset.damaged', { name: dataset.name }, cause)
  } finally {
    await arrays?.close()
  }
}

/** Texts with their labels, in row order. @throws dataset.missing, dataset.damaged */
export async function readExamples(directory: string): Promise<Example[]> {
  const { rows } = await readRoleRows(directory)
  return rows.map((row) => ({ index: row.index, text: textOf(row, 'text'), label: textOf(row, 'label') }))
}
