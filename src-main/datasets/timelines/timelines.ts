/**
 * Rows of long series -> one timeline an item: in order of time, at even steps where the times are even but for gaps, numbers as
 * numbers. A step that the data lacks is a row of NaN, so that "24 steps before" is always the same time of day.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell, type RoleRow } from '../../../src-shared/domain/cell.ts'
import type { Role } from '../../../src-shared/domain/roles.ts'
import { detectTimes, type TimeReader } from '../times.ts'
import { parseNumber } from '../values.ts'

/** One numeric column: [T], NaN where there is no value. */
export type Numbers = Float64Array

export interface Timeline {
  item: string
  /** Time of each step; empty where the data has none. */
  times: number[]
  /** As they stand in the data; '' for a step that was filled in. */
  names: string[]
  /** Place of the row in the rows given; -1 for a step that was filled in. */
  rows: Int32Array
  /** By role, a list for each column of the role: the cells as text. */
  cells: Record<'values' | 'known' | 'past', string[][]>
}

/** A day of leeway on a month, none on anything shorter. */
const evenness = 1e-6
/** Filling in more steps than this for each row would make more of the data up than it holds. */
const mostFilled = 2

/** `reader`: how times are written, told from the rows where left out. @throws predict.input for rows without numbers */
export function timelinesOf(rows: readonly RoleRow[], reader = timeReaderOf(rows)): Timeline[] {
  const byItem = new Map<string, number[]>()
  rows.forEach((row, place) => {
    const item = textOf(row.cells.item?.[0])
    const own = byItem.get(item)
    if (own) own.push(place)
    else byItem.set(item, [place])
  })
  return [...byItem].map(([item, places]) => timelineOf(rows, item, places, reader))
}

export const timeReaderOf = (rows: readonly RoleRow[]): TimeReader | null => (rows[0]?.cells.time ? detectTimes(rows.map(timeCells)) : null)

const timeCells = (row: RoleRow): string[] => (row.cells.time ?? []).map(textOf)
const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '')

function timelineOf(rows: readonly RoleRow[], item: string, places: number[], reader: TimeReader | null): Timeline {
  const times = reader ? places.map((place) => reader.read(timeCells(rows[place])) ?? Number.NaN) : []
  // A row without a time cannot be put anywhere.
  const order = places.map((_, index) => index).filter((index) => !reader || !Number.isNaN(times[index]))
  if (reader) order.sort((one, other) => times[one] - times[other])
  const grid = reader ? evenGrid(order.map((index) => times[index])) : order.map((_, index) => index)
  const length = grid.length === 0 ? 0 : grid[grid.length - 1] + 1
  const at = new Int32Array(length).fill(-1)
  order.forEach((index, step) => (at[grid[step]] = places[index]))
  const step = reader ? stepOf(order.map((index) => times[index])) : 1
  const column = (role: Role): string[][] =>
    (rows[places[0]]?.cells[role] ?? []).map((_, place) => Array.from(at, (row) => (row < 0 ? '' : textOf(rows[row].cells[role]?.[place]))))
  const first = order.length > 0 && reader ? times[order[0]] : 0
  const known = new Map(order.map((index, position) => [grid[position], times[index]]))
  return {
    item,
    times: reader ? Array.from({ length }, (_, place) => known.get(place) ?? first + place * step) : [],
    names: Array.from(at, (row) => (row < 0 ? '' : timeCells(rows[row]).join(' '))),
    rows: at,
    cells: { values: column('values'), known: column('known'), past: column('past') },
  }
}

/** The commonest step from one time to the next, 0 where there is none. */
export function stepOf(times: readonly number[]): number {
  const counts = new Map<number, number>()
  for (let index = 1; index < times.length; index++) {
    const step = times[index] - times[index - 1]
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  return [...counts].reduce(([best, most], [step, count]) => (count > most ? [step, count] : [best, most]), [0, 0])[0]
}

/** The step of the timeline at which each time lies: with gaps where all lie on a grid, one after the other where they do not. */
function evenGrid(times: number[]): number[] {
  const step = stepOf(times)
  const places = times.map((time) => (time - times[0]) / (step || 1))
  const rounded = places.map(Math.round)
  const even = step > 0 && places.every((place, index) => Math.abs(place - rounded[index]) < evenness * Math.max(1, place))
  const repeated = rounded.some((place, index) => index > 0 && place === rounded[index - 1])
  if (!even || repeated || rounded[rounded.length - 1] + 1 > (1 + mostFilled) * times.length) return times.map((_, index) => index)
  return rounded
}

/** Cells as numbers, NaN where one is missing or is no number. */
export const numbersOf = (cells: readonly string[]): Numbers => Float64Array.from(cells, (cell) => parseNumber(cell) ?? Number.NaN)

/** Steps up to the last at which anything was measured: rows behind it say only what is known beforehand. All of them where nothing was. */
export function measuredSteps({ cells: { values }, rows }: Timeline): number {
  const columns = values.map(numbersOf)
  for (let step = rows.length; step > 0; step--) if (columns.some((column) => !Number.isNaN(column[step - 1]))) return step
  return rows.length
}

/** How many columns of each role an input's lists hold side by side. */
export type ColumnCounts = Record<'known' | 'past', number>

/**
 * One input of a prediction as rows: a table of numbers [T, C] in one cell, its times as a list, known and past columns as lists row
 * by row, [T * columns]. Rows of the data are taken as they are.
 * @throws predict.input
 */
export function rowsOfInput({ cells }: Pick<RoleRow, 'cells'>, counts: ColumnCounts): RoleRow[] {
  const [values] = cells.values ?? []
  if (values === undefined || typeof values === 'string' || Array.isArray(values) || !isArrayCell(values)) return fail('predict.input', { expected: 'values' })
  const [steps, channels = 1] = values.shape
  const [times] = cells.time ?? []
  const item = cells.item ?? ['']
  const beside = (role: 'known' | 'past', step: number): Partial<Record<Role, Cell[]>> => {
    const [list] = cells[role] ?? []
    return Array.isArray(list) ? { [role]: Array.from({ length: counts[role] }, (_, place) => list[step * counts[role] + place] ?? '') } : {}
  }
  return Array.from({ length: steps }, (_, step) => ({
    index: step,
    cells: {
      values: Array.from({ length: channels }, (_one, channel) => String(values.data[step * channels + channel])),
      item,
      ...beside('known', step),
      ...beside('past', step),
      ...(Array.isArray(times) ? { time: [times[step] ?? ''] } : {}),
    },
  }))
}
