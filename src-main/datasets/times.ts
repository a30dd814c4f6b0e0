/**
 * When a row was measured, as a number that grows with time: milliseconds since 1970 (UTC) for dates, seconds of the day for
 * clock times, the number itself for counted steps. How a column writes its dates is told from all of its values at once,
 * since 03/04/2020 alone does not say which part is the month.
 */
import { decimalIn } from './sniff/decimals.ts'
import { isMissing, parseNumber } from './values.ts'

interface TimeFormat {
  id: string
  /** What a number of the result means. */
  unit: 'milliseconds' | 'seconds' | 'steps'
  /** null where `text` is not written so. */
  read: (text: string) => number | null
}

const clock = String.raw`(?:[T ,]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}(?:\.\d+)?))?\s*([AaPp]\.?[Mm]\.?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$`
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Years of two digits are those from 1970 to 2069, as POSIX has it. */
const fullYear = (year: string): number => (year.length > 2 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900))

function instant(year: number, month: number, day: number, [hour = '0', minute = '0', second = '0', half, zone]: (string | undefined)[]): number | null {
  const hours = half ? (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0) : Number(hour)
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hours > 24 || Number(minute) > 59 || Number(second) >= 61) return null
  const time = new Date(0)
  time.setUTCFullYear(year, month - 1, day)
  time.setUTCHours(hours, Number(minute), 0, 0)
  return time.getTime() + Math.round(Number(second) * 1000) - offsetOf(zone)
}

const daysOf = (year: number, month: number): number => new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()

function offsetOf(zone: string | undefined): number {
  const parts = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  return parts ? (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000 : 0
}

/** A row of the table below from a pattern and what its groups mean. */
const written = (id: string, pattern: RegExp, read: (groups: string[]) => number | null, unit: TimeFormat['unit'] = 'milliseconds'): TimeFormat => ({
  id,
  unit,
  read: (text) => {
    const found = pattern.exec(text)
    return found && read(found)
  },
})
const monthOf = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1
const date = (lead: string): RegExp => new RegExp(`^${lead}${clock}`)

/** In order of preference where several fit every value and are equally steady. */
const formats: TimeFormat[] = [
  written('iso', date(String.raw`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`), ([, y, m, d, ...rest]) => instant(Number(y), Number(m), Number(d), rest)),
  written('compact', /^((?:19|20)\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?Z?$/, ([, y, m, d, ...rest]) => instant(Number(y), Number(m), Number(d), rest)),
  written('year-month', /^(\d{4})[-/.](\d{1,2})$/, ([, y, m]) => instant(Number(y), Number(m), 1, [])),
  // Years counted from the first: 1-01 is the first month of the first year.
  written('count-month', /^(\d{1,3})-(\d{1,2})$/, ([, y, m]) => instant(2000 + Number(y), Number(m), 1, [])),
  written('quarter', /^(\d{4})[- ]?Q([1-4])$/i, ([, y, q]) => instant(Number(y), Number(q) * 3 - 2, 1, [])),
  written('month-first', date(String.raw`(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})`), ([, m, d, y, ...rest]) => instant(fullYear(y), Number(m), Number(d), rest)),
  written('day-first', date(String.raw`(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})`), ([, d, m, y, ...rest]) => instant(fullYear(y), Number(m), Number(d), rest)),
  written('day-month-name', date(String.raw`(\d{1,2})[- /.]*([A-Za-z]{3,9})\.?[- /,.]*(\d{4}|\d{2})`), ([, d, m, y, ...rest]) => instant(fullYear(y), monthOf(m), Number(d), rest)),
  written('month-name-day', date(String.raw`([A-Za-z]{3,9})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4})`), ([, m, d, y, ...rest]) => instant(Number(y), monthOf(m), Number(d), rest)),
  written('month-name-year', /^([A-Za-z]{3,9})\.?[- ,]*(\d{4}|\d{2})$/, ([, m, y]) => instant(fullYear(y), monthOf(m), 1, [])),
  written('year-month-name', date(String.raw`(\d{4})[- ]([A-Za-z]{3,9})[- ](\d{1,2})`), ([, y, m, d, ...rest]) => instant(Number(y), monthOf(m), Number(d), rest)),
  written('year-name-of-month', /^(\d{4})[- ]([A-Za-z]{3,9})\.?$/, ([, y, m]) => instant(Number(y), monthOf(m), 1, [])),
  written('clock', /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/, ([, h, m, s = '0']) => Number(h) * 3600 + Number(m) * 60 + Number(s), 'seconds'),
]

/** Counted steps; whether their comma is decimal is told from all of them. */
const counted = (texts: readonly string[]): TimeFormat => {
  const decimal = decimalIn(texts)
  return { id: 'number', unit: 'steps', read: (text) => { const value = parseNumber(text, decimal); return value === null || Number.isNaN(value) ? null : value } }
}

export interface TimeReader {
  format: string
  unit: TimeFormat['unit']
  /** One cell a time column -> its time; null where it is missing or written in another way. */
  read: (cells: readonly string[]) => number | null
}

/** Parts of a date in columns of their own, in this order: year, month, day, hour, minute, second. */
const parts: TimeReader = {
  format: 'parts',
  unit: 'milliseconds',
  read: (cells) => {
    const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = cells.map((cell) => parseNumber(cell))
    const all = [year, month, day, hour, minute, second]
    if (all.some((part) => part === null || Number.isNaN(part))) return null
    return instant(Number(year), Number(month), Number(day), [hour, minute, second].map(String))
  },
}

/** A year and a quarter: by their numbers alone they are its first four months, year after year. */
const quarters: TimeReader = {
  format: 'year-quarter',
  unit: 'milliseconds',
  read: (cells) => {
    const [year, quarter] = cells.map((cell) => parseNumber(cell))
    return cells.length === 2 && year !== null && !Number.isNaN(year) && quarter !== null && isQuarter(quarter) ? instant(year, quarter * 3 - 2, 1, []) : null
  },
}
const isQuarter = (value: number | null): boolean => value !== null && Number.isInteger(value) && value >= 1 && value <= 4

function areQuarters(rows: readonly (readonly string[])[]): boolean {
  if (rows[0].length !== 2) return false
  const read = rows.map((cells) => cells.map((cell) => parseNumber(cell)))
  const fourths = new Set(read.filter(([, quarter]) => quarter === 4).map(([year]) => year))
  return fourths.size > 1 && read.every(([year, quarter]) => year !== null && !Number.isNaN(year) && isQuarter(quarter))
}

/** Different values looked at: more say nothing new. */
const enough = 5000

/** How columns of time are written, told from some rows; null where they are no times. Cells of one row belong together. */
export function detectTimes(rows: readonly (readonly string[])[]): TimeReader | null {
  const some = rows.filter((cells) => cells.length > 0 && !cells.some(isMissing)).slice(0, enough)
  if (some.length === 0) return null
  if (areQuarters(some)) return quarters
  if (some[0].length > 1 && some.every((cells) => parts.read(cells) !== null)) return parts
  const texts = some.map(join)
  const fitting = [...formats, counted(texts)].flatMap((format) => {
    const times = texts.map((text) => format.read(text))
    return times.every((time) => time !== null) ? [{ format, steadiness: steadinessOf(times) }] : []
  })
  if (fitting.length === 0) return null
  const { id, unit, read } = fitting.reduce((best, one) => (one.steadiness > best.steadiness + 1e-9 ? one : best)).format
  return { format: id, unit, read: (cells) => (cells.length === 0 || cells.some(isMissing) ? null : read(join(cells))) }
}

/** A date and a clock in two columns are one text. */
const join = (cells: readonly string[]): string => cells.map((cell) => cell.trim()).join(' ')

/** Of the steps from row to row, the share that goes forward, and a little for the share of the commonest step. */
function steadinessOf(times: readonly number[]): number {
  const steps = times.slice(1).map((time, row) => time - times[row])
  if (steps.length === 0) return 1
  const counts = new Map<number, number>()
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1)
  return steps.filter((step) => step >= 0).length / steps.length + (0.1 * Math.max(...counts.values())) / steps.length
}
