/**
 * A JSON document: a list of objects (or of texts, or of lists), read value by value; objects one after the other; an object
 * of columns, as pandas writes it; or an object with such tables inside.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import { canonicalEncoding } from '../reading/decoders.ts'
import { readHead, type SourceFile } from '../reading/source.ts'
import { detectMark } from '../sniff/wide.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { createJsonColumns, isObject, type JsonColumns } from './json-columns.ts'
import { readElements } from './json-elements.ts'
import { findTables, type JsonTable } from './json-tables.ts'
import { chooseTable, previewRows, typedTable } from './typed-table.ts'

export const json: Importer = {
  id: 'json',
  title: 'JSON',
  extensions: ['json', 'geojson'],
  matches: ({ source, text, head, kind }) => {
    if (source.directory || (text === '' && kind !== null)) return false
    // A document on one endless line begins with no whole line.
    const beginning = text === '' ? head.toString('utf8') : text.slice(0, head.length)
    const start = /^\ufeff?\s*([[{])([^\n]*)(\n\s*\S)?/.exec(beginning)
    if (start === null || source.extension === 'jsonl' || source.extension === 'ndjson') return false
    if (start[1] === '[') return source.extension === 'json' || /^\s*(?:["{[\]\d-]|$)/.test(start[2])
    // An object on the first line with more below it is JSON Lines, whatever its name says.
    return !isWhole(`{${start[2]}`) || (start[3] === undefined && source.extension === 'json')
  },
  passes: 2,
  open: openJson,
}

/** One row. */
const longestRow = 16 * (1 << 20)
/** A document that has to be read as a whole. */
const longestDocument = 64 * (1 << 20)
const markBytes = 4

interface JsonFile {
  source: SourceFile
  encoding: string
  layout: 'list' | 'values'
  /** Of a document that is one object: its tables. */
  tables: JsonTable[] | null
}

async function openJson(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const files: JsonFile[] = []
  for (const source of sources) files.push(await openFile(source, context))
  const names = files[0].tables?.map(({ name }) => name) ?? []
  const table = files[0].tables ? chooseTable(names, context.options, sources[0]) : null
  const columns = createJsonColumns(sources[0].name)
  let rows = 0
  for (const file of files) {
    for await (const batch of readValues(file, table, context)) {
      for (const { value, reason } of batch) if (reason === null) columns.observe(value)
      rows += batch.length
      if (context.scope === 'beginning' && rows >= previewRows) break
    }
  }
  if (rows === 0) fail('import.empty', { file: sources[0].name })
  return typedTable(sources, {
    columns: columns.names(),
    types: columns.types(),
    encoding: files[0].encoding,
    tables: names.length > 1 ? names : undefined,
    rows: () => readRows(files, { columns, table }, context),
  })
}

async function openFile(source: SourceFile, { options, signal }: ReadContext): Promise<JsonFile> {
  if (source.bytes === 0) fail('import.empty', { file: source.name })
  const head = await readHead(source, markBytes)
  const encoding = options.encoding === undefined ? (detectMark(head)?.encoding ?? 'utf-8') : canonicalEncoding(options.encoding)
  const start = /[^\s\ufeff]/.exec(decode(await readHead(source, 1 << 16), encoding))?.[0]
  if (start === undefined) fail('import.empty', { file: source.name })
  if (start === '[') return { source, encoding, layout: 'list', tables: null }
  const seen: unknown[] = []
  for await (const batch of readElements(source, { encoding, layout: 'values', longest: longestDocument, signal })) {
    for (const { text, line } of batch) {
      if (seen.length === 0) seen.push(parse(text).value ?? fail('import.json-file', { file: source.name, line, reason: parse(text).reason ?? 'it is no object' }))
      else return { source, encoding, layout: 'values', tables: null }
    }
  }
  const tables = isObject(seen[0]) ? findTables(seen[0]) : []
  return { source, encoding, layout: 'values', tables: tables.length > 0 ? tables : null }
}

interface Value {
  value: unknown
  reason: string | null
  line: number
}

async function* readValues(file: JsonFile, table: string | null, { scope, signal, onBytes }: ReadContext): AsyncGenerator<Value[]> {
  if (table !== null) {
    const found = file.tables?.find(({ name }) => name === table)
    if (!found) fail('import.table-missing', { file: file.source.name, table, tables: file.tables?.map(({ name }) => name).join(', ') ?? '' })
    onBytes?.(file.source.bytes)
    yield found.rows().slice(0, scope === 'beginning' ? previewRows : undefined).map((value, index) => ({ value, reason: null, line: index + 1 }))
    return
  }
  const longest = file.layout === 'list' ? longestRow : longestDocument
  for await (const batch of readElements(file.source, { encoding: file.encoding, layout: file.layout, longest, signal, onBytes })) {
    yield batch.map(({ text, line }) => ({ ...parse(text), line }))
  }
}

async function* readRows(files: JsonFile[], { columns, table }: { columns: JsonColumns; table: string | null }, context: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const file of files) {
    let rows = 0
    for await (const batch of readValues(file, table, context)) {
      yield batch.map(({ value, reason, line }) => toRow(columns, file.source.name, { value, reason, line }))
      rows += batch.length
      if (context.scope === 'beginning' && rows >= previewRows) break
    }
  }
}

export function toRow(columns: JsonColumns, file: string, { value, reason, line }: Value): SourceRow {
  if (reason !== null) return { file, line, rejected: { code: 'json', details: { reason } } }
  const cells = columns.cells(value)
  return Array.isArray(cells) ? { file, line, values: cells } : { file, line, rejected: cells }
}

function parse(text: string): { value: unknown; reason: string | null } {
  try {
    return { value: JSON.parse(text), reason: null }
  } catch (error) {
    return { value: undefined, reason: error instanceof Error ? error.message : String(error) }
  }
}

const isWhole = (line: string): boolean => parse(line).reason === null

function decode(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch (cause) {
    return fail('import.encoding-unknown', { encoding }, cause)
  }
}
