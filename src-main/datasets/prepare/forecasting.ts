/**
 * Long series -> windows. What is scaled, filled and found (period, calendar, categories) is told from the training steps alone;
 * a window belongs to the part in which all of the steps that it must forecast lie, and may read steps before that part.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { RoleRow } from '../../../src-shared/domain/cell.ts'
import { splitNames, type SplitName } from '../../../src-shared/domain/dataset.ts'
import type { ForecastingFitted, ForecastPart, ForecastSeries } from '../../../src-shared/domain/tasks/forecasting.ts'
import type { Split } from '../splits/index.ts'
import { decimalsOf, type Decimals } from '../plain-numbers.ts'
import { assumedAhead, saidAhead, withAhead } from '../timelines/ahead.ts'
import { calendarFeatures, nameTime, timeAfter, usefulParts } from '../timelines/calendar.ts'
import { covariateNames, covariates, switchValues } from '../timelines/covariates.ts'
import { fill, fitColumn, scalerOf } from '../timelines/fill.ts'
import { findPeriod, seasonalDifference } from '../timelines/period.ts'
import { measuredSteps, numbersOf, rowsOfInput, stepOf, timelinesOf, timeReaderOf, type Numbers, type Timeline } from '../timelines/timelines.ts'
import type { Preparer } from './preparer.ts'

export const forecasting: Preparer<'forecasting'> = {
  fit: (training, { preprocessing, task }, { rows, roles, columns: table }) => {
    if (preprocessing.kind !== 'windows') return fail('predict.input', { expected: 'windows' })
    const lines = timelinesOf(training, timeReaderOf(rows))
    const columns = (role: 'known' | 'past'): string[][] => (roles[role] ?? []).map((_, place) => lines.flatMap((line) => line.cells[role][place]))
    const channels = roles.values ?? ['value']
    const [longest] = lines.toSorted((one, other) => other.rows.length - one.rows.length)
    const step = stepOf(longest.times)
    const dated = step > 0 && timeReaderOf(rows)?.unit === 'milliseconds'
    const known = covariateNames(roles.known ?? [], columns('known'))
    const past = covariateNames(roles.past ?? [], columns('past'))
    const scaled = (role: 'known' | 'past', names: string[]) =>
      scalerOf(names.map((_, place) => fitColumn(lines.flatMap((line) => [...covariates(line, role, roles[role] ?? [], names)[place]]), 'standard')))
    const period = task.period ?? findPeriod(numbersOf(longest.cells.values[0]), dated ? step : 0)
    return {
      task: 'forecasting',
      preprocessing,
      horizon: task.horizon,
      channels,
      knownColumns: roles.known ?? [],
      pastColumns: roles.past ?? [],
      known,
      past,
      knownValues: columns('known').map((cells, place) => (known.includes(roles.known?.[place] ?? '') ? switchValues(cells) : [])),
      ...fittedDecimals(decimalsOf({ columns: table, roles })),
      calendar: dated && preprocessing.calendar ? usefulParts(longest.times, step) : [],
      items: lines.map(({ item }) => item),
      scalers: lines.map((line) => scalerOf(channels.map((_, place) => fitColumn(numbersOf(line.cells.values[place]), preprocessing.scaling)))),
      knownScaler: scaled('known', known),
      pastScaler: scaled('past', past),
      step: dated ? step : 0,
      period,
      seasonal: lines.map((line) => channels.map((_, place) => seasonalDifference(numbersOf(line.cells.values[place]), period))),
    }
  },

  part: (fitted, rows) => partOf(fitted, seriesOf(fitted, timelinesOf(rows)), () => true, fitted.preprocessing.stride),

  parts: (fitted, rows, split) => {
    const series = seriesOf(fitted, timelinesOf(rows))
    const owner = new Int8Array(rows.length).fill(-1)
    splitNames.forEach((name, place) => split[name].forEach((row) => (owner[row] = place)))
    const parts = splitNames.map((name, place): [SplitName, ForecastPart] => {
      const inside = (row: number): boolean => row < 0 || owner[row] === place
      return [name, partOf(fitted, series, inside, name === 'train' ? fitted.preprocessing.stride : 1)]
    })
    const prepared = Object.fromEntries(parts) as Record<SplitName, ForecastPart>
    for (const name of splitNames) if (split[name].length > 0 && prepared[name].at.length === 0) failShort(fitted, series, name, split)
    return prepared
  },

  gather: (_fitted, rows) => gatherSeries(rows),

  // Rows behind the last measured one say what is known beforehand of the steps to come.
  encode: (fitted, row) => {
    const line = lineOf(row.cells, fitted)
    const { input } = fitted.preprocessing
    const at = line ? measuredSteps(line) : 0
    if (!line || at < input) return fail('forecast.short', { steps: at, needed: input })
    const assumed = assumedAhead(line, at, fitted)
    const known = row.ahead ? saidAhead(assumed ?? fail('predict.input', { expected: 'known' }), row.ahead, fitted.decimals) : assumed
    const told = row.ahead && known ? withAhead(line, at, known, fitted) : line
    const [series] = seriesOf(fitted, [told], Math.max(0, fitted.horizon - (told.rows.length - at)))
    return { task: 'forecasting', series, at, item: line.item, known }
  },
  ahead: true,

  describe: ({ channels }, row) => `${channels.join(', ')}${typeof row.cells.item?.[0] === 'string' && row.cells.item[0] !== '' ? ` of ${row.cells.item[0]}` : ''}`,
}

const fittedDecimals = (decimals: Decimals): Pick<ForecastingFitted, 'decimals'> => (Object.keys(decimals).length === 0 ? {} : { decimals })

/** The last timeline that was made of an input, as long as that lives: with "what if" the same one is asked again and again. */
let last = new WeakMap<RoleRow['cells'], { fitted: ForecastingFitted; line: Timeline | undefined }>()

function lineOf(cells: RoleRow['cells'], fitted: ForecastingFitted): Timeline | undefined {
  const made = last.get(cells)
  if (made?.fitted === fitted) return made.line
  const [line] = timelinesOf(rowsOfInput({ cells }, { known: fitted.knownColumns.length, past: fitted.pastColumns.length }))
  last = new WeakMap([[cells, { fitted, line }]])
  return line
}

function failShort({ preprocessing, horizon }: ForecastingFitted, series: ForecastSeries[], part: SplitName, split: Split): never {
  const longest = series.reduce((most, { steps }) => Math.max(most, steps), 0)
  return fail('forecast.no-window', { part, steps: split[part].length, longest, input: preprocessing.input, horizon })
}

/** Rows of long series, with plain numbers (plain-numbers.ts) -> one input for each. */
export const gatherSeries = (rows: readonly RoleRow[]): Pick<RoleRow, 'cells'>[] => timelinesOf(rows).map((line) => ({ cells: cellsOf(line, rows) }))

/** A gathered series as one input: numbers [T, C], the times as they stand, known and past columns as lists row by row. */
function cellsOf(line: Timeline, rows: readonly RoleRow[]): RoleRow['cells'] {
  const columns = line.cells.values.map(numbersOf)
  const data = new Float32Array(line.rows.length * columns.length)
  columns.forEach((column, channel) => column.forEach((value, step) => (data[step * columns.length + channel] = value)))
  const timed = rows[0]?.cells.time !== undefined
  const listed = (role: 'known' | 'past'): RoleRow['cells'] =>
    line.cells[role].length === 0 ? {} : { [role]: [Array.from(line.rows).flatMap((_, step) => line.cells[role].map((column) => column[step]))] }
  return {
    values: [{ shape: [line.rows.length, columns.length], data, rate: null }],
    item: [line.item],
    ...listed('known'),
    ...listed('past'),
    ...(timed ? { time: [Array.from(line.rows, (_, step) => line.names[step] || new Date(line.times[step]).toISOString())] } : {}),
  }
}

/** @param ahead steps after the end, for which only the calendar is known */
function seriesOf(fitted: ForecastingFitted, lines: Timeline[], ahead = 0): ForecastSeries[] {
  return lines.flatMap((line) => {
    const item = Math.max(0, fitted.items.indexOf(line.item))
    const length = line.rows.length + ahead
    const values = columnsOf(line.cells.values.map(numbersOf), fitted, fitted.scalers[item], length)
    const known = columnsOf(covariates(line, 'known', fitted.knownColumns, fitted.known), fitted, fitted.knownScaler, length)
    const past = columnsOf(covariates(line, 'past', fitted.pastColumns, fitted.past), fitted, fitted.pastScaler, length)
    const times = timesOf(line, fitted, length)
    const calendar = calendarFeatures(times, fitted.calendar)
    const names = Array.from({ length }, (_, step) => line.names[step] || (times.length > 0 && fitted.step > 0 ? nameTime(times[step], fitted.step) : step < line.rows.length ? '' : `+${step - line.rows.length + 1}`))
    const rows = new Int32Array(length).fill(-1)
    rows.set(line.rows)
    return [{ item, steps: length, values: values.data, observed: values.observed, known: joined(known.data, calendar, length), past: past.data, times: names, rows }]
  })
}

function timesOf({ times }: Timeline, { step }: ForecastingFitted, length: number): number[] {
  if (times.length === 0) return []
  const last = times[times.length - 1]
  return [...times, ...Array.from({ length: length - times.length }, (_, count) => timeAfter(last, step, count + 1))]
}

/** Columns scaled and without gaps, row-major [length, C]; what lies beyond their end repeats the last values. */
function columnsOf(columns: Numbers[], { preprocessing }: ForecastingFitted, { center, scale }: ForecastingFitted['scalers'][number], length: number): { data: Float32Array; observed: Uint8Array } {
  const width = columns.length
  const data = new Float32Array(length * width)
  const observed = new Uint8Array(length * width)
  columns.forEach((column, place) => {
    const filled = fill(column, preprocessing.imputation, center[place])
    for (let step = 0; step < length; step++) {
      // A column that is not given at all stands where it usually does.
      const value = filled.length === 0 ? center[place] : filled[Math.min(step, filled.length - 1)]
      data[step * width + place] = (value - center[place]) / scale[place]
      observed[step * width + place] = step < column.length && !Number.isNaN(column[step]) ? 1 : 0
    }
  })
  return { data, observed }
}

/** [T, A] and [T, B] -> [T, A + B] */
function joined(first: Float32Array, second: Float32Array, steps: number): Float32Array {
  const [a, b] = [first.length / Math.max(1, steps), second.length / Math.max(1, steps)]
  const both = new Float32Array(steps * (a + b))
  for (let step = 0; step < steps; step++) {
    both.set(first.subarray(step * a, (step + 1) * a), step * (a + b))
    both.set(second.subarray(step * b, (step + 1) * b), step * (a + b) + a)
  }
  return both
}

/** Every window whose forecast steps are all `inside`, `stride` steps apart, with at least one measured value in them. */
function partOf({ preprocessing: { input }, horizon, channels }: ForecastingFitted, series: ForecastSeries[], inside: (row: number) => boolean, stride: number): ForecastPart {
  const of: number[] = []
  const at: number[] = []
  series.forEach(({ steps, rows, observed }, place) => {
    let run = 0
    let next = 0
    for (let step = 0; step < steps; step++) {
      run = inside(rows[step]) ? run + 1 : 0
      const start = step - horizon + 1
      if (run < horizon || start < input || start < next) continue
      const measured = observed.subarray(start * channels.length, (step + 1) * channels.length)
      if (!measured.includes(1)) continue
      of.push(place)
      at.push(start)
      next = start + stride
    }
  })
  return { series, of: Int32Array.from(of), at: Int32Array.from(at) }
}
