/** One long text a file: a row each, or where it is very long pieces that are the text when put together again. */
import { describeTexts, openTexts } from '../reading/text-lines.ts'
import { readBlocks } from '../reading/blocks.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { plainExtensions, plainKind } from './plain-text.ts'
import { splitOfFiles } from './split-names.ts'

/** Characters of a piece: what a row may hold. */
const pieceLength = 16 * (1 << 20)

export const corpus: Importer = {
  id: 'corpus',
  title: 'Plain text (one long text)',
  extensions: plainExtensions,
  matches: (sample) => plainKind(sample) === 'text',
  passes: 1,
  open: openCorpus,
}

async function openCorpus(sources: Parameters<Importer['open']>[0], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const parts = splitOfFiles(sources.map(({ name }) => name))
  return {
    ...describeTexts(files),
    columns: ['text', ...(parts ? ['split'] : [])],
    intent: { task: 'generation', roles: { text: ['text'], ...(parts ? { split: ['split'] } : {}) }, reason: 'one long text: to learn how it goes on' },
    async *rows () {
      for (const [index, file] of files.entries()) {
        const tail = parts ? [parts[index]] : []
        for await (const piece of readPieces(file, context)) yield [{ file: file.source.name, line: piece.line, values: [piece.text, ...tail] }] satisfies SourceRow[]
      }
    },
  }
}

async function* readPieces({ source, beginning }: Awaited<ReturnType<typeof openTexts>>[number], { scope, signal, onBytes }: ReadContext): AsyncGenerator<{ line: number; text: string }> {
  if (scope === 'beginning') {
    yield { line: 1, text: unixLines(beginning.text) }
    return
  }
  let pending: string[] = []
  let length = 0
  let from = 1
  for await (const { text, line, bytes } of readBlocks(source, beginning, signal)) {
    if (length > 0 && length + text.length > pieceLength) {
      yield { line: from, text: pending.join('') }
      pending = []
      length = 0
    }
    if (length === 0) from = line
    pending.push(unixLines(text))
    length += text.length
    onBytes?.(bytes)
  }
  if (length > 0) yield { line: from, text: pending.join('') }
}

/** A model should not learn which system wrote the file. */
const unixLines = (text: string): string => text.replaceAll('\r\n', '\n')
