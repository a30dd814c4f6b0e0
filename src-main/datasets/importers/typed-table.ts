/** What tables of binary formats have in common: no encoding, no delimiter, columns from the file, one table of several. */
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { listColumns } from '../column-names.ts'
import type { SourceFile } from '../reading/source.ts'
import type { Table } from './importer.ts'

/** Rows a batch: what a cancel waits for at most. */
export const batchRows = 2000
/** Rows that a preview reads. */
export const previewRows = 2000

type Typed = Omit<Table, 'files' | 'encoding' | 'encodings' | 'delimiter' | 'header' | 'quoting' | 'findings'> & Partial<Pick<Table, 'header' | 'findings' | 'encoding' | 'encodings'>>

export function typedTable(sources: SourceFile[], table: Typed): Table {
  return { files: sources.map(({ name, bytes }) => ({ name, bytes })), encoding: 'binary', encodings: [], delimiter: null, header: null, quoting: null, findings: [], ...table }
}

/** The table to read: the one asked for, else the first. @throws import.table-missing, import.no-tables */
export function chooseTable(tables: string[], { table }: ImportOptions, { name }: SourceFile): string {
  if (tables.length === 0) fail('import.no-tables', { file: name })
  if (table === undefined) return tables[0]
  return tables.includes(table) ? table : fail('import.table-missing', { file: name, table, tables: listColumns(tables) })
}

/** Every file must have the columns of the first, in any order. @throws import.columns-differ */
export function sameColumns(columns: string[], first: string[], source: SourceFile, firstSource: SourceFile): void {
  if (columns.length !== first.length || first.some((name) => !columns.includes(name))) fail('import.columns-differ', { file: source.name, first: firstSource.name })
}

/** What a library says of a file it cannot read, as ours. @throws import.damaged */
export function damaged(source: SourceFile, kind: string, cause: unknown): never {
  if (cause instanceof SeqbenchError || (cause instanceof DOMException && cause.name === 'AbortError')) throw cause
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0].replaceAll(source.path, source.name).replace(/[.\s]+$/, '')
  return fail('import.damaged', { file: source.name, kind, reason }, cause)
}
