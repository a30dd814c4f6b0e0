/**
 * A stored dataset read once more with other options: what a remedy does to data that is imported already. The files it came
 * from are not needed; it is made of the rows that are stored.
 */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Cell, StoredCell } from '../../src-shared/domain/cell.ts'
import type { Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import { filledRoles } from '../../src-shared/domain/roles.ts'
import { arrayFrom, readStored } from './arrays.ts'
import { listColumns } from './column-names.ts'
import { writeDataset, type ImportContext } from './import.ts'
import type { SourceRow, Table } from './importers/importer.ts'
import { readLines } from './lines.ts'
import { createMeter } from './progress-meter.ts'
import { arraysFile, readDataset, rowsFile } from './store.ts'

/** Rows from the beginning that tell how times and numbers are written. */
const sampledRows = 2000
const plainTypes = new Set(['text', 'category', 'integer', 'number', 'boolean', 'date', 'empty'])

/** @throws dataset.missing, dataset.damaged, import.*, disk.full; the signal's reason when aborted */
export async function reimport(stored: string, options: Pick<ImportOptions, 'duplicates' | 'roles' | 'decimal'>, directory: string, context: ImportContext = {}): Promise<Dataset> {
  const dataset = await readDataset(stored)
  const roles = filledRoles({ ...dataset.roles, ...options.roles })
  const names = dataset.columns.map(({ name }) => name)
  const file = `${dataset.name}, ${dataset.version}`
  for (const column of Object.values(roles).flat()) if (!names.includes(column)) fail('import.column-missing', { column, file, columns: listColumns(names) })
  const { size } = await stat(join(stored, rowsFile)).catch((cause: unknown) => fail('dataset.damaged', { name: dataset.name }, cause))
  const meter = createMeter(1, [{ bytes: size }], context.progress)
  const arrays = dataset.columns.some(({ array }) => array !== null) ? await open(join(stored, arraysFile), 'r') : null
  try {
    const read = (): AsyncGenerator<SourceRow[]> => readRows(stored, { dataset, arrays, file, add: meter.add })
    const sample: Cell[][] = []
    for await (const batch of read()) {
      for (const { values } of batch) if (values && sample.length < sampledRows) sample.push(values)
      if (sample.length >= sampledRows || arrays !== null) break
    }
    const table: Table = {
      files: dataset.files, encoding: dataset.encoding, encodings: [], delimiter: dataset.delimiter, header: null, quoting: null, columns: names, findings: [], rows: read,
      types: Object.fromEntries(dataset.columns.flatMap(({ name, type }) => (plainTypes.has(type) ? [] : [[name, type]]))),
      channels: Object.fromEntries(dataset.columns.flatMap(({ name, array }) => (array ? [[name, array.channels]] : []))),
      sound: true,
      decimals: Object.fromEntries(dataset.columns.flatMap(({ name, decimal }) => (decimal ? [[name, decimal]] : []))),
    }
    const made = await writeDataset(directory, { table, task: dataset.task, roles, sample, options, context, name: dataset.name, format: dataset.format, after: meter.finish, onRows: meter.rows })
    return { ...made, source: dataset.source }
  } finally {
    await arrays?.close()
  }
}

interface Reading { dataset: Dataset; arrays: FileHandle | null; file: string; add: (bytes: number) => void }

/** Lines are counted as rows of the dataset, from 1. */
async function* readRows(directory: string, { dataset, arrays, file, add }: Reading): AsyncGenerator<SourceRow[]> {
  let line = 0
  for await (const lines of readLines(join(directory, rowsFile))) {
    const batch: SourceRow[] = []
    for (const { text, bytes } of lines) {
      const values: Cell[] = []
      for (const [place, cell] of (JSON.parse(text) as StoredCell[]).entries()) values.push(await cellOf(cell, place, { dataset, arrays }))
      batch.push({ file, line: ++line, values })
      add(bytes)
    }
    yield batch
  }
}

async function cellOf(cell: StoredCell, place: number, { dataset, arrays }: Pick<Reading, 'dataset' | 'arrays'>): Promise<Cell> {
  if (typeof cell === 'string' || Array.isArray(cell)) return cell
  const column = dataset.columns[place].array
  if (arrays === null || column === null) return fail('dataset.damaged', { name: dataset.name })
  return arrayFrom(await readStored(arrays, cell, column.dtype), cell, column.dtype)
}
