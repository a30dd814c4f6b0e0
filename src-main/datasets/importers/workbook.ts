/** A sheet of an Excel workbook, row by row. Formulas give the value that was stored with them; nothing is computed. */
import { readFile } from 'node:fs/promises'
import { EncryptedFileError } from 'hucre'
import { streamXlsxRows } from 'hucre/xlsx'
import { fail } from '../../../src-shared/contract/errors.ts'
import { listEntries, readEntry } from '../archives/zip.ts'
import { readHead, unreadable, type SourceFile } from '../reading/source.ts'
import { columnNames, detectHeader } from '../sniff/header.ts'
import { asText } from './cell-values.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { batchRows, chooseTable, damaged, previewRows, sameColumns, typedTable } from './typed-table.ts'

const excel = 'an Excel workbook'
/** Workbooks with a password lie in the container of the old Office. */
const container = 'an old Microsoft Office document'
/** What it begins with. */
const mark = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const extensions = ['xlsx', 'xlsm']

export const workbook: Importer = {
  id: 'xlsx',
  title: 'Excel workbook (.xlsx)',
  extensions,
  matches: ({ source, kind }) => kind === excel || (kind === container && extensions.includes(source.extension)),
  passes: 1,
  open: openWorkbook,
}

const kindInWords = 'Excel workbook'
/** It has to be in memory, and its sheets are unpacked there. */
const largestFile = 256 * (1 << 20)
const largestUnpacked = 1 << 30
const namesEntry = 'xl/workbook.xml'
const largestNames = 16 * (1 << 20)

interface Sheet {
  source: SourceFile
  bytes: Buffer
  name: string
  header: boolean
  /** Row of the header, or of the first values, from 0. */
  top: number
  names: string[]
}

async function openWorkbook(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const sheets: Sheet[] = []
  let tables: string[] = []
  for (const source of sources) {
    const bytes = await load(source)
    const own = await sheetNames(source)
    if (sheets.length === 0) tables = own
    sheets.push(await openSheet(source, bytes, chooseTable(own, context.options, source), context))
    sameColumns(sheets[sheets.length - 1].names, sheets[0].names, source, sources[0])
  }
  const [first] = sheets
  return typedTable(sources, { columns: first.names, header: first.header, encoding: 'utf-8', tables: tables.length > 1 ? tables : undefined, rows: () => readRows(sheets, context) })
}

async function load(source: SourceFile): Promise<Buffer> {
  if (source.bytes > largestFile) fail('import.too-large', { file: source.name, found: `${Math.round(source.bytes / 1e6)} MB of memory`, limit: `${largestFile >> 20} MB` })
  if ((await readHead(source, mark.length)).equals(mark)) {
    const bytes = await readFile(source.path).catch((cause: unknown) => unreadable(source.path, cause))
    if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) fail('import.password', { file: source.name })
    fail('import.damaged', { file: source.name, kind: kindInWords, reason: 'it is of the format before 2007; save it as .xlsx' })
  }
  const entries = await listEntries(source)
  const unpacked = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  if (unpacked > largestUnpacked) fail('import.archive-size', { file: source.name, limit: '1 GB' })
  return readFile(source.path).catch((cause: unknown) => unreadable(source.path, cause))
}

const sheetTag = /<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

async function sheetNames(source: SourceFile): Promise<string[]> {
  const xml = (await readEntry(source, namesEntry, largestNames)).toString('utf8')
  return Array.from(xml.matchAll(sheetTag), ([, name]) => name.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex: string | undefined, decimal: string | undefined, entity: string | undefined) => {
    if (entity !== undefined) return entities[entity] ?? whole
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  }))
}

async function openSheet(source: SourceFile, bytes: Buffer, name: string, { options }: ReadContext): Promise<Sheet> {
  const rows: { index: number; values: string[] }[] = []
  for await (const row of readSheet(source, bytes, name)) {
    if (row.values.some((value) => value !== '')) rows.push(row)
    if (rows.length >= previewRows) break
  }
  if (rows.length === 0) fail('import.empty', { file: source.name })
  const [top, ...rest] = rows.map(({ values }) => values)
  const header = options.header ?? detectHeader(top, rest)
  if (header && rest.length === 0) fail('import.header-only', { file: source.name })
  const width = header ? top.length : Math.max(...rows.map(({ values }) => values.length))
  return { source, bytes, name, header, top: rows[0].index, names: columnNames(header ? top : Array.from({ length: width }, () => '')) }
}

async function* readRows(sheets: Sheet[], { scope, signal, onBytes }: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const { source, bytes, name, header, top, names } of sheets) {
    const order = sheets[0].names.map((column) => names.indexOf(column))
    let batch: SourceRow[] = []
    let read = 0
    for await (const { index, values } of readSheet(source, bytes, name)) {
      if (index < top || (header && index === top) || values.every((value) => value === '')) continue
      batch.push(toRow({ file: source.name, line: index + 1 }, values, order))
      if (scope === 'beginning' && ++read >= previewRows) break
      if (batch.length < batchRows) continue
      yield batch
      batch = []
      await new Promise(setImmediate)
      signal?.throwIfAborted()
    }
    yield batch
    onBytes?.(source.bytes)
  }
}

function toRow(place: { file: string; line: number }, values: string[], order: number[]): SourceRow {
  const found = values.findLastIndex((value) => value !== '') + 1
  if (found > order.length) return { ...place, rejected: { code: 'ragged', details: { found, expected: order.length } } }
  return { ...place, values: order.map((column) => values[column] ?? '') }
}

async function* readSheet(source: SourceFile, bytes: Buffer, sheet: string): AsyncGenerator<{ index: number; values: string[] }> {
  try {
    for await (const { index, values } of streamXlsxRows(bytes, { sheet })) {
      const texts = values.map(asText)
      while (texts.at(-1) === '') texts.pop()
      yield { index, values: texts }
    }
  } catch (cause) {
    if (cause instanceof EncryptedFileError) fail('import.password', { file: source.name }, cause)
    damaged(source, kindInWords, cause)
  }
}
