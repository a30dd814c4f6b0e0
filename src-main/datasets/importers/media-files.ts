/** Files of recordings or pictures: found below folders or as chosen, with paths that tell what they are. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { listNames } from '../reading/names.ts'
import { describeSource, unreadable, type SourceFile } from '../reading/source.ts'
import type { ReadContext } from './importer.ts'

export interface MediaFile {
  path: string
  /** From the chosen folder, with / between: what labels are told from. */
  name: string
}

/** More files than this are a mistake: a whole disk was chosen. */
const mostFiles = 5_000_000

export const extensionOf = (name: string): string => /\.([^./]+)$/.exec(name)?.[1].toLowerCase() ?? ''
export const stemOf = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.[^.]+$/, '')

/** A chosen folder's name stands before what is below it where several are chosen: each may be a class. */
export async function findMedia(sources: SourceFile[], extensions: readonly string[]): Promise<{ files: MediaFile[]; others: MediaFile[] }> {
  const files: MediaFile[] = []
  const others: MediaFile[] = []
  for (const { path, name, directory } of sources) {
    const found = directory ? (await listNames(path, mostFiles)).map((below) => ({ path: join(path, below), name: sources.length > 1 ? `${name}/${below}` : below })) : [{ path, name }]
    for (const file of found) (extensions.includes(extensionOf(file.name)) ? files : others).push(file)
  }
  return { files: unwrap(files), others }
}

/** Folders that all files lie in tell nothing: recordings/, data/train/ of a single part. */
function unwrap(files: MediaFile[]): MediaFile[] {
  if (files.length < 2) return files
  const folders = files.map(({ name }) => name.split('/').slice(0, -1))
  const depth = Math.min(...folders.map(({ length }) => length))
  let common = 0
  while (common < depth && folders.every((one) => one[common] === folders[0][common])) common++
  return common === 0 ? files : files.map(({ path, name }) => ({ path, name: name.split('/').slice(common).join('/') }))
}

/** Some of all, evenly: the first of them would be of one class. */
export function spread<T>(items: T[], count: number): T[] {
  const step = Math.max(1, items.length / count)
  return Array.from({ length: Math.min(count, items.length) }, (_, index) => items[Math.floor(index * step)])
}

/** Sizes of the files; a preview measures only some and tells what they come to. */
export async function measureFiles(files: MediaFile[], { scope }: ReadContext): Promise<number> {
  const measured = scope === 'whole' ? files : spread(files, 200)
  let bytes = 0
  for (let from = 0; from < measured.length; from += 256) {
    const sizes = await Promise.all(measured.slice(from, from + 256).map(async ({ path }) => (await describeSource(path)).bytes))
    bytes += sizes.reduce((sum, size) => sum + size, 0)
  }
  return measured.length === 0 ? 0 : Math.round((bytes * files.length) / measured.length)
}

/** A larger file is none of one clip. */
const largestBytes = 1 << 30

/** The bytes, or why they are too many. @throws file.unreadable */
export async function readMedia(path: string): Promise<Buffer | RejectionReason> {
  const { bytes } = await describeSource(path)
  if (bytes > largestBytes) return { code: 'media-too-large', details: { found: `${bytes} bytes`, limit: '1 GB' } }
  return readFile(path).catch((cause: unknown) => unreadable(path, cause))
}

/** Whether most files of a folder are of these kinds: text beside them (a readme, a table of labels) does not count. */
export function mostlyOf(names: string[], extensions: readonly string[]): boolean {
  const counted = names.filter((name) => !/\.(txt|tags|md|csv|tsv|json|jsonl|pdf|html)$/i.test(name) && extensionOf(name) !== '')
  const own = counted.filter((name) => extensions.includes(extensionOf(name))).length
  return own > 0 && own > counted.length / 2
}
