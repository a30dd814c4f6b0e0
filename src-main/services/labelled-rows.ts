/**
 * Rows to evaluate a model on, read from files. No dataset is made of them, so what a dataset must have (two classes, labels
 * that repeat) is not asked: one class is a fair question to a model.
 */
import { fail } from '../../src-shared/contract/errors.ts'
import type { Example, ImportOptions } from '../../src-shared/domain/dataset.ts'
import { chooseImporter } from '../datasets/importers/index.ts'

interface Labelled { options: ImportOptions; text: string; label: string }

/** Rows without text or label, and rows that cannot be read, are left out. `index` is the row in the files. @throws file.*, import.* */
export async function readLabelled(paths: string[], { options, ...names }: Labelled, signal: AbortSignal): Promise<Example[]> {
  const { importer, sources } = await chooseImporter(paths, options)
  const table = await importer.open(sources, { options, scope: 'whole', signal })
  const placeOf = (column: string): number => {
    const place = table.columns.indexOf(column)
    return place >= 0 ? place : fail('import.column-missing', { column, file: sources[0].name, columns: table.columns.join(', ') })
  }
  const [text, label] = [placeOf(names.text), placeOf(names.label)]
  const examples: Example[] = []
  let index = 0
  for await (const rows of table.rows()) {
    signal.throwIfAborted()
    for (const { values } of rows) {
      const [read, named] = values ? [values[text], values[label]] : ['', '']
      if (typeof read === 'string' && typeof named === 'string' && read.trim() !== '' && named.trim() !== '') examples.push({ index, text: read, label: named.trim() })
      index += 1
    }
  }
  return examples.length > 0 ? examples : fail('import.empty', { file: sources[0].name })
}
