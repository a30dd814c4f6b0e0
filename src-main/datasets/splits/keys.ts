/** What rows are split by, read from the roles of their cells. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell, RoleRow } from '../../../src-shared/domain/cell.ts'
import { itemAt, type RowList } from '../../../src-shared/domain/prepared.ts'
import type { Role } from '../../../src-shared/domain/roles.ts'
import type { SplitKind } from '../../../src-shared/domain/split.ts'
import { lazily } from '../stored-rows.ts'
import { detectTimes } from '../times.ts'

/** What a row is split by; each is undefined where the data has no such thing. */
export interface SplitKeys {
  label?: string
  group?: string
  /** Grows with time. */
  time?: number
  /** The part that the data names. */
  part?: string
  /** Rows with the same are never torn, however rows are drawn: a sentence with several translations. */
  together?: string
}

/** What rows are split by, row by row. */
export type Keys = RowList<SplitKeys>

const asText = (cell: Cell | undefined): string | undefined => (typeof cell === 'string' ? cell : undefined)

/** Made anew each time they are asked for: ten million of them would take a gigabyte. */
export function splitKeys(rows: readonly RoleRow[], kind: SplitKind): Keys {
  const first = (row: RoleRow, role: Role): string | undefined => asText(row.cells[role]?.[0])
  const times = kind === 'chronological' ? timesOf(rows) : []
  const keysAt = (position: number): SplitKeys => {
    const row = rows[position]
    const { group, source } = row.cells
    return {
      label: first(row, 'label') ?? '',
      group: group?.map((cell) => asText(cell) ?? '').join('\t'),
      time: times[position],
      part: first(row, 'split'),
      together: source === undefined ? undefined : sourceKey(asText(source[0]) ?? ''),
    }
  }
  return { length: rows.length, at: (position) => (position < rows.length ? keysAt(position) : undefined), [Symbol.iterator]: () => lazily(rows.keys(), keysAt)[Symbol.iterator]() }
}

/** Letter case, spaces and the form of accents make no other sentence. */
const sourceKey = (text: string): string => text.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/g, ' ')

/** Rows without a column of time are in order already. */
function timesOf(rows: readonly RoleRow[]): (number | undefined)[] {
  const cells = rows.map((row) => (row.cells.time ?? []).map((cell) => asText(cell) ?? ''))
  if (cells.every((own) => own.length === 0)) return rows.map((_, position) => position)
  const reader = detectTimes(cells) ?? fail('split.role-missing', { kind: 'chronological', role: 'time' })
  return cells.map((own) => reader.read(own) ?? undefined)
}

/** Some of the rows, in the order given. */
export const pick = (rows: Keys, positions: readonly number[]): Keys => ({
  length: positions.length,
  at: (place) => rows.at(positions[place]),
  [Symbol.iterator]: () => lazily(positions, (position) => itemAt(rows, position))[Symbol.iterator](),
})
