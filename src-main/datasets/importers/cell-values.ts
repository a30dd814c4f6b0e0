/** Values of typed formats -> cells: texts as they are, nothing for null, dates as ISO 8601, lists as tokens or as a series. */
import type { ArrayCell, Cell } from '../../../src-shared/domain/cell.ts'
import type { ColumnType } from '../../../src-shared/domain/dataset.ts'

/** What the lists of a column are: words, numbers by time step (or lists of numbers: several channels); null for scalars and what has no list form. */
export type ListKind = 'tokens' | 'series' | null

/** A scalar as text. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  if (value instanceof Date) return dateText(value)
  return typeof value === 'object' ? JSON.stringify(value, writeBigint) : String(value as bigint | boolean)
}

/** Whole numbers that a double holds exactly are numbers, larger ones texts. */
function writeBigint(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

/** 2024-01-02, or 2024-01-02 10:30:00 where it has a time of day. */
export function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  return date.toISOString().replace('T', ' ').replace(/ 00:00:00\.000Z$/, '').replace(/(\.000)?Z$/, '')
}

/** A list in a column of lists; null where it does not fit (a number among words, rows of unequal length). */
export function asList(value: unknown, kind: 'tokens' | 'series'): Cell | null {
  if (value === null || value === undefined) return kind === 'tokens' ? [] : series([])
  if (!isList(value)) return null
  const list = Array.from(value)
  if (kind === 'tokens') return list.every((one) => typeof one === 'string' || one === null) ? list.map((one) => one ?? '') : null
  return series(list)
}

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))

/** Numbers [T] or lists of numbers [T, C]; nothing is NaN. */
function series(list: unknown[]): ArrayCell | null {
  const rows = list.map((row) => (isList(row) ? Array.from(row) : [row]))
  const channels = rows[0]?.length ?? 1
  const data = new Float32Array(rows.length * channels)
  for (const [step, row] of rows.entries()) {
    if (row.length !== channels) return null
    for (const [channel, value] of row.entries()) {
      if (value !== null && typeof value !== 'number' && typeof value !== 'bigint') return null
      data[step * channels + channel] = value === null ? NaN : Number(value)
    }
  }
  return { shape: [rows.length, channels], data, rate: null }
}

/** What a list looks like by itself; an empty one could be either. */
export function listKindOf(value: unknown): ListKind | 'any' {
  if (!isList(value)) return null
  const list = Array.from(value)
  if (list.length === 0) return 'any'
  if (list.every((one) => typeof one === 'string')) return 'tokens'
  return series(list) ? 'series' : null
}

/** Table.types of columns of lists. */
export function listTypes(kinds: ReadonlyMap<string, ListKind>): Record<string, ColumnType> {
  return Object.fromEntries([...kinds].flatMap(([name, kind]) => (kind === null ? [] : [[name, kind]])))
}
