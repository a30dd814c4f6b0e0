/**
 * A tag for each step of clips and series, beside them: a table with a row a step (clip, frame, tag), or a file of tags a clip
 * (clip1.tags, clip1/tags.txt; clip1.txt where it has a word a line).
 */
import { readFile } from 'node:fs/promises'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { describeSource, unreadable } from '../reading/source.ts'
import { splitLines } from '../reading/text-lines.ts'
import { openDelimited } from './delimited.ts'
import type { ReadContext } from './importer.ts'
import { jsonl } from './jsonl.ts'
import type { MediaFile } from './media-files.ts'
import type { MediaItem } from './media-table.ts'
import { keysOf, normaliseName } from './sidecar-names.ts'

export interface MediaTags {
  reason: string
  /** Paths of the files that say so: they are no tables of labels. */
  read: ReadonlySet<string>
  tagsOf: (item: MediaItem) => string[] | RejectionReason
}

const stepNames = ['frame', 'step', 'index', 'time', 't', 'position', 'picture', 'image', 'frame_index', '\u5e27']
const tagNames = ['tag', 'tags', 'label', 'state', 'class', 'action', 'activity', 'phase', '\u6807\u7b7e']
const tables = /\.(csv|tsv|jsonl|ndjson)$/i
const lines = /\.(jsonl|ndjson)$/i
/** A table or a list is one of tags if so many of the items have some. */
const namedShare = 0.5
const largestList = 16 << 20

export async function tagsOfMedia(items: MediaItem[], others: MediaFile[], context: ReadContext): Promise<MediaTags | null> {
  return (await tagLists(items, others)) ?? (await tagTables(items, others, context))
}

const missing = (table: string): RejectionReason => ({ code: 'sidecar-missing', details: { table } })

/** A file of tags a clip. */
async function tagLists(items: MediaItem[], others: MediaFile[]): Promise<MediaTags | null> {
  const paths = new Set(others.map(({ path }) => path))
  const listed = items.map((item): [MediaItem, string | undefined] => [item, listNames(item).find((path) => paths.has(path))])
  const found = listed.filter((pair): pair is [MediaItem, string] => pair[1] !== undefined)
  if (found.length === 0 || found.length < namedShare * items.length) return null
  const [, first] = found[0]
  // A text beside a clip may be what is said of it.
  if (/\.txt$/i.test(first) && !/tags\.txt$/i.test(first) && !isWordALine(await readList(first))) return null
  const tags = new Map<string, string[]>()
  for (const [{ name }, path] of found) tags.set(name, tagsIn(await readList(path)))
  return { reason: 'a file beside each says the tag of every step', read: new Set(found.map(([, path]) => path)), tagsOf: ({ name }) => tags.get(name) ?? missing('.tags') }
}

/** Beside the file, or in the folder of the pictures and beside it. */
function listNames({ name, files: [{ path, name: file }] }: MediaItem): string[] {
  const folder = path.replace(/[\\/][^\\/]*$/, '')
  const own = path.replace(/\.[^.\\/]+$/, '')
  const separator = path.includes('\\') ? '\\' : '/'
  return name === file ? ['.tags', '.tags.txt', '.txt'].map((end) => own + end) : [...['tags.txt', 'labels.txt'].map((inner) => folder + separator + inner), ...['.tags', '.tags.txt', '.txt'].map((end) => folder + end)]
}

async function readList(path: string): Promise<string> {
  const { bytes } = await describeSource(path)
  return bytes > largestList ? '' : readFile(path, 'utf8').catch((cause: unknown) => unreadable(path, cause))
}

const isWordALine = (text: string): boolean => {
  const all = splitLines(text).filter((line) => line.trim() !== '')
  return all.length > 1 && all.every((line) => !/\s/.test(line.trim()))
}

/** A tag a line, or all of them in one. */
function tagsIn(text: string): string[] {
  const all = splitLines(text.replace(/^\ufeff/, '')).map((line) => line.trim()).filter((line) => line !== '')
  return all.length === 1 ? all[0].split(/[\s,]+/) : all
}

/** Tables with several rows an item, one of whose columns numbers them. */
async function tagTables(items: MediaItem[], others: MediaFile[], context: ReadContext): Promise<MediaTags | null> {
  const keys = new Map(items.flatMap(({ name }) => keysOf(name).map((key): [string, string] => [key, name])))
  const rows = new Map<string, { step: string; tag: string }[]>()
  const read: MediaFile[] = []
  for (const file of others.filter(({ name }) => tables.test(name))) {
    const table = await readTagTable(file, keys, context)
    if (table === null) continue
    read.push(file)
    for (const [name, own] of table) rows.set(name, [...(rows.get(name) ?? []), ...own])
  }
  if (rows.size === 0 || rows.size < namedShare * items.length) return null
  const order = new Intl.Collator('en', { numeric: true })
  const tags = new Map([...rows].map(([name, own]): [string, string[]] => [name, own.sort((a, b) => order.compare(a.step, b.step)).map(({ tag }) => tag)]))
  const names = read.map(({ name }) => name).join(', ')
  return { reason: `${names} says the tag of every step`, read: new Set(read.map(({ path }) => path)), tagsOf: ({ name }) => tags.get(name) ?? missing(names) }
}

async function readTagTable({ path }: MediaFile, keys: ReadonlyMap<string, string>, context: ReadContext): Promise<Map<string, { step: string; tag: string }[]> | null> {
  const source = await describeSource(path)
  const table = await (lines.test(path) ? jsonl.open : openDelimited)([source], { options: {}, scope: 'whole', signal: context.signal })
  const find = (names: string[]): number => table.columns.findIndex((column) => names.includes(column.trim().toLowerCase()))
  const [step, tag] = [find(stepNames), find(tagNames)]
  if (step < 0 || tag < 0) return null
  const found = new Map<string, { step: string; tag: string }[]>()
  let place = -1
  let rows = 0
  for await (const batch of table.rows()) {
    for (const { values } of batch) {
      if (values === undefined) continue
      const texts = values.map((value) => (typeof value === 'string' ? value : ''))
      if (place < 0) place = texts.findIndex((text, column) => column !== tag && nameOf(text, keys) !== undefined)
      const name = place < 0 ? undefined : nameOf(texts[place], keys)
      if (name === undefined) continue
      rows++
      const own = found.get(name)
      const row = { step: texts[step], tag: Buffer.from(texts[tag].trim()).toString() }
      if (own) own.push(row)
      else found.set(name, [row])
    }
  }
  return rows > found.size ? found : null
}

/** The item that a value names: itself, or the folder of a picture that it names. */
function nameOf(text: string, keys: ReadonlyMap<string, string>): string | undefined {
  const name = normaliseName(text)
  const folder = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : ''
  return [...keysOf(name), ...(folder === '' ? [] : keysOf(folder))].map((key) => keys.get(key)).find((own) => own !== undefined)
}
