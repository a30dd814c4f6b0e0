/** What a forecaster is asked: gathered rows, with what is known beforehand of the steps to come. */
import { expect, it } from 'vitest'
import { gatherSeries } from '../../src-main/datasets/prepare/forecasting.ts'
import { encodeInput, prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { findPeriod } from '../../src-main/datasets/timelines/period.ts'
import { baselineForecasts, trainingColumns } from '../../src-main/engine/tasks/forecasting/baselines.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { forecastingTaskSchema } from '../../src-shared/domain/tasks/forecasting.ts'
import { ofTask, type PreparedOf } from '../../src-shared/domain/tasks/index.ts'

const day = 86_400_000
const dateOf = (step: number): string => new Date(Date.UTC(2022, 0, 1) + step * day).toISOString().slice(0, 10)
const recipe = {
  split: splitSchema.parse({ kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 }),
  preprocessing: preprocessingSchema.parse({ kind: 'windows', input: 4, scaling: 'none', calendar: false }),
  task: forecastingTaskSchema.parse({ kind: 'forecasting', horizon: 3, period: 7 }),
}
const row = (step: number, value: string, weather: string, visits: string, promo: string): RoleRow => ({ index: step, cells: { time: [dateOf(step)], values: [value], known: [weather, promo], past: [visits], item: ['a'] } })
const training = Array.from({ length: 60 }, (_, step) => row(step, String(step), step % 2 ? 'sun' : 'rain', String(100 + step), String(step % 3)))
const roles = { values: ['v'], time: ['t'], known: ['weather', 'promo'], past: ['visits'], item: ['shop'] }
const { fitted, parts } = ofTask(prepareRows(recipe, training, { roles, columns: [] }), 'forecasting') as PreparedOf<'forecasting'>
const encode = (rows: RoleRow[]) => ofTask(encodeInput(fitted, gatherSeries(rows)[0]).encoded, 'forecasting')

it('known columns travel with a gathered series, and rows without a value are the steps to come', () => {
  const future = [20, 21].map((step) => row(step, '', 'sun', '', '2'))
  const { at, series } = encode([...training.slice(0, 20), ...future])
  expect(at).toBe(20)
  expect(series.steps).toBe(23)
  const names = fitted.known
  const column = (name: string, step: number): number => series.known[step * names.length + names.indexOf(name)] * fitted.knownScaler.scale[names.indexOf(name)] + fitted.knownScaler.center[names.indexOf(name)]
  expect([18, 19, 20, 21].map((step) => Math.round(column('weather=sun', step)))).toEqual([0, 1, 1, 1])
  expect([19, 20, 21, 22].map((step) => Math.round(column('promo', step)))).toEqual([1, 2, 2, 2])
  expect(series.past[19] * fitted.pastScaler.scale[0] + fitted.pastScaler.center[0]).toBeCloseTo(119, 3)
})

it('a column that is not given stands where it usually does, and never is no number', () => {
  const bare = training.slice(0, 20).map(({ index, cells: { time, values, item } }) => ({ index, cells: { time, values, item } }))
  const { series } = encode(bare)
  expect(series.known.every((value) => value === 0)).toBe(true)
  expect(series.past.every((value) => value === 0)).toBe(true)
})

it('the seasonal forecast looks a season back, however short the window is', async () => {
  const columns = trainingColumns(fitted, parts.train)
  const found = Object.fromEntries(await baselineForecasts(fitted, columns, parts.test, { chosen: Int32Array.of(0) }))
  const at = parts.test.at[0]
  expect([...found.seasonalNaive]).toEqual([at - 7, at - 6, at - 5])
  expect([...found.lastValue]).toEqual([at - 1, at - 1, at - 1])
})

it('of alike periods the shortest is the season', () => {
  // A week with chance promotions: its multiples are as alike, and by chance a little more.
  let state = 7
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  const sales = Float64Array.from({ length: 490 }, (_, step) => 30 + 10 * Math.sin((2 * Math.PI * step) / 7) + (random() < 0.15 ? 15 : 0))
  expect(findPeriod(sales, day)).toBe(7)
  const hours = Float64Array.from({ length: 3500 }, (_, step) => 10 * Math.sin((2 * Math.PI * step) / 24) + 5 * Math.sin((2 * Math.PI * step) / 168) + random())
  expect(findPeriod(hours, 3_600_000)).toBe(24)
  const working = Float64Array.from({ length: 3500 }, (_, step) => Math.sin((2 * Math.PI * step) / 24) * (Math.floor(step / 24) % 7 < 5 ? 10 : 0) + random())
  expect(findPeriod(working, 3_600_000)).toBe(168)
  // Days of a year: neighbours are alike, but a week is no season of theirs.
  const warm = Float64Array.from({ length: 1500 }, (_, step) => 10 * Math.sin((2 * Math.PI * step) / 365) + 4 * random())
  expect(findPeriod(warm, day)).toBeGreaterThan(300)
})

it('what MASE counts in is told from the training steps alone', () => {
  expect(fitted.seasonal).toEqual([[7]])
  const flat = ofTask(prepareRows(recipe, training.map((one) => ({ ...one, cells: { ...one.cells, values: ['5'] } })), { roles, columns: [] }), 'forecasting')
  expect(flat.fitted.seasonal).toEqual([[null]])
})
