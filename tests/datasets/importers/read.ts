/** Reads files through the table of importers, for tests of one importer each. */
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { chooseImporter } from '../../../src-main/datasets/importers/index.ts'
import type { SourceRow, Table } from '../../../src-main/datasets/importers/importer.ts'

export interface Read {
  format: string
  table: Table
  rows: { file: string; line: number; values: Cell[] }[]
  rejected: (SourceRow & { values?: undefined })[]
  /** Cells of a column, in order. */
  column: (name: string) => Cell[]
  /** Bytes told as read, and bytes of the files. */
  bytes: { told: number; files: number; passes: number }
}

export async function readFiles(paths: string[], options: ImportOptions = {}, scope: 'whole' | 'beginning' = 'whole'): Promise<Read> {
  const { importer, sources } = await chooseImporter(paths, options)
  let told = 0
  const table = await importer.open(sources, { options, scope, onBytes: (count) => (told += count) })
  const rows: Read['rows'] = []
  const rejected: Read['rejected'] = []
  for await (const batch of table.rows()) {
    for (const row of batch) {
      if (row.values === undefined) rejected.push(row)
      else rows.push(row)
    }
  }
  const files = table.files.reduce((sum, file) => sum + file.bytes, 0)
  return { format: importer.id, table, rows, rejected, column: (name) => rows.map(({ values }) => values[table.columns.indexOf(name)]), bytes: { told, files, passes: importer.passes } }
}
