/** JSON Lines: one object a line. Its columns are the keys of all lines, in order of first appearance. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { readBeginning, type Beginning } from '../reading/beginning.ts'
import { readBlocks } from '../reading/blocks.ts'
import type { SourceFile } from '../reading/source.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { createJsonColumns, isObject, type JsonColumns, type JsonObject } from './json-columns.ts'

export const jsonl: Importer = {
  id: 'jsonl',
  title: 'JSON Lines',
  extensions: ['jsonl', 'ndjson'],
  matches: ({ source, text }) => {
    if (source.directory) return false
    if (jsonl.extensions.includes(source.extension)) return true
    return text.trimStart().startsWith('{') && parseObject(firstLine(text)).object !== null
  },
  passes: 2,
  open: openJsonl,
}

interface JsonlFile {
  source: SourceFile
  beginning: Beginning
}

async function openJsonl(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const files: JsonlFile[] = []
  const columns = createJsonColumns(sources[0].name)
  for (const source of sources) {
    const beginning = await readBeginning(source, context.options)
    const first = firstLine(beginning.text)
    if (first === '') fail('import.empty', { file: source.name })
    const { reason } = parseObject(first)
    if (reason !== null) fail('import.json', { file: source.name, line: 1 + beginning.text.slice(0, beginning.text.indexOf(first)).split('\n').length - 1, reason })
    files.push({ source, beginning })
    await collectColumns({ source, beginning }, context, columns)
  }
  const guessed = files.find(({ beginning }) => beginning.guessed && !beginning.guess.certain)
  return {
    files: sources.map(({ name, bytes }) => ({ name, bytes })),
    encoding: files[0].beginning.encoding,
    encodings: files[0].beginning.guess.others,
    delimiter: null,
    header: null,
    quoting: null,
    columns: columns.names(),
    types: columns.types(),
    findings: guessed ? [finding('encoding-guessed', { encoding: guessed.beginning.encoding })] : [],
    rows: () => readRows(files, columns, context),
  }
}

async function collectColumns(file: JsonlFile, context: ReadContext, columns: JsonColumns): Promise<void> {
  for await (const batch of readObjects(file, context)) {
    for (const { object } of batch) if (object !== null) columns.observe(object)
  }
}

async function* readRows(files: JsonlFile[], columns: JsonColumns, context: ReadContext): AsyncGenerator<SourceRow[]> {
  for (const file of files) {
    for await (const batch of readObjects(file, context)) {
      yield batch.map(({ line, object, reason }): SourceRow => {
        if (object === null) return { file: file.source.name, line, rejected: { code: 'json', details: { reason: reason ?? '' } } }
        const cells = columns.cells(object)
        return Array.isArray(cells) ? { file: file.source.name, line, values: cells } : { file: file.source.name, line, rejected: cells }
      })
    }
  }
}

/** Every line that is not blank, parsed. */
async function* readObjects({ source, beginning }: JsonlFile, { scope, signal, onBytes }: ReadContext): AsyncGenerator<{ line: number; object: JsonObject | null; reason: string | null }[]> {
  const parseBlock = (text: string, from: number) =>
    text.split('\n').flatMap((content, index) => (content.trim() === '' ? [] : [{ line: from + index, ...parseObject(content) }]))
  if (scope === 'beginning') {
    yield parseBlock(beginning.text, 1)
    return
  }
  for await (const block of readBlocks(source, beginning, signal)) {
    yield parseBlock(block.text, block.line)
    onBytes?.(block.bytes)
  }
}

function firstLine(text: string): string {
  return /[^\s][^\n]*/.exec(text)?.[0] ?? ''
}

function parseObject(line: string): { object: JsonObject | null; reason: string | null } {
  try {
    const value: unknown = JSON.parse(line)
    if (isObject(value)) return { object: value, reason: null }
    return { object: null, reason: Array.isArray(value) ? 'it is a list' : `it is ${value === null ? 'null' : `a ${typeof value}`}` }
  } catch (error) {
    return { object: null, reason: error instanceof Error ? error.message : String(error) }
  }
}
