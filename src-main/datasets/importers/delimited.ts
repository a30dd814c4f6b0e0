/** Delimited text, shared by the importers csv and tsv: files with the same columns become one table. */
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { Finding } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { readBeginning, type Beginning } from '../reading/beginning.ts'
import { readBlocks } from '../reading/blocks.ts'
import { detectEncodingBeyond } from '../reading/beyond.ts'
import type { SourceFile } from '../reading/source.ts'
import { createDialectScan, createQuickScan, delimiters, detectDialect, type Dialect } from '../sniff/dialect.ts'
import { columnNames, detectHeader } from '../sniff/header.ts'
import { createRecordSplitter } from '../sniff/records.ts'
import { parseFields, type Fields } from './fields.ts'
import type { ReadContext, SourceRow, Table } from './importer.ts'

interface DelimitedFile {
  source: SourceFile
  beginning: Beginning
  dialect: Dialect
  header: boolean
  names: string[]
  /** Place in the file of each column of the table, which has the order of the first file. */
  order: number[]
  /** Whether that is the order of the file. */
  ordered: boolean
}

/** Rows that tell a header from a row. */
const headerSample = 200

/** `preferred`: the delimiters that may be, where a person has chosen none. */
export async function openDelimited(sources: SourceFile[], context: ReadContext, preferred = delimiters): Promise<Table> {
  const files: DelimitedFile[] = []
  for (const source of sources) files.push(await openFile(source, context, preferred, files[0]))
  const [first] = files
  return {
    files: sources.map(({ name, bytes }) => ({ name, bytes })),
    encoding: first.beginning.encoding,
    encodings: [first.beginning.guess.encoding, ...first.beginning.guess.others].filter((name) => name !== first.beginning.encoding),
    delimiter: first.dialect.delimiter,
    header: first.header,
    quoting: first.dialect.quoting,
    columns: first.names,
    // Decoders let no half of a character through.
    sound: true,
    findings: findingsOf(files),
    rows: () => readRows(files, context),
  }
}

async function openFile(source: SourceFile, context: ReadContext, preferred: string[], first: DelimitedFile | undefined): Promise<DelimitedFile> {
  const { options } = context
  const wanted = options.delimiter === undefined ? preferred : [delimiterOf(options.delimiter)]
  let beginning = await readBeginning(source, options)
  let dialect = detectDialect(beginning.text, beginning.complete, wanted, options.quoting)
  if (context.scope === 'whole') [beginning, dialect] = await scanWhole(source, beginning, dialect.delimiter, context)
  const records = parseFields(createRecordSplitter(dialect).push(beginning.text, beginning.complete).slice(0, headerSample), dialect.delimiter)
  const read = records.flatMap(({ values }) => (values ? [values] : []))
  const blank = beginning.complete && records.every(({ values }) => values?.every((value) => value.trim() === '') === true)
  if (records.length === 0 || blank) fail('import.empty', { file: source.name })
  const top = read[0] ?? []
  const header = options.header ?? detectHeader(top, read.slice(1))
  if (header && records.length <= 1 && beginning.complete) fail('import.header-only', { file: source.name })
  const width = header ? top.length : dialect.columns
  const names = columnNames(header ? top : Array.from({ length: width }, () => ''))
  const order = orderOf(names, first, source)
  return { source, beginning, dialect, header, names, order, ordered: order.every((place, index) => place === index) }
}

/**
 * Reads the file once before any row is taken: whether its bytes are valid, and whether its quotes quote, is known only
 * at its end. A file that begins in ASCII shows its encoding where the first other byte stands.
 */
async function scanWhole(source: SourceFile, beginning: Beginning, delimiter: string, context: ReadContext, createScan: typeof createQuickScan = createQuickScan): Promise<[Beginning, Dialect]> {
  const { signal, onBytes, options } = context
  const scan = createScan(delimiter, options.quoting)
  try {
    for await (const block of readBlocks(source, beginning, signal)) {
      scan.push(block.text, false)
      onBytes?.(block.bytes)
    }
  } catch (error) {
    const other = beginning.guessed && error instanceof SeqbenchError && error.code === 'import.encoding' ? await detectEncodingBeyond(source, beginning) : null
    if (other === null) throw error
    return scanWhole(source, { ...beginning, encoding: other.encoding, guess: other }, delimiter, { ...context, onBytes: undefined }, createScan)
  }
  scan.push('', true)
  const dialect = scan.result()
  return dialect ? [beginning, dialect] : scanWhole(source, beginning, delimiter, { ...context, onBytes: undefined }, createDialectScan)
}

function delimiterOf(option: string): string {
  const spelled: Record<string, string> = { '\\t': '\t', tab: '\t', comma: ',', semicolon: ';', pipe: '|', space: ' ' }
  const delimiter = spelled[option] ?? option
  return delimiter.length === 1 && !'"\r\n'.includes(delimiter) ? delimiter : fail('import.delimiter', { delimiter: option })
}

function orderOf(names: string[], first: DelimitedFile | undefined, source: SourceFile): number[] {
  if (first === undefined) return names.map((_, index) => index)
  const order = first.names.map((name) => names.indexOf(name))
  return names.length === first.names.length && !order.includes(-1) ? order : fail('import.columns-differ', { file: source.name, first: first.source.name })
}

async function* readRows(files: DelimitedFile[], context: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const file of files) {
    let pendingHeader = file.header
    for await (const { fields, nul } of readRecords(file, context)) {
      const rows = pendingHeader && fields.length > 0 ? fields.slice(1) : fields
      if (fields.length > 0) pendingHeader = false
      yield rows.map((row) => toRow(row, file, nul))
    }
  }
}

/** Records of a block, and whether there may be NUL characters in them. */
interface Records {
  fields: Fields[]
  nul: boolean
}

async function* readRecords({ source, beginning, dialect }: DelimitedFile, { scope, signal, onBytes }: ReadContext): AsyncGenerator<Records> {
  const splitter = createRecordSplitter(dialect)
  if (scope === 'beginning') {
    yield { fields: parseFields(splitter.push(beginning.text, beginning.complete), dialect.delimiter), nul: true }
    return
  }
  // A record may begin in one block and end in another.
  let nul = false
  for await (const block of readBlocks(source, beginning, signal)) {
    nul ||= block.nul
    yield { fields: parseFields(splitter.push(block.text, false), dialect.delimiter), nul }
    onBytes?.(block.bytes)
  }
  yield { fields: parseFields(splitter.push('', true), dialect.delimiter), nul }
}

function toRow({ line, values, rejected }: Fields, { source, names, order, ordered }: DelimitedFile, nul: boolean): SourceRow {
  const file = source.name
  if (values === undefined) return { file, line, rejected }
  if (values.length !== names.length) return { file, line, rejected: { code: 'ragged', details: { found: values.length, expected: names.length } } }
  if (nul && values.some((value) => value.includes('\0'))) return { file, line, rejected: { code: 'nul', details: {} } }
  return { file, line, values: ordered ? values : order.map((place) => values[place]) }
}

function findingsOf(files: DelimitedFile[]): Finding[] {
  const findings: Finding[] = []
  const guessed = files.find(({ beginning }) => beginning.guessed && !beginning.guess.certain)
  if (guessed) findings.push(finding('encoding-guessed', { encoding: guessed.beginning.encoding }))
  const plain = files.find(({ dialect }) => dialect.plainFrom !== null)
  if (plain) findings.push(finding('quotes-plain', { line: plain.dialect.plainFrom ?? 0 }))
  return findings
}
