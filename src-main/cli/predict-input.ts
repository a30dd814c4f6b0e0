/** Texts to classify, from a file: a column of a table (CSV, TSV, JSON Lines), or each line of a text file. */
import { extname } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { chooseImporter } from '../datasets/importers/index.ts'
import { readBeginning } from '../datasets/reading/beginning.ts'
import { readBlocks } from '../datasets/reading/blocks.ts'
import { describeSource } from '../datasets/reading/source.ts'

const tables = new Set(['.csv', '.tsv', '.jsonl', '.ndjson'])
const batchSize = 512

export interface Batch { texts: string[]; rejected: number }

/** @throws file.unreadable, import.* */
export async function* readTexts(path: string, { column, usual }: { column?: string; usual: string }): AsyncGenerator<Batch> {
  yield* tables.has(extname(path).toLowerCase()) ? readTable(path, column, usual) : readLines(path)
}

async function* readTable(path: string, column: string | undefined, usual: string): AsyncGenerator<Batch> {
  const { importer, sources } = await chooseImporter([path], {})
  const table = await importer.open(sources, { options: {}, scope: 'whole' })
  const file = sources[0].name
  const columns = table.columns.join(', ')
  if (column !== undefined && !table.columns.includes(column)) fail('import.column-missing', { column, file, columns })
  const wanted = column ?? (table.columns.includes(usual) ? usual : table.columns.length === 1 ? table.columns[0] : fail('import.no-text', { file, columns }))
  const place = table.columns.indexOf(wanted)
  for await (const rows of table.rows()) {
    for (let from = 0; from < rows.length; from += batchSize) {
      const some = rows.slice(from, from + batchSize)
      const texts = some.flatMap(({ values }) => values?.[place] ?? []).filter((cell) => typeof cell === 'string')
      yield { texts, rejected: some.length - texts.length }
    }
  }
}

/** Every line is a text; an empty one is left out. Encoding and damage are treated as in an import. */
async function* readLines(path: string): AsyncGenerator<Batch> {
  const source = await describeSource(path)
  if (source.directory) fail('file.unreadable', { path, reason: 'it is a folder' })
  const layout = await readBeginning(source)
  for await (const { text } of readBlocks(source, layout)) {
    const lines = text.replace(/\n$/, '').split('\n')
    for (let from = 0; from < lines.length; from += batchSize) {
      const some = lines.slice(from, from + batchSize).map((line) => line.replace(/\r$/, ''))
      const texts = some.filter((line) => line.trim() !== '')
      yield { texts, rejected: some.length - texts.length }
    }
  }
}
