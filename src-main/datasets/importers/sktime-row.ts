/** One row of a .ts file: channels apart by colons, values by commas, perhaps (time, value) pairs, the label last. */
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { SeriesHeader } from './sktime-header.ts'

export interface LabelledSeries {
  /** [T, C]; channels of unequal length end in NaN. */
  series: ArrayCell
  label: string
}

const missing = /^(\?|nan|na|null|)$/i
const most = 100_000_000

/** The row's parts; the reason where it cannot be read. */
export function readSeriesRow(line: string, header: SeriesHeader): LabelledSeries | RejectionReason {
  const parts = splitChannels(line, header.timestamps)
  const label = header.target === 'none' ? '' : (parts.pop() ?? '').trim()
  if (header.dimensions !== null && parts.length !== header.dimensions) return unreadable(`${parts.length} channels where ${header.dimensions} were expected`)
  if (parts.length === 0) return unreadable('it has no channel')
  if (header.target === 'number' && !Number.isFinite(toNumber(label))) return unreadable(`the target ${shorten(label)} is no number`)
  if (header.classes && header.classes.length > 0 && !header.classes.includes(label)) return unreadable(`the class ${shorten(label)} is not in the header`)
  const channels: number[][] = []
  let rate: number | null = null
  for (const part of parts) {
    const read = header.timestamps ? readPairs(part) : readValues(part)
    if (typeof read === 'string') return unreadable(read)
    channels.push(read.values)
    rate ??= read.rate
  }
  const steps = Math.max(...channels.map(({ length }) => length))
  if (steps === 0) return unreadable('it has no time step')
  if (steps * channels.length > most) return unreadable(`it has more than ${most} values`)
  if (header.length !== null && steps !== header.length) return unreadable(`${steps} time steps where ${header.length} were expected`)
  const data = new Float32Array(steps * channels.length).fill(Number.NaN)
  channels.forEach((values, channel) => values.forEach((value, step) => (data[step * channels.length + channel] = value)))
  return { series: { shape: [steps, channels.length], data, rate }, label }
}

/** A colon inside (2020-01-01 10:30:00, 1) is of the time, not between channels. */
function splitChannels(line: string, timestamps: boolean): string[] {
  if (!timestamps) return line.split(':')
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < line.length; at++) {
    const character = line[at]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === ':' && depth === 0) {
      parts.push(line.slice(from, at))
      from = at + 1
    }
  }
  parts.push(line.slice(from))
  return parts
}

interface Channel {
  values: number[]
  rate: number | null
}

function readValues(part: string): Channel | string {
  const trimmed = part.trim()
  if (trimmed === '') return { values: [], rate: null }
  const values: number[] = []
  for (const field of trimmed.split(',')) {
    const value = toNumber(field)
    if (value === null) return `${shorten(field.trim())} is no number`
    values.push(value)
  }
  return { values, rate: null }
}

/** (time, value),(time, value): by a number or a date; the values in their order, the rate where the times are regular. */
function readPairs(part: string): Channel | string {
  const values: number[] = []
  const times: number[] = []
  for (const [, time, field] of part.matchAll(/\(\s*([^,()]*?)\s*,\s*([^,()]*?)\s*\)/g)) {
    const value = toNumber(field)
    if (value === null) return `${shorten(field)} is no number`
    const seconds = toSeconds(time)
    if (seconds === null) return `${shorten(time)} is no time`
    if (times.length > 0 && seconds <= times[times.length - 1]) return `the time ${shorten(time)} does not follow the one before it`
    times.push(seconds)
    values.push(value)
  }
  if (part.replace(/\([^()]*\)/g, '').replace(/[,\s]/g, '') !== '') return 'it is not made of (time, value) pairs'
  return { values, rate: rateOf(times) }
}

/** NaN for a missing value; null for what is no number. */
function toNumber(field: string): number | null {
  const trimmed = field.trim()
  if (missing.test(trimmed)) return Number.NaN
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}

function toSeconds(time: string): number | null {
  const number = Number(time)
  if (time !== '' && Number.isFinite(number)) return number
  const date = Date.parse(/[zZ]|[+-]\d{2}:?\d{2}$/.test(time) || !/\d:\d/.test(time) ? time : `${time.replace(' ', 'T')}Z`)
  return Number.isNaN(date) ? null : date / 1000
}

/** Time steps a second where all are equally far apart. */
function rateOf(times: number[]): number | null {
  if (times.length < 2) return null
  const step = times[1] - times[0]
  const regular = times.every((time, index) => index === 0 || Math.abs(time - times[index - 1] - step) < 1e-6 * step)
  return regular ? 1 / step : null
}

const unreadable = (reason: string): RejectionReason => ({ code: 'series', details: { reason } })
const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}...` : text || 'nothing')
