/** Text files line by line, for formats that are no table of delimited rows: numbered lines in constant memory. */
import type { Finding } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import type { ReadContext, Table } from '../importers/importer.ts'
import { readBeginning, type Beginning } from './beginning.ts'
import { detectEncodingBeyond } from './beyond.ts'
import { readBlocks } from './blocks.ts'
import type { SourceFile } from './source.ts'

export interface TextFile {
  source: SourceFile
  beginning: Beginning
}

/** Lines without their ends; `line` is the number of the first, from 1. */
export interface LineBatch {
  line: number
  lines: string[]
}

/** @throws import.empty, import.binary, import.encoding, file.unreadable */
export async function openTexts(sources: SourceFile[], { options, scope }: ReadContext): Promise<TextFile[]> {
  const files: TextFile[] = []
  for (const source of sources) {
    const beginning = await readBeginning(source, options)
    const other = scope === 'whole' && beginning.guessed && !beginning.complete ? await detectEncodingBeyond(source, beginning) : null
    files.push({ source, beginning: other === null ? beginning : { ...beginning, encoding: other.encoding, guess: other } })
  }
  return files
}

/** What a table says of the texts it was read from. */
export function describeTexts(files: TextFile[]): Pick<Table, 'files' | 'encoding' | 'encodings' | 'delimiter' | 'header' | 'quoting'> & { findings: Finding[] } {
  const [{ beginning }] = files
  const guessed = files.find((file) => file.beginning.guessed && !file.beginning.guess.certain)
  return {
    files: files.map(({ source: { name, bytes } }) => ({ name, bytes })),
    encoding: beginning.encoding,
    encodings: [beginning.guess.encoding, ...beginning.guess.others].filter((name) => name !== beginning.encoding),
    delimiter: null,
    header: null,
    quoting: null,
    findings: guessed ? [finding('encoding-guessed', { encoding: guessed.beginning.encoding })] : [],
  }
}

/** @throws import.encoding, import.line-too-long, file.unreadable; the signal's reason when aborted */
export async function* readLineBatches({ source, beginning }: TextFile, { scope, signal, onBytes }: ReadContext): AsyncGenerator<LineBatch> {
  if (scope === 'beginning') {
    yield { line: 1, lines: splitLines(beginning.text) }
    return
  }
  for await (const { text, line, bytes } of readBlocks(source, beginning, signal)) {
    yield { line, lines: splitLines(text) }
    onBytes?.(bytes)
  }
}

/** Lines end at LF or CRLF; what stands behind the last end is a line where it is not empty. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}
