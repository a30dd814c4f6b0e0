/** Inputs to predict, from a file: rows of a table or of recordings, clips and series; or each line of a text file. */
import { extname } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell, type RoleRow } from '../../src-shared/domain/cell.ts'
import type { Roles } from '../../src-shared/domain/roles.ts'
import { describeRejection } from '../../src-shared/domain/rejection.ts'
import type { PredictInput } from '../../src-shared/domain/run.ts'
import { chooseImporter } from '../datasets/importers/index.ts'
import type { ReadContext, SourceRow, Table } from '../datasets/importers/importer.ts'
import { plainRows, type Decimals } from '../datasets/plain-numbers.ts'
import { gatherSeries } from '../datasets/prepare/forecasting.ts'
import { readBeginning } from '../datasets/reading/beginning.ts'
import { readBlocks } from '../datasets/reading/blocks.ts'
import { describeSource } from '../datasets/reading/source.ts'

const batchSize = 512
type CellInputs = Extract<PredictInput, { cells: unknown }>

/** What a line of a text file may be: a sentence is cut into words as the training data is. */
const linesAre = ['text', 'source', 'tokens'] as const
type LineRole = (typeof linesAre)[number]

export interface Batch {
  inputs: CellInputs[]
  rejected: number
  /** What each input is called, where its cells cannot be shown: the file of a recording. */
  names?: string[]
  /** Where the first row that was left out stands, and why. */
  reason?: { file: string; line: number; reason: string } | null
}

/** `decimals`: how the model's columns wrote them, where the file does not say. */
type Waiting = Pick<ReadContext, 'signal' | 'onNote'> & { decimals?: Decimals }

/** `paths`: one, or what was in an archive; `roles`: the columns that the model reads; of a file of lines, each line is the only text. @throws file.unreadable, import.*, the signal's reason */
export async function* readInputs(paths: string | readonly string[], roles: Roles, waiting: Waiting = {}): AsyncGenerator<Batch> {
  const all = typeof paths === 'string' ? [paths] : [...paths]
  const role = linesAre.find((one) => roles[one] !== undefined)
  if (role && all.every((path) => ['.txt', '.text', '.md'].includes(extname(path).toLowerCase()))) for (const path of all) yield* readLines(path, role)
  else yield* readTable(all, roles, waiting)
}

async function* readTable(paths: string[], roles: Roles, { decimals, ...waiting }: Waiting): AsyncGenerator<Batch> {
  const { importer, sources } = await chooseImporter(paths, {})
  const table = await importer.open(sources, { options: {}, scope: 'whole', ...waiting })
  const wanted = Object.entries(roles).map(([role, columns]) => [role, table.columns.indexOf(columns[0])] as const)
  // A table of one column needs no name for it.
  const only = table.columns.length === 1 && wanted.length === 1
  const missing = wanted.find(([, place]) => place < 0)
  if (missing && !only) {
    const column = roles[missing[0] as keyof Roles]?.[0] ?? ''
    fail('import.column-missing', { column, file: sources[0].name, columns: table.columns.join(', ') })
  }
  if (roles.values) {
    yield await readSeries(table, roles, decimals)
    return
  }
  const file = table.columns.indexOf('file')
  for await (const rows of table.rows()) {
    for (let from = 0; from < rows.length; from += batchSize) {
      const some = rows.slice(from, from + batchSize)
      const read = some.flatMap(({ values }) => (values ? [values] : []))
      const inputs = read.map((values) => ({ cells: Object.fromEntries(wanted.map(([role, place]) => [role, toInput(values[only ? 0 : place])])) }))
      const names = file >= 0 && inputs.some(({ cells }) => Object.values(cells).some((cell) => typeof cell === 'object' && !Array.isArray(cell))) ? read.map((values) => String(values[file])) : undefined
      yield { inputs, rejected: some.length - inputs.length, names, reason: firstReason(some) }
    }
  }
}

function firstReason(rows: readonly SourceRow[]): Batch['reason'] {
  for (const row of rows) if (row.rejected) return { file: row.file, line: row.line, reason: describeRejection(row.rejected) }
  return null
}

/** Long series: all rows of an item together are one input. */
async function readSeries(table: Table, roles: Roles, decimals?: Decimals): Promise<Batch> {
  const there: Roles = Object.fromEntries(Object.entries(roles).map(([role, columns]) => [role, columns.filter((column) => table.columns.includes(column))]))
  const places = Object.entries(there).map(([role, columns]) => [role, columns.map((column) => table.columns.indexOf(column))] as const)
  const all: RoleRow[] = []
  let rejected = 0
  for await (const rows of table.rows()) {
    for (const { values } of rows) {
      if (values) all.push({ index: all.length, cells: Object.fromEntries(places.filter(([, own]) => own.length > 0).map(([role, own]) => [role, own.map((place) => values[place])])) })
      else rejected += 1
    }
  }
  const inputs = gatherSeries(plainRows(all, there, decimals)).map(({ cells }) => ({ cells: Object.fromEntries(Object.entries(cells).map(([role, [cell]]) => [role, toInput(cell)])) }))
  return { inputs, rejected }
}

const toInput = (cell: Cell): CellInputs['cells'][keyof CellInputs['cells']] => (isArrayCell(cell) ? { shape: cell.shape, values: cell.data, rate: cell.rate } : cell)

/** Every line is a text; an empty one is left out. Encoding and damage are treated as in an import. */
async function* readLines(path: string, role: LineRole): AsyncGenerator<Batch> {
  const source = await describeSource(path)
  if (source.directory) fail('file.unreadable', { path, reason: 'it is a folder' })
  const layout = await readBeginning(source)
  for await (const { text } of readBlocks(source, layout)) {
    const lines = text.replace(/\n$/, '').split('\n')
    for (let from = 0; from < lines.length; from += batchSize) {
      const some = lines.slice(from, from + batchSize).map((line) => line.replace(/\r$/, ''))
      const inputs = some.filter((line) => line.trim() !== '').map((line) => ({ cells: { [role]: line } }))
      yield { inputs, rejected: some.length - inputs.length }
    }
  }
}
