/** A folder per class, in it a text file per example: folder/positive/1.txt. The label is the folder's name. */
import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../../src-shared/contract/errors.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { canonicalEncoding, createDecoder, findBadByte } from '../reading/decoders.ts'
import { describeSource, listFolder, unreadable, type SourceFile } from '../reading/source.ts'
import { detectBinary } from '../sniff/binary.ts'
import { detectEncoding } from '../sniff/encoding.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'

export const textFolders: Importer = {
  id: 'text-folders',
  title: 'Folders of text files, one folder per class',
  extensions: [],
  matches: ({ source }) => source.directory,
  passes: 1,
  open: openFolders,
}

interface TextFile {
  path: string
  /** With the class folder before it: positive/1.txt. */
  name: string
  label: string
}

const textExtension = /\.(txt|text|md)$|^[^.]+$/i
const largestText = 16 * (1 << 20)
const largestInWords = '16 MB'
const shownInPreview = 50
const batchSize = 64
const proof = 1 << 16

async function openFolders(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const texts = await findTexts(sources)
  if (texts.length === 0) fail('import.folder-empty', { file: sources[0].name })
  const chosen = context.options.encoding === undefined ? undefined : canonicalEncoding(context.options.encoding)
  const first = await readFile(texts[0].path).catch((cause: unknown) => unreadable(texts[0].path, cause))
  const guess = detectEncoding(first.subarray(0, proof), first.length <= proof)
  const measured = await Promise.all(sources.map(async (source) => ({ name: source.name, bytes: await sizeOf(source, texts, context) })))
  return {
    files: measured,
    encoding: chosen ?? guess.encoding,
    encodings: guess.others,
    delimiter: null,
    header: null,
    quoting: null,
    columns: ['text', 'label'],
    findings: chosen === undefined && !guess.certain ? [finding('encoding-guessed', { encoding: guess.encoding })] : [],
    rows: () => readRows(context.scope === 'whole' ? texts : spread(texts, shownInPreview), chosen, context),
  }
}

/** Class folders are those inside one chosen folder, or several chosen folders themselves. */
async function findTexts(sources: SourceFile[]): Promise<TextFile[]> {
  const folders: { path: string; label: string }[] = []
  for (const source of sources) {
    const { path, classes } = await findClasses(source.path)
    if (classes.length > 0) folders.push(...classes.map((name) => ({ path: join(path, name), label: name })))
    else if (sources.length > 1) folders.push({ path: source.path, label: source.name })
  }
  const texts: TextFile[] = []
  for (const { path, label } of folders) await collect(path, label, label, texts)
  return texts
}

/** The class folders of a chosen folder; a folder that holds nothing but one other folder is a wrapping around it. */
async function findClasses(path: string): Promise<{ path: string; classes: string[] }> {
  const classes = (await listFolder(path)).filter(({ directory }) => directory).map(({ name }) => name)
  if (classes.length !== 1) return { path, classes }
  const inner = await findClasses(join(path, classes[0]))
  return inner.classes.length > 0 ? inner : { path, classes }
}

async function collect(folder: string, shown: string, label: string, texts: TextFile[]): Promise<void> {
  for (const { name, directory } of await listFolder(folder)) {
    if (directory) await collect(join(folder, name), `${shown}/${name}`, label, texts)
    else if (textExtension.test(name)) texts.push({ path: join(folder, name), name: `${shown}/${name}`, label })
  }
}

/** Bytes of the texts below a source; a preview counts only so far as it may without becoming slow. */
async function sizeOf(source: SourceFile, texts: TextFile[], { scope }: ReadContext): Promise<number> {
  const own = texts.filter(({ path }) => path.startsWith(source.path))
  const measured = scope === 'whole' ? own : own.slice(0, 1000)
  const sizes = await Promise.all(measured.map(async ({ path }) => (await describeSource(path)).bytes))
  return sizes.reduce((sum, bytes) => sum + bytes, 0)
}

/** Some of every class: the first of them would all be of one. */
function spread(texts: TextFile[], count: number): TextFile[] {
  const step = Math.max(1, texts.length / count)
  return Array.from({ length: Math.min(count, texts.length) }, (_, index) => texts[Math.floor(index * step)])
}

async function* readRows(texts: TextFile[], chosen: string | undefined, { signal, onBytes }: ReadContext): AsyncGenerator<SourceRow[]> {
  for (let from = 0; from < texts.length; from += batchSize) {
    signal?.throwIfAborted()
    const batch = texts.slice(from, from + batchSize)
    const bytes = await Promise.all(batch.map(({ path }) => readFile(path).catch((cause: unknown) => unreadable(path, cause))))
    yield batch.map((text, index) => toRow(text, bytes[index], chosen))
    onBytes?.(bytes.reduce((sum, { length }) => sum + length, 0))
  }
}

function toRow({ name, label }: TextFile, bytes: Buffer, chosen: string | undefined): SourceRow {
  const row = { file: name, line: 1 }
  if (bytes.length > largestText) return { ...row, rejected: { code: 'file-too-long', details: { limit: largestInWords } } }
  const kind = detectBinary(bytes.subarray(0, proof))
  if (kind !== null) return { ...row, rejected: { code: 'file-binary', details: { kind } } }
  const encoding = chosen ?? (isUtf8(bytes) ? 'utf-8' : detectEncoding(bytes, true).encoding)
  const decoder = createDecoder(encoding)
  const text = decoder.decode(bytes)
  if (text === null) {
    const offset = findBadByte(bytes, decoder)
    const line = bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1
    return { ...row, rejected: { code: 'file-encoding', details: { encoding, line, offset: offset + 1 } } }
  }
  return { ...row, values: [text.replace(/^\ufeff/, '').trim(), label] }
}
