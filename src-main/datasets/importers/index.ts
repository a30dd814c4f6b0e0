/** The table of importers. The first row that recognises the files reads them: those that are surest stand first. */
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { readBeginning } from '../reading/beginning.ts'
import { listNames } from '../reading/names.ts'
import { describeSource, readHead, type SourceFile } from '../reading/source.ts'
import { detectBinary } from '../sniff/binary.ts'
import { arrow } from './arrow.ts'
import { audio } from './audio.ts'
import { classFiles } from './class-files.ts'
import { conll } from './conll.ts'
import { corpus } from './corpus.ts'
import { csv } from './csv.ts'
import { frames } from './frames.ts'
import type { Importer } from './importer.ts'
import { itemLines } from './item-lines.ts'
import { json } from './json.ts'
import { jsonl } from './jsonl.ts'
import { numpy } from './numpy.ts'
import { pairs } from './pairs.ts'
import { parquet } from './parquet.ts'
import { sktimeTs } from './sktime-ts.ts'
import { sqlite } from './sqlite.ts'
import { textFolders } from './text-folders.ts'
import { tsv } from './tsv.ts'
import { ucrTsv } from './ucr-tsv.ts'
import { workbook } from './workbook.ts'

export const importers: Importer[] = [
  parquet,
  arrow,
  sqlite,
  workbook,
  audio,
  frames,
  numpy,
  classFiles,
  textFolders,
  conll,
  sktimeTs,
  ucrTsv,
  pairs,
  json,
  jsonl,
  tsv,
  corpus,
  itemLines,
  csv,
]

const headBytes = 1 << 14

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
    return chosen && (source.directory ? readsFolders(chosen) : chosen.extensions.length > 0) ? { importer: chosen, sources } : unknown()
  }
  const names = source.directory ? await listNames(source.path) : []
  const { text, error } = source.directory ? { text: '', error: null } : await beginText(source, options)
  const head = source.directory ? Buffer.alloc(0) : await readHead(source, headBytes)
  const importer = importers.find((one) => (!source.directory || readsFolders(one)) && one.matches({ source, sources, names, text, head, kind: detectBinary(head) }))
  if (importer) return { importer, sources }
  if (error) throw error
  return unknown()
}

const readsFolders = ({ extensions, folders }: Importer): boolean => folders === true || extensions.length === 0

/** What is no text begins with none: importers of recordings and pictures know their files by name. What is wrong with it as a text is said where none does. */
async function beginText(source: SourceFile, options: ImportOptions): Promise<{ text: string; error: SeqbenchError | null }> {
  try {
    return { text: (await readBeginning(source, options)).text, error: null }
  } catch (error) {
    if (error instanceof SeqbenchError && error.code !== 'file.unreadable' && error.code !== 'import.empty') return { text: '', error }
    throw error
  }
}
