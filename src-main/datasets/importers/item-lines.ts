/** An item a line: names, headlines, verses. One row each, empty lines left out. */
import { describeTexts, openTexts, readLineBatches } from '../reading/text-lines.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { plainExtensions, plainKind } from './plain-text.ts'
import { splitOfFiles } from './split-names.ts'

export const itemLines: Importer = {
  id: 'lines',
  title: 'Plain text (an item a line)',
  extensions: plainExtensions,
  matches: (sample) => plainKind(sample) === 'lines',
  passes: 1,
  open: openLines,
}

async function openLines(sources: Parameters<Importer['open']>[0], context: ReadContext): Promise<Table> {
  const files = await openTexts(sources, context)
  const parts = splitOfFiles(sources.map(({ name }) => name))
  return {
    ...describeTexts(files),
    columns: ['text', ...(parts ? ['split'] : [])],
    intent: { task: 'generation', roles: { text: ['text'], ...(parts ? { split: ['split'] } : {}) }, reason: 'an item a line and nothing said about it: to write more like them' },
    async *rows () {
      for (const [index, file] of files.entries()) {
        const tail = parts ? [parts[index]] : []
        for await (const { line, lines } of readLineBatches(file, context)) {
          yield lines.flatMap((text, offset): SourceRow[] => (text.trim() === '' ? [] : [{ file: file.source.name, line: line + offset, values: [text, ...tail] }]))
        }
      }
    },
  }
}
