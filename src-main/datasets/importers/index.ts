/** The table of importers. The first row that recognises the files reads them: those that are surest stand first. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { readBeginning } from '../reading/beginning.ts'
import { describeSource, type SourceFile } from '../reading/source.ts'
import { csv } from './csv.ts'
import type { Importer } from './importer.ts'
import { jsonl } from './jsonl.ts'
import { textFolders } from './text-folders.ts'
import { tsv } from './tsv.ts'

export const importers: Importer[] = [textFolders, jsonl, tsv, csv]

/** The files and the importer that reads them: the one chosen by id, else the first that recognises the first file. */
export async function chooseImporter(paths: string[], options: ImportOptions): Promise<{ importer: Importer; sources: SourceFile[] }> {
  if (paths.length === 0) fail('import.no-files', {})
  const sources = await Promise.all(paths.map(describeSource))
  const [source] = sources
  const other = sources.find(({ directory }) => directory !== source.directory)
  if (other) fail('import.columns-differ', { file: other.name, first: source.name })
  const unknown = (): never => fail('import.format-unknown', { file: source.name, formats: importers.map(({ title }) => title).join(', ') })
  if (options.format !== undefined) {
    const chosen = importers.find(({ id }) => id === options.format)
    return chosen && chosen.extensions.length === 0 === source.directory ? { importer: chosen, sources } : unknown()
  }
  const text = source.directory ? '' : (await readBeginning(source, options)).text
  const importer = importers.find(({ matches }) => matches({ source, text }))
  return importer ? { importer, sources } : unknown()
}
