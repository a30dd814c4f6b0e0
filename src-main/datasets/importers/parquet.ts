/** Parquet, through DuckDB: its reader, its types, its memory limit. Scalars come as DuckDB prints them, lists as lists. */
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { SourceFile } from '../reading/source.ts'
import { asList, listTypes, type ListKind } from './cell-values.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { damaged, previewRows, sameColumns, typedTable } from './typed-table.ts'

export const parquet: Importer = {
  id: 'parquet',
  title: 'Parquet',
  extensions: ['parquet', 'pq'],
  matches: ({ kind }) => kind === 'a Parquet file',
  passes: 1,
  open: openParquet,
}

interface Column {
  name: string
  kind: ListKind
  /** What to select: text for scalars. */
  expression: string
}

const kindInWords = 'Parquet file'
const memoryLimit = '256MB'
/** Characters that DuckDB would read as a pattern of several files. */
const pattern = /[*?[\]{}]/

async function openParquet(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const [first] = sources
  const columns: Column[][] = []
  for (const source of sources) {
    columns.push(await withFile(source, describe))
    sameColumns(columns[columns.length - 1].map(({ name }) => name), columns[0].map(({ name }) => name), source, first)
  }
  const names = columns[0].map(({ name }) => name)
  const kinds = new Map(columns[0].map(({ name, kind }) => [name, kind]))
  return typedTable(sources, { columns: names, types: listTypes(kinds), rows: () => readRows(sources, columns, context) })
}

async function* readRows(sources: SourceFile[], columns: Column[][], { scope, signal, onBytes }: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const [place, source] of sources.entries()) {
    const own = columns[0].map(({ name }) => columns[place].find((column) => column.name === name) ?? fail('import.column-missing', { column: name, file: source.name, columns: '' }))
    const limit = scope === 'beginning' ? ` LIMIT ${previewRows}` : ''
    let line = 0
    let told = 0
    for await (const { rows, total } of streamRows(source, `SELECT ${own.map(({ expression }) => expression).join(', ')} FROM input${limit}`)) {
      signal?.throwIfAborted()
      yield rows.map((values): SourceRow => toRow(values, own, source.name, ++line))
      const reached = Math.round((source.bytes * line) / Math.max(1, total))
      onBytes?.(reached - told)
      told = reached
    }
  }
}

function toRow(values: unknown[], columns: Column[], file: string, line: number): SourceRow {
  const cells: Cell[] = []
  for (const [place, { kind, name }] of columns.entries()) {
    const cell = kind === null ? ((values[place] as string | null) ?? '') : asList(values[place], kind)
    if (cell === null) return { file, line, rejected: { code: 'list', details: { column: name } } }
    cells.push(cell)
  }
  return { file, line, values: cells }
}

async function describe(connection: DuckDBConnection, source: SourceFile): Promise<Column[]> {
  const described = await connection.runAndReadAll('DESCRIBE SELECT * FROM input')
  const columns = described.getRowsJS().map(([name, type]) => toColumn(String(name), String(type)))
  return columns.length === 0 ? fail('import.empty', { file: source.name }) : columns
}

function toColumn(name: string, type: string): Column {
  const quoted = `"${name.replaceAll('"', '""')}"`
  const inner = /^(.+?)((\[\d*\])+)$/.exec(type)
  if (inner && inner[2].split(']').length === 2 && /^(VARCHAR|ENUM)/.test(inner[1])) return { name, kind: 'tokens', expression: `${quoted}::VARCHAR[]` }
  if (inner && inner[2].split(']').length <= 3 && /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(inner[1])) {
    return { name, kind: 'series', expression: `${quoted}::DOUBLE${'[]'.repeat(inner[2].split(']').length - 1)}` }
  }
  if (type === 'BLOB') return { name, kind: null, expression: `'(' || octet_length(${quoted}) || ' bytes)'` }
  if (inner || /^(STRUCT|MAP|UNION)/.test(type)) return { name, kind: null, expression: `to_json(${quoted})::VARCHAR` }
  return { name, kind: null, expression: `${quoted}::VARCHAR` }
}

async function* streamRows(source: SourceFile, sql: string): AsyncGenerator<{ rows: unknown[][]; total: number }> {
  const { connection, close } = await openFile(source)
  try {
    const counted = await connection.runAndReadAll('SELECT count(*) FROM input')
    const total = Number(counted.getRowsJS()[0][0])
    const result = await connection.stream(sql)
    for await (const rows of result.yieldRowsJs()) yield { rows, total }
  } catch (cause) {
    damaged(source, kindInWords, cause)
  } finally {
    await close()
  }
}

async function withFile<T>(source: SourceFile, work: (connection: DuckDBConnection, source: SourceFile) => Promise<T>): Promise<T> {
  const { connection, close } = await openFile(source)
  try {
    return await work(connection, source)
  } catch (cause) {
    return damaged(source, kindInWords, cause)
  } finally {
    await close()
  }
}

/** A database in memory that can read this file and nothing else, with the file as the view `input`. */
async function openFile(source: SourceFile): Promise<{ connection: DuckDBConnection; close: () => Promise<void> }> {
  const { path, remove } = await plainPath(source.path)
  const literal = `'${path.replaceAll("'", "''")}'`
  try {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: memoryLimit, temp_directory: '', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' })
    const connection = await instance.connect()
    const close = async (): Promise<void> => {
      connection.closeSync()
      instance.closeSync()
      await remove()
    }
    try {
      for (const sql of [`SET allowed_paths = [${literal}]`, 'SET enable_external_access = false', 'SET lock_configuration = true', `CREATE VIEW input AS SELECT * FROM read_parquet(${literal})`]) await connection.run(sql)
      return { connection, close }
    } catch (cause) {
      await close()
      throw cause
    }
  } catch (cause) {
    await remove()
    return damaged(source, kindInWords, cause)
  }
}

/** A path without characters that stand for a pattern: a link to the file where its own has some. */
async function plainPath(path: string): Promise<{ path: string; remove: () => Promise<void> }> {
  if (!pattern.test(path)) return { path, remove: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'seqbench-parquet-'))
  await symlink(resolve(path), join(folder, 'input.parquet'))
  return { path: join(folder, 'input.parquet'), remove: () => rm(folder, { recursive: true, force: true }) }
}
