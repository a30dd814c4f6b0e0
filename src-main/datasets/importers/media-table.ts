/**
 * What recordings, clips and arrays have in common: a file or a folder is an item, a table beside them, folders or names say
 * what each is, and a list of tags says it for each step.
 */
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { ColumnType } from '../../../src-shared/domain/dataset.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { Roles, TaskKind } from '../../../src-shared/domain/roles.ts'
import type { SourceFile } from '../reading/source.ts'
import type { ReadContext, SourceRow, Table } from './importer.ts'
import { measureFiles, spread, type MediaFile } from './media-files.ts'
import { labelsOfMedia, type MediaRows } from './media-rows.ts'
import { tagsOfMedia } from './media-tags.ts'

export interface MediaItem {
  /** What its labels are told from: its file, or its folder as if it were one. */
  name: string
  files: MediaFile[]
}

export interface MediaKind {
  /** The role of the column, which is its name and its type too. */
  role: 'audio' | 'frames' | 'series'
  /** What the column of names is called. */
  nameColumn: string
  shownInPreview: number
  /** Rows that are read before they are handed on. */
  batchSize: number
  read: (item: MediaItem, context: ReadContext) => Promise<Cell | RejectionReason>
}

/** Tasks for such items, the surest first, by the role that must be there. */
const tasks: Record<MediaKind['role'], [needed: 'transcript' | 'tags' | 'label', TaskKind][]> = {
  audio: [['transcript', 'transcription'], ['label', 'classification']],
  frames: [['tags', 'tagging'], ['label', 'classification']],
  series: [['tags', 'tagging'], ['label', 'classification']],
}

export async function openMedia(kind: MediaKind, items: MediaItem[], found: { sources: SourceFile[]; others: MediaFile[] }, context: ReadContext): Promise<Table> {
  const { role, nameColumn } = kind
  const { sources, others } = found
  const tags = role === 'audio' ? null : await tagsOfMedia(items, others, context)
  const labels = await labelsOfMedia(items.map(({ name, files: [first] }) => ({ name, path: first.path })), others.filter(({ path }) => !tags?.read.has(path)), context)
  const chosen = context.scope === 'whole' ? items : spread(items, kind.shownInPreview)
  const files = items.flatMap((item) => item.files)
  return {
    files: [{ name: sources.length === 1 ? sources[0].name : `${sources[0].name} + ${sources.length - 1}`, bytes: await measureFiles(files, context) }],
    encoding: 'utf-8',
    encodings: [],
    delimiter: null,
    header: null,
    quoting: null,
    columns: [role, ...(tags ? ['tags'] : []), ...labels.columns, nameColumn],
    types: { [role]: role, ...(tags ? { tags: 'tokens' as const } : {}) } satisfies Record<string, ColumnType>,
    ...(role === 'series' ? { channels: { series: [] } } : {}),
    ...intentOf(role, { ...labels.roles, ...(tags ? { tags: ['tags'] } : {}) }, tags?.reason ?? labels.reason),
    findings: [],
    rows: () => readRows(kind, chosen, { labels, tagsOf: tags?.tagsOf ?? null }, context),
  }
}

function intentOf(role: MediaKind['role'], roles: Roles, reason: string): Pick<Table, 'intent'> {
  const { transcript: _transcript, tags: _tags, label: _label, ...rest } = roles
  const [needed, task] = tasks[role].find(([own]) => roles[own] !== undefined) ?? []
  return needed && task ? { intent: { task, roles: { [role]: [role], [needed]: roles[needed], ...rest }, reason } } : {}
}

interface Beside { labels: MediaRows; tagsOf: ((item: MediaItem) => string[] | RejectionReason) | null }

async function* readRows(kind: MediaKind, items: MediaItem[], beside: Beside, context: ReadContext): AsyncGenerator<SourceRow[]> {
  for (let from = 0; from < items.length; from += kind.batchSize) {
    const rows: SourceRow[] = []
    for (const item of items.slice(from, from + kind.batchSize)) {
      context.signal?.throwIfAborted()
      rows.push(await readRow(kind, item, beside, context))
    }
    yield rows
  }
}

const isRejection = (value: Cell | RejectionReason): value is RejectionReason => typeof value === 'object' && 'code' in value

async function readRow({ read }: MediaKind, item: MediaItem, { labels, tagsOf }: Beside, context: ReadContext): Promise<SourceRow> {
  const { name } = item
  const place = { file: name, line: 1 }
  const own = labels.rowOf(name)
  if ('code' in own) return { ...place, rejected: own }
  const tags = tagsOf?.(item) ?? null
  if (tags !== null && isRejection(tags)) return { ...place, rejected: tags }
  const cell = await read(item, context)
  if (isRejection(cell)) return { ...place, rejected: cell }
  return { ...place, values: [cell, ...(tags === null ? [] : [tags]), ...own, name] }
}
