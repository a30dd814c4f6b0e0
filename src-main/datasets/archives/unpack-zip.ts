/** The files of a zip archive, each below the folder made for it: names that lead elsewhere, links and passwords are refused. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { SourceFile } from '../reading/source.ts'
import { refuseInner } from './inner.ts'
import { metered } from './limits.ts'
import type { Unpacking } from './unpack.ts'
import { listEntries, unpackEntries, type ZipEntry } from './zip.ts'

/** What operating systems leave in archives. */
const leftovers = /(^|\/)(__MACOSX|\.[^/]*|Thumbs\.db|desktop\.ini)(\/|$)/i
/** Several of these side by side are one table in parts; several of others are a folder of recordings, pictures, texts. */
const tables = ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'parquet', 'pq', 'arrow', 'feather', 'xlsx', 'sqlite', 'db', 'ts', 'conll', 'iob', 'bio']
/** Of an archive that is larger a preview sees the first files only. */
const previewedBytes = 256 * 2 ** 20

export async function unpackZip(source: SourceFile, unpacking: Unpacking): Promise<string[]> {
  const entries = (await listEntries(source)).filter(({ directory, name }) => !directory && !leftovers.test(name))
  if (entries.length === 0) fail('import.archive', { file: source.name, reason: 'there is no file in it' })
  const wanted = choose(entries, unpacking)
  for (const entry of wanted) check(source, entry, unpacking)
  const names = new Set(wanted.map(({ name }) => name))
  if (names.size < wanted.length) fail('import.archive', { file: source.name, reason: 'it holds two files of one name' })
  for (const folder of new Set(wanted.map(({ name }) => dirname(name)))) await mkdir(join(unpacking.folder, folder), { recursive: true })
  await unpackEntries(source, ({ name }) => (names.delete(name) ? () => sinkOf(source, join(unpacking.folder, name), unpacking) : null), unpacking.signal)
  const paths = wanted.map(({ name }) => join(unpacking.folder, name))
  for (const path of paths) await refuseInner(source, path)
  const flat = new Set(wanted.map(({ name }) => dirname(name))).size === 1
  const [extension, ...others] = new Set(paths.map((path) => extname(path).slice(1).toLowerCase()))
  if (paths.length === 1 || (flat && others.length === 0 && tables.includes(extension))) return paths.sort()
  return [folderOf(unpacking.folder, wanted)]
}

function choose(entries: ZipEntry[], { scope }: Unpacking): ZipEntry[] {
  if (scope === 'whole') return entries
  let bytes = 0
  return entries.filter((entry, place) => place === 0 || (bytes += entry.bytes) < previewedBytes)
}

function check(source: SourceFile, { name, encrypted, link, bytes, packed }: ZipEntry, { budget, scope }: Unpacking): void {
  if (encrypted) fail('import.password', { file: source.name })
  // No system has files of such names: they are damage, or meant to look like another.
  if (name.includes('\0')) fail('import.archive-path', { file: source.name, inner: name.replaceAll('\0', '\u2400') })
  if (link) fail('import.archive-path', { file: source.name, inner: name })
  // What the archive itself says is enough to refuse it before a byte is written.
  if (scope === 'whole' && bytes > packed) budget.foresee(source, bytes)
}

/** The file, which must not be there yet, behind a look at how large it becomes. */
function sinkOf(source: SourceFile, path: string, { budget }: Unpacking): Writable[] {
  return [metered(source, budget), createWriteStream(path, { flags: 'wx' })]
}

/** The folder that a person would have got: where one lies around everything, that one. */
function folderOf(folder: string, entries: ZipEntry[]): string {
  const [first, ...others] = new Set(entries.map(({ name }) => name.split('/')[0]))
  return others.length === 0 && entries.every(({ name }) => name.includes('/')) ? join(folder, first) : folder
}
