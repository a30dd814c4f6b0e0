/** Rows of one series or many, in time: numbers to forecast and what is known beside them. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import type { Finding } from '../../../src-shared/domain/dataset.ts'
import { detectTimes } from '../times.ts'
import { parseNumber } from '../values.ts'
import { copyOf, createLengthCounter, shorten, type CreateCheck } from './check.ts'
import { createTimeline, type Timeline } from './timeline.ts'

/** Fewer rows than this in every series: no window of any use. */
const shortSeries = 20

export const checkForecasting: CreateCheck = ({ names, roles, places, sample, lenient }) => {
  const [times, values, items] = [places('time'), places('values'), places('item')]
  const texts = (cells: readonly Cell[], own: readonly number[]): string[] => own.map((place) => (typeof cells[place] === 'string' ? (cells[place] as string) : ''))
  const reader = times.length === 0 ? null : (detectTimes(sample.map((cells) => texts(cells, times))) ?? fail('import.time-unknown', { columns: (roles.time ?? []).join(', '), example: shorten(texts(sample[0] ?? [], times).join(' ')) }))
  const series = new Map<string, Timeline>()
  const present = values.map(() => 0)
  /** Of the row that was asked about last: what follows is its counting in. */
  let time: number | null = null

  return {
    fault: (cells): RejectionReason | null => {
      for (const place of values) {
        const cell = cells[place]
        if (typeof cell !== 'string') return { code: 'wrong-cell', details: { expected: 'number' } }
        if (parseNumber(cell) === null) return { code: 'not-a-number', details: { column: names[place], value: shorten(cell) } }
      }
      time = reader === null ? null : reader.read(texts(cells, times))
      if (reader === null || time !== null) return null
      return { code: 'time-unreadable', details: { column: (roles.time ?? []).join(', '), value: shorten(texts(cells, times).join(' ')) } }
    },
    add: (cells) => {
      const item = texts(cells, items).join('\t')
      const own = series.get(item) ?? createTimeline()
      if (!series.has(item)) series.set(copyOf(item), own)
      own.add(time)
      values.forEach((place, value) => (present[value] += Number.isNaN(parseNumber(cells[place] as string)) ? 0 : 1))
    },
    result: () => {
      const lengths = createLengthCounter('steps')
      for (const { length } of series.values()) lengths.add(length())
      const empty = values.find((_, value) => present[value] === 0)
      if (empty !== undefined && !lenient) fail('import.value-empty', { column: names[empty] })
      const findings: Finding[] = reader ? timeFindings([...series.values()], reader.unit) : []
      const short = [...series].filter(([, { length }]) => length() < shortSeries)
      if (short.length > 0) findings.push(finding('series-short', { count: short.length, limit: shortSeries }))
      return { labels: [], lengths: lengths.result(), findings }
    },
  }
}

function timeFindings(series: Timeline[], unit: 'milliseconds' | 'seconds' | 'steps'): Finding[] {
  const told = series.map((one) => one.result())
  const sum = (field: 'backwards' | 'repeated' | 'irregular' | 'missing'): number => told.reduce((total, one) => total + one[field], 0)
  const findings: Finding[] = []
  const worst = told.reduce((most, one) => (one.missing > most.missing ? one : most))
  if (worst.missing > 0) {
    findings.push(finding('time-gaps', { count: sum('missing'), first: describeTime(worst.gapFrom, unit), last: describeTime(worst.gapUntil, unit), step: describeStep(worst.step, unit) }))
  }
  if (sum('irregular') > 0) findings.push(finding('time-irregular', { count: sum('irregular'), step: describeStep(worst.step, unit) }))
  if (sum('backwards') > 0) findings.push(finding('time-order', { count: sum('backwards') }))
  if (sum('repeated') > 0) findings.push(finding('time-repeated', { count: sum('repeated') }, { action: 'choose-role', value: { role: 'item' } }))
  return findings
}

function describeTime(time: number, unit: string): string {
  return unit === 'milliseconds' ? new Date(time).toISOString().replace('T', ' ').replace(/( 00:00:00)?\.000Z$/, '') : String(time)
}

const lengthsOfTime: [number, string][] = [[86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's'], [1, 'ms']]

function describeStep(step: number, unit: string): string {
  if (unit !== 'milliseconds') return unit === 'seconds' ? `${step} s` : String(step)
  const [size, name] = lengthsOfTime.find(([own]) => step >= own && step % own === 0) ?? [1, 'ms']
  return `${step / size} ${name}`
}
