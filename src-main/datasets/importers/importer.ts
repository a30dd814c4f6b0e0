/**
 * What an importer is. One format is one file with one `Importer` and one row in index.ts; everything around it (which
 * columns are learned from, counting, hashing, writing, cleaning up) is the same for all.
 */
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { Column, ColumnType, Finding, ImportOptions } from '../../../src-shared/domain/dataset.ts'
import type { Roles, TaskKind } from '../../../src-shared/domain/roles.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { SourceFile } from '../reading/source.ts'

/** A row read, with the line (or record) it began at, from 1; or why it could not be read. */
export type SourceRow = { file: string; line: number; values: Cell[]; rejected?: undefined } | { file: string; line: number; values?: undefined; rejected: RejectionReason }

/** What importers are chosen by: the first source, and the text it begins with ('' for a folder or what is no text). */
export interface Sample {
  source: SourceFile
  text: string
  /** All sources, the first among them: an importer of several files that belong together looks at their names. */
  sources: SourceFile[]
  /** Files below a chosen folder, as paths from it with / between (the first few thousand, hidden ones left out); empty for a file. */
  names: string[]
  /** The first bytes of the source; empty for a folder. */
  head: Buffer
  /** What kind of binary file that is, in the words of sniff/binary.ts; null for text and for a folder. */
  kind: string | null
}

export interface ReadContext {
  options: ImportOptions
  /** beginning: read no more than it takes to show some rows, whatever the size; whole: everything will be read. */
  scope: 'beginning' | 'whole'
  signal?: AbortSignal
  /** Bytes of the sources read just now. */
  onBytes?: (bytes: number) => void
  /** What is waited for just now. */
  onNote?: (note: string) => void
}

/** Opened sources: one table with one list of columns. */
export interface Table {
  /** What was read, file by file. */
  files: { name: string; bytes: number }[]
  encoding: string
  /** Other encodings that would fit, best first. */
  encodings: string[]
  /** null where the format knows no such thing. */
  delimiter: string | null
  header: boolean | null
  quoting: boolean | null
  columns: string[]
  /** Types of the columns that hold no plain strings, by name; strings are told by the sniffer. */
  types?: Record<string, ColumnType>
  /** Names of the channels of columns of series, by column. */
  channels?: Record<string, string[]>
  /** What the format itself says the data is for: CoNLL is for tagging, .ts for classification. */
  intent?: { task: TaskKind; roles: Roles; reason: string }
  /** Where the format holds several tables: their names; the one read is `options.table` or the first. */
  tables?: string[]
  /** Whether the importer itself has seen to it that no text holds NUL or half a character; else each is looked through. */
  sound?: boolean
  /** How columns of numbers write decimals, where that is known before they are read (dataset.ts). */
  decimals?: Record<string, Column['decimal']>
  findings: Finding[]
  /** Rows in order, in batches, in constant memory. `values` has one cell a column. May be called once. */
  rows: () => AsyncIterable<SourceRow[]>
}

export interface Importer {
  id: string
  /** As shown in lists. */
  title: string
  extensions: string[]
  /** It reads folders as well as files; one without extensions reads nothing but folders. */
  folders?: true
  /** Whether sources that begin so are of this format. Asked in the order of the table; the first that says yes reads. */
  matches: (sample: Sample) => boolean
  /** How often the bytes of the sources are read in all: what progress is measured against. */
  passes: number
  /** @throws import.*, file.unreadable */
  open: (sources: SourceFile[], context: ReadContext) => Promise<Table>
}
