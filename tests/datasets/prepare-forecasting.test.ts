import { describe, expect, it } from 'vitest'
import { prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { findPeriod } from '../../src-main/datasets/timelines/period.ts'
import { timelinesOf } from '../../src-main/datasets/timelines/timelines.ts'
import { nameTime, timeAfter } from '../../src-main/datasets/timelines/calendar.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { forecastingTaskSchema } from '../../src-shared/domain/tasks/forecasting.ts'
import { ofTask, type PreparedOf } from '../../src-shared/domain/tasks/index.ts'

const hour = 3_600_000
const at = (step: number): string => new Date(Date.UTC(2021, 0, 1) + step * hour).toISOString()
const row = (step: number, value: string, more: RoleRow['cells'] = {}): RoleRow => ({ index: step, cells: { time: [at(step)], values: [value], ...more } })
const recipe = (preprocessing: object = {}) => ({
  split: splitSchema.parse({ kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 }),
  preprocessing: preprocessingSchema.parse({ kind: 'windows', input: 4, ...preprocessing }),
  task: forecastingTaskSchema.parse({ kind: 'forecasting', horizon: 2 }),
})
const roles = { values: ['v'], time: ['t'] }
const prepared = (rows: RoleRow[], more: object = {}, preprocessing: object = {}): PreparedOf<'forecasting'> =>
  ofTask(prepareRows(recipe(preprocessing), rows, { roles: { ...roles, ...more }, columns: [] }), 'forecasting')

describe('timelines', () => {
  it('stand in order of time, with a step of nothing where one is missing', () => {
    const [line] = timelinesOf([row(2, '3'), row(0, '1'), row(5, '6'), row(1, '2'), row(4, '5')])
    expect(line.cells.values[0]).toEqual(['1', '2', '3', '', '5', '6'])
    expect([...line.rows]).toEqual([1, 3, 0, -1, 4, 2])
  })
  it('are one for each item', () => {
    const lines = timelinesOf([row(0, '1', { item: ['a'] }), row(0, '9', { item: ['b'] }), row(1, '2', { item: ['a'] })])
    expect(lines.map(({ item, cells }) => [item, cells.values[0]])).toEqual([['a', ['1', '2']], ['b', ['9']]])
  })
  it('leave uneven times as they are', () => {
    const [line] = timelinesOf([0, 1, 2.5, 3, 7.25].map((step) => row(step, String(step))))
    expect(line.rows).toHaveLength(5)
  })
})

describe('windows', () => {
  const rows = Array.from({ length: 50 }, (_, step) => row(step, String(step % 5)))
  it('belong to the part in which all that they forecast lies', () => {
    const { parts } = prepared(rows)
    expect([...parts.train.at]).toEqual(Array.from({ length: 25 }, (_, index) => index + 4))
    expect([...parts.validation.at]).toEqual(Array.from({ length: 9 }, (_, index) => index + 30))
    expect([...parts.test.at]).toEqual(Array.from({ length: 9 }, (_, index) => index + 40))
  })
  it('start a stride apart in training alone', () => {
    const { parts } = prepared(rows, {}, { stride: 3 })
    expect([...parts.train.at].slice(0, 3)).toEqual([4, 7, 10])
    expect(parts.test.at).toHaveLength(9)
  })
  it('count nothing that was not measured, and fill it with what came before', () => {
    const gaps = rows.map((one, step) => (step === 10 ? row(10, 'NA') : one))
    const { parts: { train: { series: [series] } }, fitted } = prepared(gaps)
    expect(series.observed[10]).toBe(0)
    expect(series.values[10]).toBe(series.values[9])
    expect(fitted.scalers[0].center[0]).toBeCloseTo(rows.slice(0, 30).filter((_, step) => step !== 10).reduce((sum, one) => sum + Number(one.cells.values?.[0]), 0) / 29, 10)
  })
  it('say what is missing where none fits', () => {
    expect(() => prepared(rows.slice(0, 6))).toThrow(/No window fits/)
  })
})

it('nothing fitted knows the test part', () => {
  const make = (last: string) => Array.from({ length: 60 }, (_, step) => row(step, step < 36 ? String(Math.sin(step) + step) : last, { known: [step < 36 ? (step % 2 ? 'sun' : 'rain') : `new ${last}`], past: [String(step < 36 ? step : 999)] }))
  const more = { known: ['weather'], past: ['visits'] }
  const [one, other] = [make('7'), make('-4000')].map((rows) => prepared(rows, more))
  expect(one.fitted).toEqual(other.fitted)
  expect(one.fitted).toMatchObject({ known: ['weather=rain', 'weather=sun'], past: ['visits'] })
})

describe('periods and times', () => {
  const wave = (period: number, steps: number) => Float64Array.from({ length: steps }, (_, step) => Math.sin((2 * Math.PI * step) / period) + 0.01 * step)
  it.each([[24, hour], [12, 0], [7, 24 * hour]])('%i steps', (period, step) => expect(findPeriod(wave(period, 400), step)).toBe(period))
  it('is 1 of noise and of constants', () => {
    expect(findPeriod(new Float64Array(100).fill(3), 0)).toBe(1)
  })
  it('months end where the calendar says', () => {
    const january = Date.UTC(2021, 0, 1)
    expect(nameTime(timeAfter(january, 31 * 24 * hour, 1), 31 * 24 * hour)).toBe('2021-02')
    expect(nameTime(timeAfter(january, hour, 3), hour)).toBe('2021-01-01 03:00')
  })
})
