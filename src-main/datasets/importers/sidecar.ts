/** A table beside recordings or clips that says what they are: metadata.csv, train.tsv, manifest.jsonl, LJSpeech's metadata with bars, LibriSpeech's *.trans.txt. */
import { readFile } from 'node:fs/promises'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Roles } from '../../../src-shared/domain/roles.ts'
import { splitLines } from '../reading/text-lines.ts'
import { describeSource, unreadable } from '../reading/source.ts'
import { stemOf, type MediaFile } from './media-files.ts'
import { openDelimited } from './delimited.ts'
import type { ReadContext } from './importer.ts'
import { jsonl } from './jsonl.ts'
import { endsOf, keysOf, normaliseName } from './sidecar-names.ts'
import { splitOfName } from './split-names.ts'

export interface Sidecar {
  /** Names of the tables. */
  table: string
  columns: string[]
  roles: Roles
  /** The row of a file, by its path from the chosen folder; null where no table has one. */
  rowOf: (name: string) => string[] | null
}

const lines = /\.(jsonl|ndjson)$/i
const tableName = /\.(csv|tsv|jsonl|ndjson)$|(^|\/)(metadata|labels|transcripts?|annotations?)[^/]*\.txt$/i
const transcriptList = /\.trans\.txt$/i
const most = 4_000_000
/** A column names the files if so many of its first values do. */
const namedShare = 0.5
const proof = 200

const transcriptNames = ['transcript', 'transcription', 'sentence', 'normalized_text', 'text', 'utterance', '文本']
const labelNames = ['label', 'class', 'category', 'emotion', 'digit', 'word', 'command', 'genre', 'species', 'target', 'intent', '标签']
const groupNames = ['speaker', 'speaker_id', 'client_id', 'subject', 'subject_id', 'user', 'participant', 'actor', 'spk']
const splitNames = ['split', 'subset', 'partition', 'set']

/** null where there is none. @throws import.sidecar where a table names the files and nothing says what they are */
export async function findSidecar(files: MediaFile[], others: MediaFile[], context: ReadContext): Promise<Sidecar | null> {
  const lists = others.filter(({ name }) => transcriptList.test(name))
  if (lists.length > 0) return readTranscriptLists(lists)
  const tables = others.filter(({ name }) => tableName.test(name))
  if (tables.length === 0) return null
  const keys = new Set(files.flatMap(({ name }) => keysOf(name)))
  const rows = new Map<string, string[]>()
  let known: { names: string[]; columns: string[]; tables: string[] } | null = null
  const parts = tables.map(({ name }) => splitOfName(name))
  for (const [index, { path, name }] of tables.entries()) {
    const read = await readTable(path, keys, context)
    if (read === null) continue
    if (known !== null && known.names.join('\t') !== read.columns.join('\t')) continue
    const part = parts.filter((one) => one !== null).length > 1 && !read.columns.some((column) => splitNames.includes(column.toLowerCase())) ? parts[index] : null
    known ??= { names: read.columns, columns: part === null ? read.columns : [...read.columns, 'split'], tables: [] }
    known.tables.push(name)
    for (const [key, values] of read.rows) rows.set(key, part === null ? values : [...values, part])
  }
  if (known === null) return null
  const roles = rolesOf(known.columns)
  if (roles.label === undefined && roles.transcript === undefined) fail('import.sidecar', { table: known.tables[0], columns: known.columns.join(', ') })
  return { table: known.tables.join(', '), columns: known.columns, roles, rowOf: (name) => keysOf(name).map((key) => rows.get(key)).find((row) => row !== undefined) ?? null }
}

async function readTable(path: string, keys: ReadonlySet<string>, context: ReadContext): Promise<{ columns: string[]; rows: Map<string, string[]> } | null> {
  const source = await describeSource(path)
  const open = (header?: boolean) => (lines.test(path) ? jsonl.open : openDelimited)([source], { options: { header }, scope: 'whole', signal: context.signal })
  const first = await open()
  // A header that names a file is none.
  const table = first.columns.some((name) => matches(name, keys)) ? await open(false) : first
  const all: string[][] = []
  for await (const batch of table.rows()) {
    for (const { values } of batch) if (values && all.length < most) all.push(values.map((value) => (typeof value === 'string' ? value : '')))
  }
  const place = table.columns.findIndex((_, column) => {
    const some = all.slice(0, proof)
    return some.filter((row) => matches(row[column], keys)).length >= namedShare * some.length && some.length > 0
  })
  if (place < 0) return null
  const kept = table.columns.map((_, column) => column).filter((column) => column !== place)
  // LJSpeech has no header: a text, then the same with numbers written out.
  const columns = kept.map((column) => (/^column\d+$/.test(table.columns[column]) && kept.length <= 2 ? (column === kept.at(-1) ? 'transcript' : 'original') : table.columns[column]))
  const rows = new Map<string, string[]>()
  for (const row of all) {
    const values = kept.map((column) => row[column])
    for (const key of endsOf(normaliseName(row[place]))) if (!rows.has(key)) rows.set(key, values)
  }
  return { columns, rows }
}

const matches = (value: string, keys: ReadonlySet<string>): boolean => endsOf(normaliseName(value)).some((key) => keys.has(key))

function rolesOf(columns: string[]): Roles {
  const find = (names: string[]) => names.map((name) => columns.find((column) => column.toLowerCase() === name)).find((column) => column !== undefined)
  const transcript = find(transcriptNames)
  const label = find(labelNames)
  const only = columns.length === 1 && transcript === undefined && label === undefined ? columns[0] : undefined
  const [group, split] = [find(groupNames), find(splitNames)]
  return {
    ...(transcript === undefined ? {} : { transcript: [transcript] }),
    ...((label ?? only) === undefined ? {} : { label: [label ?? only ?? ''] }),
    ...(group === undefined ? {} : { group: [group] }),
    ...(split === undefined ? {} : { split: [split] }),
  }
}

/** LibriSpeech: 84-121123-0000 GO DO YOU HEAR, the reader's number first. */
async function readTranscriptLists(lists: MediaFile[]): Promise<Sidecar> {
  const rows = new Map<string, string[]>()
  for (const { path } of lists) {
    for (const line of splitLines(await readFile(path, 'utf8').catch((cause: unknown) => unreadable(path, cause)))) {
      const [, key, text] = /^(\S+)\s+(.*)$/.exec(line) ?? []
      if (key !== undefined) rows.set(key, [text, key.split('-')[0]])
    }
  }
  return { table: lists.map(({ name }) => name).slice(0, 3).join(', '), columns: ['transcript', 'speaker'], roles: { transcript: ['transcript'], group: ['speaker'] }, rowOf: (name) => rows.get(stemOf(name)) ?? null }
}
