/** Rows of a stored dataset by what their columns are for. */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, SeqbenchError } from '../../src-shared/contract/errors.ts'
import { textOf, type Cell, type RoleRow, type StoredCell } from '../../src-shared/domain/cell.ts'
import type { Dataset, Example } from '../../src-shared/domain/dataset.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import { arrayFrom, readStored } from './arrays.ts'
import { readLines } from './lines.ts'
import { readLine } from './pages.ts'
import { arraysFile, readDataset, rowsFile, startHash, type DatasetHash } from './store.ts'

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

async function* readAll(directory: string, dataset: Dataset): AsyncGenerator<RoleRow[]> {
  const places = placesOf(dataset)
  const hash = startHash(dataset.columns.map(({ name }) => name), dataset.task, dataset.roles)
  const arrays = await openArrays(directory, dataset)
  let index = 0
  try {
    for await (const lines of readLines(join(directory, rowsFile))) {
      const batch: RoleRow[] = []
      for (const { text } of lines) {
        hash.rows(`${text}\n`)
        batch.push(await toRow(index++, JSON.parse(text) as StoredCell[], { dataset, places, arrays, hash }))
      }
      yield batch
    }
  } finally {
    await arrays?.close()
  }
  if (hash.digest() !== dataset.hash) fail('dataset.damaged', { name: dataset.name })
}

interface Reading { dataset: Dataset; places: [Role, number[]][]; arrays: FileHandle | null; hash: DatasetHash | null }

async function toRow(index: number, cells: StoredCell[], { dataset, places, arrays, hash }: Reading): Promise<RoleRow> {
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
  return { index, cells: Object.fromEntries(places.map(([role, own]) => [role, own.map((place) => read.get(place) ?? fail('dataset.damaged', { name: dataset.name }))])) }
}

const openArrays = (directory: string, { columns }: Dataset): Promise<FileHandle | null> =>
  columns.some(({ array }) => array !== null) ? open(join(directory, arraysFile), 'r') : Promise.resolve(null)

/** Every row, arrays read into memory. @throws dataset.missing, dataset.damaged */
export async function readRoleRows(directory: string): Promise<{ dataset: Dataset; rows: RoleRow[] }> {
  const { dataset, rows } = await openRoleRows(directory)
  const all: RoleRow[] = []
  for await (const batch of rows) for (const row of batch) all.push(row)
  return { dataset, rows: all }
}

/** One row; nothing is checked but that it can be read. @throws dataset.missing, dataset.damaged, dataset.no-row */
export async function readRoleRow(directory: string, index: number): Promise<RoleRow> {
  const dataset = await readDataset(directory)
  const line = (await readLine(directory, dataset, index)) ?? fail('dataset.no-row', { row: index + 1, rows: dataset.sequences })
  const arrays = await openArrays(directory, dataset)
  try {
    return await toRow(index, JSON.parse(line) as StoredCell[], { dataset, places: placesOf(dataset), arrays, hash: null })
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
