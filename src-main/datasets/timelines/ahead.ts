/**
 * What is known beforehand of the steps to come: as the data's rows behind the last measured one say it, as it goes on where they
 * end, or as somebody says it who asks "what if".
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { ForecastingFitted, ForecastKnown } from '../../../src-shared/domain/tasks/forecasting.ts'
import { isMissing, parseNumber } from '../values.ts'
import { nameTime, timeAfter } from './calendar.ts'
import { sourceOf } from './covariates.ts'
import { fill } from './fill.ts'
import { numbersOf, type Timeline } from './timelines.ts'

/** [steps][known columns]; null where nothing is said. */
export type Ahead = readonly (readonly (string | null)[])[]

function columnsOf({ knownColumns, known, knownValues }: ForecastingFitted): ForecastKnown['columns'] {
  return knownColumns.map((name, place) => {
    const own = known.filter((column) => sourceOf(knownColumns, column) === place)
    return own.includes(name) ? { name, kind: 'number', values: knownValues[place] ?? [] } : { name, kind: 'category', values: own.map((column) => column.slice(name.length + 1)) }
  })
}

/** What a forecast from step `at` takes for known where nobody says more; null where there is no such column. */
export function assumedAhead(line: Timeline, at: number, fitted: ForecastingFitted): ForecastKnown | null {
  const columns = columnsOf(fitted)
  if (columns.length === 0 || line.cells.known.length !== columns.length) return null
  const last = line.rows.length - 1
  const told = columns.map(({ kind }, place) => {
    const cells = line.cells.known[place]
    const inData = (step: number): boolean => step <= last && line.rows[step] >= 0
    if (kind === 'category') return (step: number) => ({ text: cells[Math.min(step, last)], given: inData(step) })
    const numbers = numbersOf(cells)
    const filled = fill(numbers, fitted.preprocessing.imputation, fitted.knownScaler.center[fitted.known.indexOf(fitted.knownColumns[place])])
    return (step: number) =>
      inData(step) && !Number.isNaN(numbers[step]) ? { text: cells[step].trim(), given: true } : { text: String(Number(filled[Math.min(step, last)].toPrecision(9))), given: false }
  })
  const steps = Array.from({ length: fitted.horizon }, (_, step) => told.map((of) => of(at + step)))
  return { columns, steps: steps.map((row) => row.map(({ text }) => text)), given: steps.map((row) => row.map(({ given }) => given)) }
}

/** `assumed` with what is said instead: numbers as the model's columns write them, or with a point, as the window has understood them. @throws forecast.ahead-steps, forecast.ahead-columns, forecast.ahead-number, forecast.ahead-category */
export function saidAhead(assumed: ForecastKnown, ahead: Ahead, decimals: ForecastingFitted['decimals'] = {}): ForecastKnown {
  const { columns, steps } = assumed
  if (ahead.length > steps.length) fail('forecast.ahead-steps', { steps: ahead.length, horizon: steps.length })
  ahead.forEach((row, step) => {
    if (row.length !== columns.length) fail('forecast.ahead-columns', { step: step + 1, given: row.length, needed: columns.length, columns: columns.map(({ name }) => name).join(', ') })
  })
  const valueAt = (step: number, place: number): string => {
    const value = ahead[step]?.[place] ?? null
    const { name, kind, values } = columns[place]
    // To a model of numbers no value says nothing, to one of categories it is one more category.
    if (value === null || (kind === 'number' && isMissing(value))) return steps[step][place]
    if (kind === 'number') {
      const number = parseNumber(value, name in decimals ? 'mixed' : 'point') ?? fail('forecast.ahead-number', { column: name, step: step + 1, value })
      // What is told back stays as it was said, unless it would be read as another number from here on.
      return parseNumber(value) === number ? value : String(number)
    }
    // A value too rare to be told apart may stand where the data has it.
    if (isMissing(value) || values.includes(value) || steps.some((row) => row[place] === value)) return value
    return fail('forecast.ahead-category', { column: name, step: step + 1, value, values: values.join(', ') })
  }
  return { ...assumed, steps: steps.map((row, step) => row.map((_, place) => valueAt(step, place))) }
}

/** The timeline as if its rows behind step `at` said what is known of as many steps as `steps` has. */
export function withAhead(line: Timeline, at: number, { steps }: ForecastKnown, { step }: ForecastingFitted): Timeline {
  const before = line.rows.length
  const more = Math.max(0, at + steps.length - before)
  const counts = Array.from({ length: more }, (_, place) => place + 1)
  const rows = new Int32Array(before + more).fill(-1)
  rows.set(line.rows)
  const last = line.times[before - 1]
  const times = line.times.length === 0 ? [] : [...line.times, ...counts.map((count) => timeAfter(last, step, count))]
  const blank = (columns: string[][]): string[][] => columns.map((cells) => [...cells, ...counts.map(() => '')])
  const said = (cells: string[], place: number): string[] => cells.map((cell, index) => (index >= at && index < at + steps.length ? steps[index - at][place] : cell))
  return {
    ...line,
    times,
    rows,
    names: [...line.names, ...counts.map((count) => (times.length > 0 && step > 0 ? nameTime(times[before - 1 + count], step) : `+${count}`))],
    cells: { values: blank(line.cells.values), known: blank(line.cells.known).map(said), past: blank(line.cells.past) },
  }
}
