/** Values of JSON -> columns and cells, for one object a line and for whole documents. Objects within are columns of their own: user.name. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { asList, asText, listKindOf, listTypes, type ListKind } from './cell-values.ts'

export type JsonObject = Record<string, unknown>

export interface JsonColumns {
  /** Takes in the columns of a row, in order of first appearance. @throws import.too-large */
  observe: (row: unknown) => void
  names: () => string[]
  types: () => ReturnType<typeof listTypes>
  /** One cell a column; or why there is none. */
  cells: (row: unknown) => Cell[] | RejectionReason
}

/** Objects within objects become columns so deep; what lies deeper stays JSON. */
const deepest = 3
/** More columns than rows of any table have: keys that are values. */
const mostColumns = 5000

export function createJsonColumns(file: string): JsonColumns {
  const kinds = new Map<string, Seen>()
  /** Rows, and those that have a list in a column: a list now and then is an odd value, not a sequence to learn from. */
  const lists = new Map<string, number>()
  let rows = 0
  let settled: [string, ListKind][] | null = null
  const settle = (): [string, ListKind][] => (settled ??= [...kinds].map(([name, kind]) => [name, 2 * (lists.get(name) ?? 0) < rows || kind === 'unseen' ? null : kind === 'any' ? 'tokens' : kind]))
  return {
    observe: (row) => {
      rows++
      for (const [name, value] of flatten(row)) {
        const known = kinds.get(name)
        if (known === undefined && kinds.size >= mostColumns) fail('import.too-large', { file, found: `more than ${mostColumns} columns`, limit: `${mostColumns} columns` })
        if (Array.isArray(value)) lists.set(name, (lists.get(name) ?? 0) + 1)
        kinds.set(name, merge(known === undefined ? 'unseen' : known, value === null ? 'unseen' : listKindOf(value)))
      }
      settled = null
    },
    names: () => [...kinds.keys()],
    types: () => listTypes(new Map(settle())),
    cells: (row) => {
      const values = new Map(flatten(row))
      const cells: Cell[] = []
      for (const [name, kind] of settle()) {
        const value = values.get(name)
        const cell = kind === null ? asText(value) : asList(value, kind)
        if (cell === null) return { code: 'list', details: { column: name } }
        cells.push(cell)
      }
      return cells
    },
  }
}

/** unseen: nothing but null so far; any: nothing but empty lists. */
type Seen = ListKind | 'any' | 'unseen'

/** Lists of different kinds in one column stay JSON. */
function merge(known: Seen, kind: Seen): Seen {
  if (known === 'unseen') return kind
  if (kind === 'unseen' || kind === known) return known
  if (known === 'any') return kind
  return kind === 'any' ? known : null
}

function flatten(row: unknown, prefix = '', depth = 1): [string, unknown][] {
  if (Array.isArray(row) && prefix === '') return row.map((value, place) => [`column${place + 1}`, value])
  if (!isObject(row)) return [[prefix || 'text', row]]
  return Object.entries(row).flatMap(([key, value]) => (isObject(value) && depth < deepest ? flatten(value, `${prefix}${key}.`, depth + 1) : [[`${prefix}${key}`, value]] as [string, unknown][]))
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
