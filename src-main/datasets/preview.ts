/** What is in the files, told from their beginning: answers in well under a second for files of any size. */
import { fail } from '../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell } from '../../src-shared/domain/cell.ts'
import type { ColumnType, ImportOptions, Preview } from '../../src-shared/domain/dataset.ts'
import { withUnpacked } from './archives/unpack.ts'
import { listColumns } from './column-names.ts'
import { describeCell } from './describe-cell.ts'
import { chooseImporter } from './importers/index.ts'
import type { Importer, ReadContext, Table } from './importers/importer.ts'
import { createArrayProfile, createTokenProfile } from './profiles.ts'
import type { SourceFile } from './reading/source.ts'
import { createColumnProfile } from './sniff/columns.ts'
import { createDecimalCounter, decimalFindings, settleDecimals, type Told } from './sniff/decimals.ts'
import { suggestTasks } from './sniff/tasks.ts'
import { detectTimes } from './times.ts'

const shownRows = 100
const profiledRows = 2000
/** Of arrays, which are large, fewer say enough. */
const profiledArrays = 50
/** Of many files only the first are looked into; an import reads, and compares, them all. */
const previewedFiles = 20
/** A cell of the preview is no longer than this. */
const shownCharacters = 2000

/** @throws import.*, file.unreadable */
export async function previewFiles(paths: string[], options: ImportOptions = {}): Promise<Preview> {
  return withUnpacked(paths, { scope: 'beginning' }, async (plain) => {
    const { importer, sources } = await chooseImporter(plain, options)
    return (await lookInto(importer, sources, options)).preview
  })
}

/** The preview, and the rows it was told from as they are. */
export async function lookInto(importer: Importer, sources: SourceFile[], options: ImportOptions, waiting: Pick<ReadContext, 'signal' | 'onNote'> = {}): Promise<{ preview: Preview; sample: Cell[][] }> {
  const table = await importer.open(sources.slice(0, previewedFiles), { options, scope: 'beginning', ...waiting })
  const sample = await readSome(table)
  const told = profile(table, sample)
  const columns = settleDecimals(told, options.decimal)
  for (const column of Object.values(options.roles ?? {}).flat()) {
    if (!table.columns.includes(column)) fail('import.column-missing', { column, file: sources[0].name, columns: listColumns(table.columns) })
  }
  const { suggestions, findings } = suggestTasks(columns, sample, table.intent, options)
  const numeric = told.map(({ decimals }, place) => ({ column: columns[place], decimals }))
  const preview = {
    files: [...table.files, ...sources.slice(previewedFiles).map(({ name, bytes }) => ({ name, bytes }))],
    format: importer.id,
    encoding: table.encoding,
    encodings: table.encodings,
    delimiter: table.delimiter,
    header: table.header,
    quoting: table.quoting,
    columns,
    rows: sample.slice(0, shownRows).map((row) => row.map((cell) => describeCell(cell).slice(0, shownCharacters))),
    tables: table.tables ?? [],
    suggestions,
    findings: [...table.findings, ...findings, ...decimalFindings(numeric, options.decimal)],
  }
  return { preview, sample }
}

async function readSome(table: Table): Promise<Cell[][]> {
  const rows: Cell[][] = []
  const enough = Object.values(table.types ?? {}).some((type) => type === 'audio' || type === 'frames') ? profiledArrays : profiledRows
  for await (const batch of table.rows()) {
    for (const { values } of batch) if (values && rows.length < enough) rows.push(values)
    if (rows.length >= enough) break
  }
  return rows
}

function profile(table: Table, rows: Cell[][]): Told[] {
  return table.columns.map((name, place) => {
    const cells = rows.map((row) => row[place])
    const type = table.types?.[name] ?? typeOf(cells[0])
    const decimals = createDecimalCounter()
    if (type === 'tokens') return { column: fill(createTokenProfile(), cells).column(name), decimals }
    if (type === 'series' || type === 'audio' || type === 'frames') return { column: fill(createArrayProfile(type, table.channels?.[name] ?? []), cells).column(name), decimals }
    const texts = cells.map(describeCell)
    const own = fill(createColumnProfile(), texts)
    const column = own.column(name)
    return { column: { ...column, type: asDate(column.type, texts) }, decimals: own.decimals }
  })
}

function fill<Value, Profile extends { add: (value: Value) => void }>(own: Profile, values: Value[]): Profile {
  for (const value of values) own.add(value)
  return own
}

/** Where an importer names no type: what the first cell is. */
function typeOf(cell: Cell | undefined): ColumnType | undefined {
  if (cell === undefined || typeof cell === 'string') return undefined
  return isArrayCell(cell) ? 'series' : 'tokens'
}

/** Dates are written in many ways; the patterns of a single value know only one. */
function asDate(type: ColumnType, texts: string[]): ColumnType {
  if (type !== 'text' && type !== 'category') return type
  const reader = detectTimes(texts.slice(0, 500).map((text) => [text]))
  return reader !== null && reader.unit !== 'steps' ? 'date' : type
}
