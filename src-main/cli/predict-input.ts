/** Texts to classify, from a file: a column of a table (CSV, TSV, JSON Lines), or each line of a text file. */
import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { createInterface } from 'node:readline'
import { fail } from '../../src-shared/contract/errors.ts'
import { chooseImporter } from '../datasets/importers/index.ts'

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
      const texts = some.flatMap(({ values }) => (values ? [values[place]] : []))
      yield { texts, rejected: some.length - texts.length }
    }
  }
}

/** Every line is a text; an empty one is left out. */
async function* readLines(path: string): AsyncGenerator<Batch> {
  const input = createReadStream(path, 'utf8')
  const failed = new Promise<never>((_, reject) => input.once('error', reject))
  failed.catch(() => undefined)
  let batch: Batch = { texts: [], rejected: 0 }
  try {
    await Promise.race([new Promise<void>((resolve) => input.once('open', () => resolve())), failed])
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() === '') batch.rejected += 1
      else batch.texts.push(line)
      if (batch.texts.length === batchSize) {
        yield batch
        batch = { texts: [], rejected: 0 }
      }
    }
  } catch (thrown) {
    fail('file.unreadable', { path, reason: thrown instanceof Error ? thrown.message : String(thrown) }, thrown)
  }
  if (batch.texts.length + batch.rejected > 0) yield batch
}
