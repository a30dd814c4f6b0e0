/** What is in the files, told from their beginning: answers in well under a second for files of any size. */
import type { ImportOptions, Preview } from '../../src-shared/domain/dataset.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import { listColumns } from './column-names.ts'
import { chooseImporter } from './importers/index.ts'
import type { Importer, Table } from './importers/importer.ts'
import type { SourceFile } from './reading/source.ts'
import { createColumnProfile } from './sniff/columns.ts'
import { suggestRoles } from './sniff/roles.ts'
import type { Cell } from '../../src-shared/domain/cell.ts'

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
  for (const chosen of Object.values(options.roles ?? {}).flat()) {
    if (!table.columns.includes(chosen)) {
      fail('import.column-missing', { column: chosen, file: sources[0].name, columns: listColumns(table.columns) })
    }
  }
  const chosen = { text: options.roles?.text?.[0], label: options.roles?.label?.[0] }
  const { text, label, findings } = suggestRoles(columns, rows.length, chosen)
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
    tables: table.tables ?? [],
    suggestions: text === null || label === null ? [] : [{ task: 'classification', reason: findings.map(({ message }) => message).join(' '), roles: { text: [text], label: [label] } }],
    findings: [...table.findings, ...findings],
  }
}

async function readSome(table: Table): Promise<string[][]> {
  const rows: string[][] = []
  for await (const batch of table.rows()) {
    for (const { values } of batch) if (values && rows.length < profiledRows) rows.push(values.map(shown))
    if (rows.length >= profiledRows) break
  }
  return rows
}

const shown = (cell: Cell): string => (typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : cell.shape.join(' x '))

function profile(names: string[], rows: string[][]): Preview['columns'] {
  const profiles = names.map(() => createColumnProfile())
  for (const row of rows) row.forEach((value, column) => profiles[column].add(value))
  return profiles.map((one, column) => one.column(names[column]))
}
