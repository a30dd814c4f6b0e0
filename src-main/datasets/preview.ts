/** What is in the files, told from their beginning: answers in well under a second for files of any size. */
import type { ImportOptions, Preview } from '../../src-shared/domain/dataset.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import { listColumns } from './column-names.ts'
import { chooseImporter } from './importers/index.ts'
import type { Importer, Table } from './importers/importer.ts'
import type { SourceFile } from './reading/source.ts'
import { createColumnProfile } from './sniff/columns.ts'
import { suggestRoles } from './sniff/roles.ts'

const shownRows = 100
const profiledRows = 2000
/** Of many files only the first are looked into; an import reads, and compares, them all. */
const previewedFiles = 20

/** @throws import.*, file.unreadable */
export async function previewFiles(paths: string[], options: ImportOptions = {}): Promise<Preview> {
  const { importer, sources } = await chooseImporter(paths, options)
  return previewSources(importer, sources, options)
}

export async function previewSources(importer: Importer, sources: SourceFile[], options: ImportOptions): Promise<Preview> {
  const table = await importer.open(sources.slice(0, previewedFiles), { options, scope: 'beginning' })
  const rows = await readSome(table)
  const columns = profile(table.columns, rows)
  for (const chosen of [options.text, options.label]) {
    if (chosen !== undefined && !table.columns.includes(chosen)) {
      fail('import.column-missing', { column: chosen, file: sources[0].name, columns: listColumns(table.columns) })
    }
  }
  const roles = suggestRoles(columns, rows.length, options)
  return {
    files: [...table.files, ...sources.slice(previewedFiles).map(({ name, bytes }) => ({ name, bytes }))],
    format: importer.id,
    encoding: table.encoding,
    encodings: table.encodings,
    delimiter: table.delimiter,
    header: table.header,
    quoting: table.quoting,
    columns,
    rows: rows.slice(0, shownRows),
    textColumn: roles.text,
    labelColumn: roles.label,
    findings: [...table.findings, ...roles.findings],
  }
}

async function readSome(table: Table): Promise<string[][]> {
  const rows: string[][] = []
  for await (const batch of table.rows()) {
    for (const { values } of batch) if (values && rows.length < profiledRows) rows.push(values)
    if (rows.length >= profiledRows) break
  }
  return rows
}

function profile(names: string[], rows: string[][]): Preview['columns'] {
  const profiles = names.map(() => createColumnProfile())
  for (const row of rows) row.forEach((value, column) => profiles[column].add(value))
  return profiles.map((one, column) => one.column(names[column]))
}
