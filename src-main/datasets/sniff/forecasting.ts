/** Whether rows follow each other in time: a column or several that are a date, numbers to forecast, and what tells series apart. */
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { Column } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { listColumns } from '../column-names.ts'
import { detectTimes, type TimeReader } from '../times.ts'
import type { Sniffed, Suggested } from './tasks.ts'

/** Names of the parts of a date, from the largest. */
const partNames = [['year', 'yr', 'yyyy', 'jahr'], ['month', 'mo', 'mon', 'mm', 'quarter', 'qtr'], ['day', 'dd', 'mday'], ['hour', 'hr', 'hh'], ['minute', 'min', 'minutes'], ['second', 'sec', 'seconds']]
const timeNames = ['date', 'datetime', 'date_time', 'timestamp', 'time', 'ds', 'day', 'month', 'year', 'period', 'week', 'quarter', 'dt', 't', 'step', '日期', '时间']
const itemNames = ['item', 'item_id', 'unique_id', 'series', 'series_id', 'id', 'store', 'store_id', 'product', 'sku', 'ticker', 'symbol', 'sensor', 'sensor_id', 'station', 'city', 'country', 'region', 'name']
/** Longer texts are what is learned from, not what a series is called. */
const longText = 30
const mostlyForward = 0.95

export function suggestForecasting({ columns, rows, chosen }: Sniffed): Suggested | null {
  if (columns.some(({ type }) => ['tokens', 'series', 'audio', 'frames'].includes(type)) && chosen.values === undefined) return null
  if (columns.some(({ type, meanLength }) => type === 'text' && meanLength > longText) && chosen.values === undefined) return null
  const time = findTime(columns, rows, chosen.time)
  const taken = [...(time?.names ?? []), ...(chosen.known ?? []), ...(chosen.past ?? []), ...(chosen.item ?? [])]
  const item = chosen.item ?? (time === null ? [] : findItem(columns.filter(({ name }) => !taken.includes(name)), rows, columns, time))
  const numbers = columns.filter(({ name, type }) => ['integer', 'number'].includes(type) && !taken.includes(name) && !item.includes(name)).map(({ name }) => name)
  const telling = numbers.filter((name) => !countsRows(name, columns, rows))
  const values = chosen.values ?? (telling.length > 0 ? telling : numbers)
  if (values.length === 0) return null
  const past = chosen.past ?? (chosen.values ? [] : columns).filter(({ name, type }) => ['category', 'boolean'].includes(type) && ![...taken, ...item, ...values].includes(name)).map(({ name }) => name)
  const ordered = time !== null && (time.forward >= mostlyForward || item.length > 0)
  const roles = { ...(time ? { time: time.names } : {}), values, ...(item.length > 0 ? { item } : {}), ...(past.length > 0 ? { past } : {}), ...(chosen.known ? { known: chosen.known } : {}) }
  const numeric = columns.every(({ type }) => ['integer', 'number', 'empty'].includes(type))
  const why = time ? finding('task-forecasting', { time: listColumns(time.names), values: listColumns(values) }) : finding('task-forecasting-rows', { values: listColumns(values) })
  const strength = chosen.values || chosen.time ? 0.9 : ordered ? 0.78 : numeric && time === null ? 0.4 : 0
  if (strength === 0) return null
  return { roles, why, findings: [], strength }
}

interface Times { names: string[]; reader: TimeReader; times: (number | null)[]; forward: number }

const texts = (rows: readonly (readonly Cell[])[], places: readonly number[]): string[][] => rows.map((row) => places.map((place) => (typeof row[place] === 'string' ? row[place] : '')))

/** The columns that are a date together, or the one that grows best. */
function findTime(columns: readonly Column[], rows: readonly (readonly Cell[])[], chosen: string[] | undefined): Times | null {
  const named = (name: string): number => columns.findIndex((column) => column.name.trim().toLowerCase() === name)
  const parts = partNames.map((names) => names.map(named).find((place) => place >= 0) ?? -1)
  const until = parts.indexOf(-1) < 0 ? parts.length : parts.indexOf(-1)
  const clock = [named('date'), named('time')]
  const candidates: number[][] = chosen
    ? [chosen.map((name) => columns.findIndex((column) => column.name === name))]
    : [...(until >= 2 ? [parts.slice(0, until)] : []), ...(clock.every((place) => place >= 0) ? [clock] : []), ...columns.flatMap((column, place) => (mayBeTime(column) ? [[place]] : []))]
  const found = candidates.flatMap((places) => {
    const cells = texts(rows, places)
    const reader = detectTimes(cells)
    if (reader === null || (chosen === undefined && reader.unit === 'steps' && !timeNames.includes(columns[places[0]].name.trim().toLowerCase()))) return []
    const times = cells.map((own) => reader.read(own))
    return [{ names: places.map((place) => columns[place].name), reader, times, forward: forwardShare(times) }]
  })
  // Of equals the first: dates in parts, then date and clock, then columns from the left.
  return found.length === 0 ? null : found.reduce((best, one) => (one.forward > best.forward + 0.02 ? one : best))
}

/** Texts are read as dates only where they are short; a number only where its name says so. */
const mayBeTime = ({ type, name, meanLength }: Column): boolean =>
  type === 'date' || timeNames.includes(name.trim().toLowerCase()) || (['text', 'category'].includes(type) && meanLength <= 32)

function forwardShare(times: readonly (number | null)[]): number {
  const known = times.filter((time) => time !== null)
  if (known.length < 2) return 0
  return known.slice(1).filter((time, row) => time > known[row]).length / (known.length - 1)
}

/** Columns by which times no longer repeat: one, else two together. */
function findItem(open: readonly Column[], rows: readonly (readonly Cell[])[], columns: readonly Column[], { times }: Times): string[] {
  const repeats = (places: readonly number[]): number => {
    const seen = new Set(rows.map((row, at) => JSON.stringify([times[at], ...places.map((place) => row[place])])))
    return 1 - seen.size / Math.max(1, rows.length)
  }
  if (repeats([]) < 0.05) return []
  const place = ({ name }: Column): number => columns.findIndex((column) => column.name === name)
  const rank = ({ name }: Column): number => (itemNames.indexOf(name.trim().toLowerCase()) + itemNames.length + 1) % (itemNames.length + 1)
  const repeating = open.filter(({ distinct }) => distinct > 1 && distinct <= rows.length / 2)
  // A number tells series apart only where nothing else does, or where its name says so.
  const isName = ({ type, name }: Column): boolean => ['category', 'text', 'boolean'].includes(type) || (type === 'integer' && itemNames.includes(name.trim().toLowerCase()))
  return findKey(repeating.filter(isName).sort((a, b) => rank(a) - rank(b))) ?? findKey(repeating.filter((column) => column.type === 'integer' && !isName(column))) ?? []

  function findKey(all: readonly Column[]): string[] | null {
    const candidates = all.slice(0, 8)
    const one = candidates.find((column) => repeats([place(column)]) < 0.01)
    if (one) return [one.name]
    for (const [index, first] of candidates.entries()) {
      const second = candidates.slice(index + 1).find((column) => repeats([place(first), place(column)]) < 0.01)
      if (second) return [first.name, second.name]
    }
    return null
  }
}

/** A column that counts rows up by one says nothing. */
function countsRows(name: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): boolean {
  const place = columns.findIndex((column) => column.name === name)
  return rows.length > 2 && columns[place].type === 'integer' && rows.every((row, index) => index === 0 || Number(row[place]) === Number(rows[index - 1][place]) + 1)
}
