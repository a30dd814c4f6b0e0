/** Files -> a dataset on disk: read, checked, counted, hashed and written in one stream, in constant memory a row. */
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell, type StoredCell } from '../../src-shared/domain/cell.ts'
import type { Dataset, Finding, ImportOptions, Rejection } from '../../src-shared/domain/dataset.ts'
import { finding } from '../../src-shared/domain/finding.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { describeRejection } from '../../src-shared/domain/rejection.ts'
import type { Roles, TaskKind } from '../../src-shared/domain/roles.ts'
import { createAcceptance, type Accepted } from './accept.ts'
import { withUnpacked } from './archives/unpack.ts'
import { convertData, dtypeOf, type Dtype } from './arrays.ts'
import { listColumns } from './column-names.ts'
import { chooseImporter } from './importers/index.ts'
import type { SourceRow, Table } from './importers/importer.ts'
import { splitOfFiles } from './importers/split-names.ts'
import { createOutput, type DatasetOutput, type OpenSink } from './output.ts'
import { lookInto } from './preview.ts'
import { createMeter } from './progress-meter.ts'
import { assertUnchanged, type SourceFile } from './reading/source.ts'
import { chooseRoles } from './roles-of-import.ts'
import { rejectedFile, startHash, type DatasetHash } from './store.ts'

export interface ImportContext {
  signal?: AbortSignal
  progress?: (progress: Progress) => void
  /** evaluation: rows to ask a model of, of which nothing is asked as a whole; one class is a fair question. */
  purpose?: 'training' | 'evaluation'
  /** For tests: what rows are written through. */
  openSink?: OpenSink
}

const keptRejections = 100
/** A larger share of rejected rows is a warning. */
const manyRejected = 0.05

/**
 * Imports `paths` as one dataset into `directory`, which must not exist or be empty; on any error nothing is left there.
 * @throws import.*, file.*, disk.full; the signal's reason when aborted
 */
export async function importFiles(paths: string[], options: ImportOptions, directory: string, context: ImportContext = {}): Promise<Dataset> {
  const { signal, progress } = context
  signal?.throwIfAborted()
  return withUnpacked(paths, { scope: 'whole', within: dirname(directory), signal, progress }, (plain) => importPlain(plain, options, directory, context))
}

async function importPlain(paths: string[], options: ImportOptions, directory: string, context: ImportContext): Promise<Dataset> {
  const { signal, progress } = context
  const { importer, sources } = await chooseImporter(paths, options)
  const onNote = (note: string): void => progress?.({ done: 0, total: null, unit: 'bytes', etaSeconds: null, note })
  const { preview, sample } = await lookInto(importer, sources, options, { signal, onNote })
  const chosen = chooseRoles(preview, options)
  const meter = createMeter(importer.passes, sources, progress)
  const opened = await importer.open(sources, { options, scope: 'whole', signal, onBytes: meter.add, onNote })
  const { table, roles } = withParts(opened, chosen)
  meter.measure(table.files)
  for (const column of Object.values(chosen.roles).flat()) requireColumn(column, opened, sources[0])
  return writeDataset(directory, {
    table, roles, task: chosen.task, sample, options, context,
    name: options.name ?? nameOf(sources),
    format: importer.id,
    before: async () => {
      for (const source of sources) await assertUnchanged(source)
    },
    after: meter.finish,
    onRows: meter.rows,
  })
}

export interface DatasetSource {
  table: Table
  task: TaskKind
  roles: Roles
  /** Rows from the beginning. */
  sample: Cell[][]
  options: ImportOptions
  context: ImportContext
  name: string
  format: string
  /** Looked at once all is read; what it throws ends the import. */
  before?: () => Promise<void>
  after?: () => void
  /** Told how many rows were read, those that were rejected among them. */
  onRows?: (rows: number) => void
}

/** Reads the table to its end and writes what is accepted of it; on any error nothing is left. */
export async function writeDataset(directory: string, { table, task, roles, sample, options, context, name, format, before, after, onRows }: DatasetSource): Promise<Dataset> {
  const output = await createOutput(directory, context.openSink)
  try {
    const written = await writeRows(table, { task, roles, sample, options, output, context, onRows })
    await before?.()
    const dataset: Dataset = {
      id: randomUUID(),
      name,
      version: 1,
      createdAt: new Date().toISOString(),
      format,
      encoding: table.encoding,
      delimiter: table.delimiter,
      files: table.files,
      task,
      roles,
      source: '',
      ...written,
      findings: [...table.findings, ...written.findings],
    }
    context.signal?.throwIfAborted()
    await output.commit(dataset)
    after?.()
    return dataset
  } catch (error) {
    await output.discard()
    throw error
  }
}

function requireColumn(column: string, { columns }: Table, { name }: SourceFile): void {
  if (!columns.includes(column)) fail('import.column-missing', { column, file: name, columns: listColumns(columns) })
}

/** Several files whose names say which part they are (train.csv, test.csv): a column more, which the split reads. */
function withParts(table: Table, { task, roles }: { task: TaskKind; roles: Roles }): { table: Table; roles: Roles } {
  const parts = splitOfFiles(table.files.map(({ name }) => name))
  if (parts === null || roles.split !== undefined || task === 'forecasting' || table.columns.includes('split')) return { table, roles }
  const partOf = new Map(table.files.map(({ name }, place) => [name, parts[place]]))
  if (partOf.size < table.files.length) return { table, roles }
  const marked: Table = {
    ...table,
    columns: [...table.columns, 'split'],
    async *rows() {
      for await (const batch of table.rows()) yield batch.map((row): SourceRow => (row.values ? { ...row, values: [...row.values, partOf.get(row.file) ?? 'train'] } : row))
    },
  }
  return { table: marked, roles: { ...roles, split: ['split'] } }
}

interface Writing { task: TaskKind; roles: Roles; sample: Cell[][]; options: ImportOptions; output: DatasetOutput; context: ImportContext; onRows?: (rows: number) => void }
type Written = Pick<Dataset, 'hash' | 'rows' | 'rejected' | 'rejections' | 'rejectedFile'> & Accepted

async function writeRows(table: Table, { task, roles, sample, options, output, context: { signal, purpose }, onRows }: Writing): Promise<Written> {
  const { columns: names, types, channels, sound, decimals } = table
  const acceptance = createAcceptance({ names, task, roles, types, channels, sample, duplicates: options.duplicates, lenient: purpose === 'evaluation', sound, decimals, decimal: options.decimal })
  const hash = startHash(names, task, roles)
  const store = createCellStore(names.length, output, hash)
  const rejections: Rejection[] = []
  let rows = 0
  let rejected = 0
  const reject = (row: SourceRow, reason: NonNullable<SourceRow['rejected']>): void => {
    rejected++
    const rejection = toRejection(row, reason)
    output.reject(rejection)
    if (rejections.length < keptRejections) rejections.push(rejection)
  }
  try {
    for await (const batch of table.rows()) {
      signal?.throwIfAborted()
      const lines: string[] = []
      for (const row of batch) {
        rows++
        const reason = row.rejected ?? acceptance.take(row.values)
        if (reason) reject(row, reason)
        else if (row.values) lines.push(`${JSON.stringify(row.values.map(store))}\n`)
      }
      const bytes = Buffer.from(lines.join(''))
      hash.rows(bytes)
      await output.write(bytes)
      onRows?.(rows)
      await acceptance.keepUp()
    }
    if (rows === rejected) failNothingLeft(table, rows, rejections[0])
    const result = await acceptance.result()
    const findings = [...rejectionFindings(rows, rejected, rejections[0]), ...result.findings]
    return { ...result, hash: hash.digest(), rows, rejected, rejections, rejectedFile: rejected > 0 ? rejectedFile : null, findings }
  } finally {
    acceptance.close()
  }
}

/** Cells as rows.jsonl holds them: arrays go to their own file. All arrays of a column have the type of its first. */
function createCellStore(columns: number, output: DatasetOutput, hash: DatasetHash): (cell: Cell, place: number) => StoredCell {
  const dtypes = new Array<Dtype | undefined>(columns)
  return (cell, place) => {
    if (typeof cell === 'string' || !isArrayCell(cell)) return cell
    const dtype = (dtypes[place] ??= dtypeOf(cell.data))
    const { at, bytes } = output.addArray(convertData(cell.data, dtype))
    hash.arrays(bytes)
    return { at, shape: cell.shape, rate: cell.rate }
  }
}

function toRejection({ file, line }: SourceRow, reason: NonNullable<SourceRow['rejected']>): Rejection {
  return { file, line, code: reason.code, reason: describeRejection(reason), details: reason.details }
}

function failNothingLeft(table: Table, rows: number, first: Rejection | undefined): never {
  if (first === undefined) fail(table.header ? 'import.header-only' : 'import.empty', { file: table.files[0].name })
  fail('import.nothing-left', { file: first.file, rows, line: first.line, reason: first.reason })
}

const openRejected = { action: 'open-rejected' as const, value: {} }

function rejectionFindings(rows: number, rejected: number, first: Rejection | undefined): Finding[] {
  if (first === undefined) return []
  const details = { rejected, rows, file: first.file, line: first.line, reason: first.reason }
  const share = rejected / rows
  return [share > manyRejected ? finding('rejected-many', { ...details, percent: Math.round(share * 100) }, openRejected) : finding('rejected-few', details, openRejected)]
}

/** The name of one file without its extension; of several, that of the first and how many more. */
function nameOf(sources: SourceFile[]): string {
  const [{ name, extension, directory }] = sources
  const stem = extension && !directory ? name.slice(0, -extension.length - 1) : name
  return sources.length === 1 ? stem : `${stem} + ${sources.length - 1}`
}
