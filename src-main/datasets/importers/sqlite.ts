/** A table of an SQLite database, read only: a database that another program has open is not touched. */
import { closeSync, openSync, readSync } from 'node:fs'
import Database from 'better-sqlite3'
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { SourceFile } from '../reading/source.ts'
import { asText } from './cell-values.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { batchRows, chooseTable, damaged, previewRows, sameColumns, typedTable } from './typed-table.ts'

export const sqlite: Importer = {
  id: 'sqlite',
  title: 'SQLite database',
  extensions: ['sqlite', 'sqlite3', 'db', 'db3'],
  matches: ({ kind }) => kind === 'an SQLite database',
  passes: 1,
  open: openSqlite,
}

const kindInWords = 'SQLite database'
const largestValue = 16 * (1 << 20)

function openSqlite(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const [first] = sources
  const described = sources.map((source) => withDatabase(source, (database) => {
    const tables = listTables(database)
    const table = chooseTable(tables, context.options, source)
    return { tables, table, columns: listColumnsOf(database, table) }
  }))
  const [{ tables, columns }] = described
  for (const [place, own] of described.entries()) sameColumns(own.columns, columns, sources[place], first)
  return Promise.resolve(typedTable(sources, { columns, tables, encoding: 'utf-8', rows: () => readRows(sources, described.map(({ table }) => table), columns, context) }))
}

/** Tables by name. Views are left out: a hostile one can count for ever before it gives a row. */
function listTables(database: Database.Database): string[] {
  const rows = database.pragma('main.table_list') as { name: string; type: string }[]
  return rows.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_')).map(({ name }) => name).sort()
}

function listColumnsOf(database: Database.Database, table: string): string[] {
  return database.prepare(`SELECT * FROM ${quoted(table)}`).columns().map(({ name }) => name)
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

async function* readRows(sources: SourceFile[], tables: string[], columns: string[], { scope, signal, onBytes }: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const [place, source] of sources.entries()) {
    const database = openReadOnly(source)
    let line = 0
    let told = 0
    try {
      const total = scope === 'whole' ? countRows(database, tables[place]) : 0
      const statement = database.prepare(`SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(tables[place])}`).raw(true).safeIntegers(true)
      let batch: SourceRow[] = []
      for (const values of statement.iterate() as IterableIterator<unknown[]>) {
        batch.push(toRow(values, source.name, ++line))
        if (scope === 'beginning' && line >= previewRows) break
        if (batch.length < batchRows) continue
        yield batch
        batch = []
        const reached = Math.round((source.bytes * line) / Math.max(1, total))
        onBytes?.(reached - told)
        told = reached
        // The reader is synchronous: without this a cancel would wait for the end.
        await new Promise(setImmediate)
        signal?.throwIfAborted()
      }
      yield batch
      onBytes?.(source.bytes - told)
    } catch (cause) {
      signal?.throwIfAborted()
      damaged(source, kindInWords, cause)
    } finally {
      database.close()
    }
  }
}

function toRow(values: unknown[], file: string, line: number): SourceRow {
  if (values.some((value) => typeof value === 'string' && value.length > largestValue)) return { file, line, rejected: { code: 'file-too-long', details: { limit: '16 MB' } } }
  return { file, line, values: values.map((value) => (value instanceof Uint8Array ? `(${value.length} bytes)` : asText(value))) }
}

function countRows(database: Database.Database, table: string): number {
  return Number((database.prepare(`SELECT count(*) AS rows FROM ${quoted(table)}`).get() as { rows: number }).rows)
}

function withDatabase<T>(source: SourceFile, work: (database: Database.Database) => T): T {
  const database = openReadOnly(source)
  try {
    return work(database)
  } catch (cause) {
    return damaged(source, kindInWords, cause)
  } finally {
    database.close()
  }
}

function openReadOnly(source: SourceFile): Database.Database {
  try {
    checkSize(source)
    const database = new Database(source.path, { readonly: true, fileMustExist: true })
    // A schema is part of the file: what it names may not run functions with effects, and damage is to be found.
    database.pragma('trusted_schema = OFF')
    database.pragma('cell_size_check = ON')
    database.pragma('query_only = ON')
    return database
  } catch (cause) {
    if (cause instanceof SeqbenchError) throw cause
    return fail('import.damaged', { file: source.name, kind: kindInWords, reason: cause instanceof Error ? cause.message : String(cause) }, cause)
  }
}

const headerBytes = 100

/** SQLite reads a file that is cut off up to where it is cut; its header says how long it should be (file format, 1.3). */
function checkSize(source: SourceFile): void {
  const header = Buffer.alloc(headerBytes)
  const file = openSync(source.path, 'r')
  try {
    readSync(file, header, 0, headerBytes, 0)
  } finally {
    closeSync(file)
  }
  const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  // The number of pages holds where the counter of changes agrees with the one it was written with.
  const holds = header.readUInt32BE(24) === header.readUInt32BE(92)
  if (holds && header.readUInt32BE(28) * pageBytes > source.bytes) fail('import.damaged', { file: source.name, kind: kindInWords, reason: 'its end is missing' })
}
