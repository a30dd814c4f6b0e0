/** Files -> a dataset on disk: read, checked, counted, hashed and written in one stream, in constant memory a row. */
import { randomUUID } from 'node:crypto'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Dataset, Finding, ImportOptions, Rejection } from '../../src-shared/domain/dataset.ts'
import { finding } from '../../src-shared/domain/finding.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { describeRejection } from '../../src-shared/domain/rejection.ts'
import { createAcceptance, type Acceptance } from './accept.ts'
import { listColumns } from './column-names.ts'
import { chooseImporter } from './importers/index.ts'
import type { Importer, SourceRow, Table } from './importers/importer.ts'
import { createOutput, type DatasetOutput, type OpenSink } from './output.ts'
import { previewSources } from './preview.ts'
import { createMeter } from './progress-meter.ts'
import { assertUnchanged, type SourceFile } from './reading/source.ts'
import { startHash } from './store.ts'

export interface ImportContext {
  signal?: AbortSignal
  progress?: (progress: Progress) => void
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
  const { signal, progress, openSink } = context
  signal?.throwIfAborted()
  const { importer, sources } = await chooseImporter(paths, options)
  const roles = await chooseRoles(importer, sources, options)
  const meter = createMeter(importer.passes, sources, progress)
  const table = await importer.open(sources, { options, scope: 'whole', signal, onBytes: meter.add })
  meter.measure(table.files)
  const output = await createOutput(directory, openSink)
  try {
    const [text, label] = [roles.text, roles.label].map((column) => placeOf(column, table, sources[0]))
    const written = await writeRows(table, { places: { text, label }, output, signal })
    for (const source of sources) await assertUnchanged(source)
    const dataset: Dataset = {
      id: randomUUID(),
      name: options.name ?? nameOf(sources),
      version: 1,
      createdAt: new Date().toISOString(),
      format: importer.id,
      encoding: table.encoding,
      delimiter: table.delimiter,
      files: table.files,
      task: 'classification',
      roles: { text: [roles.text], label: [roles.label] },
      source: '',
      ...written,
      findings: [...table.findings, ...written.findings],
    }
    signal?.throwIfAborted()
    await output.commit(dataset)
    meter.finish()
    return dataset
  } catch (error) {
    await output.discard()
    throw error
  }
}

/** The columns that a preview of these files shows as chosen: window and command line import the same. */
async function chooseRoles(importer: Importer, sources: SourceFile[], options: ImportOptions): Promise<{ text: string; label: string }> {
  const { files: [file], columns, suggestions } = await previewSources(importer, sources, options)
  const textColumn = suggestions[0]?.roles.text?.[0] ?? null
  const labelColumn = suggestions[0]?.roles.label?.[0] ?? null
  const names = listColumns(columns.map(({ name }) => name))
  if (textColumn === null) fail('import.no-text', { file: file.name, columns: names })
  if (labelColumn === null) fail('import.no-label', { file: file.name, columns: names })
  return textColumn === labelColumn ? fail('import.same-column', { column: textColumn }) : { text: textColumn, label: labelColumn }
}

function placeOf(column: string, table: Table, { name }: SourceFile): number {
  const place = table.columns.indexOf(column)
  return place >= 0 ? place : fail('import.column-missing', { column, file: name, columns: listColumns(table.columns) })
}

type Written = Pick<Dataset, 'hash' | 'rows' | 'rejected' | 'rejections'> & ReturnType<Acceptance['result']>

async function writeRows(
  table: Table,
  { places, output, signal }: { places: { text: number; label: number }; output: DatasetOutput; signal?: AbortSignal },
): Promise<Written> {
  const acceptance = createAcceptance(table.columns, places.text, places.label)
  const hash = startHash(table.columns, 'classification', { text: [table.columns[places.text]], label: [table.columns[places.label]] })
  const rejections: Rejection[] = []
  let rows = 0
  let rejected = 0
  for await (const batch of table.rows()) {
    signal?.throwIfAborted()
    const lines: string[] = []
    for (const row of batch) {
      rows++
      const reason = row.rejected ?? acceptance.take(row.values as string[])
      if (reason) {
        rejected++
        if (rejections.length < keptRejections) rejections.push(toRejection(row, reason))
        continue
      }
      lines.push(`${JSON.stringify(row.values)}\n`)
    }
    const text = lines.join('')
    hash.update(text)
    await output.write(text)
  }
  if (rows === rejected) failNothingLeft(table, rows, rejections[0])
  const result = acceptance.result()
  return { ...result, hash: hash.digest('hex'), rows, rejected, rejections, findings: [...rejectionFindings(rows, rejected, rejections[0]), ...result.findings] }
}

function toRejection({ file, line }: SourceRow, reason: NonNullable<SourceRow['rejected']>): Rejection {
  return { file, line, code: reason.code, reason: describeRejection(reason), details: reason.details }
}

function failNothingLeft(table: Table, rows: number, first: Rejection | undefined): never {
  if (first === undefined) fail(table.header ? 'import.header-only' : 'import.empty', { file: table.files[0].name })
  fail('import.nothing-left', { file: first.file, rows, line: first.line, reason: first.reason })
}

function rejectionFindings(rows: number, rejected: number, first: Rejection | undefined): Finding[] {
  if (first === undefined) return []
  const details = { rejected, rows, file: first.file, line: first.line, reason: first.reason }
  const share = rejected / rows
  return [share > manyRejected ? finding('rejected-many', { ...details, percent: Math.round(share * 100) }) : finding('rejected-few', details)]
}

/** The name of one file without its extension; of several, that of the first and how many more. */
function nameOf(sources: SourceFile[]): string {
  const [{ name, extension, directory }] = sources
  const stem = extension && !directory ? name.slice(0, -extension.length - 1) : name
  return sources.length === 1 ? stem : `${stem} + ${sources.length - 1}`
}
