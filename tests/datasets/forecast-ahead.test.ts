/** What is known beforehand, said by somebody who asks "what if": the same as rows behind the last measured one. */
import { expect, it } from 'vitest'
import { gatherSeries } from '../../src-main/datasets/prepare/forecasting.ts'
import { encodeInput, prepareRows } from '../../src-main/datasets/prepare/index.ts'
import type { Ahead } from '../../src-main/datasets/timelines/ahead.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { forecastingTaskSchema } from '../../src-shared/domain/tasks/forecasting.ts'
import { ofTask, type PreparedOf } from '../../src-shared/domain/tasks/index.ts'

const months = (step: number): string => new Date(Date.UTC(2018, step, 1)).toISOString().slice(0, 10)
const row = (step: number, value: string, known: [weather: string, price: string, holiday: string], time: string[] = [months(step)]): RoleRow =>
  ({ index: step, cells: { ...(time.length === 0 ? {} : { time }), values: [value], known, past: [step % 4 === 0 && value !== '' ? 'fair' : ''] } })
const training = Array.from({ length: 60 }, (_, step) => row(step, String(step), [step % 2 ? 'sun' : '雨', String(2 + (step % 3) / 2), String(step % 5 === 0 ? 1 : 0)]))
const recipe = {
  split: splitSchema.parse({ kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 }),
  preprocessing: preprocessingSchema.parse({ kind: 'windows', input: 4, scaling: 'none' }),
  task: forecastingTaskSchema.parse({ kind: 'forecasting', horizon: 3, period: 7 }),
}
const fit = (rows: RoleRow[]) => (ofTask(prepareRows(recipe, rows, { roles: { values: ['v'], time: ['t'], known: ['weather', 'price', 'holiday'], past: ['visits'] }, columns: [] }), 'forecasting') as PreparedOf<'forecasting'>).fitted
const fitted = fit(training)
const encode = (rows: RoleRow[], ahead?: Ahead) => ofTask(encodeInput(fitted, { ...gatherSeries(rows)[0], ahead }).encoded, 'forecasting')

it('says what is assumed: what the rows behind the last measured one say, else the last value again', () => {
  const { known } = encode([...training.slice(0, 20), row(20, '', ['sun', '', '1'])])
  expect(known?.columns).toEqual([{ name: 'weather', kind: 'category', values: ['雨', 'sun'] }, { name: 'price', kind: 'number', values: [] }, { name: 'holiday', kind: 'number', values: ['0', '1'] }])
  expect(known?.steps).toEqual([['sun', '2.5', '1'], ['sun', '2.5', '1'], ['sun', '2.5', '1']])
  expect(known?.given).toEqual([[true, false, true], [false, false, false], [false, false, false]])
})

it('what is said equals the same rows in the data, whatever the rows before it are', () => {
  const said: [string, string, string][] = [['sun', '3', '0'], ['', '9,5', '1'], ['雨', '1e1', '0']]
  const rows = said.map((known, place) => row(20 + place, '', known))
  const histories = [training.slice(0, 20), [...training.slice(0, 20), row(20, '', ['雨', '7', '1'])], training.slice(0, 20).map((one, step) => (step % 6 === 5 ? { ...one, cells: { ...one.cells, known: ['', '', ''] } } : one))]
  for (const history of histories) {
    const asked = encode(history, said)
    const inData = encode([...history.filter(({ index }) => index < 20), ...rows])
    expect(asked.series.known).toEqual(inData.series.known)
    expect(asked.series.times.slice(20)).toEqual(history.length > 20 ? [months(20), '2019-10', '2019-11'] : ['2019-09', '2019-10', '2019-11'])
    expect([asked.at, asked.series.steps]).toEqual([inData.at, inData.series.steps])
    expect(asked.series.values.slice(0, 20)).toEqual(inData.series.values.slice(0, 20))
  }
})

it('what is not said stays as it is assumed, also behind a value that is', () => {
  const before = encode(training.slice(0, 20))
  expect(encode(training.slice(0, 20), []).series).toEqual(before.series)
  const { series, known } = encode(training.slice(0, 20), [[null, '8', null], [null, ' - ', null]])
  expect(known?.steps.map((step) => step[1])).toEqual(['8', '2.5', '2.5'])
  const differing = [...series.known].flatMap((value, place) => (value === before.series.known[place] ? [] : [place]))
  expect(differing).toEqual([20 * (series.known.length / 23) + fitted.known.indexOf('price')])
})

it('steps without times are counted on', () => {
  const untimed = Array.from({ length: 20 }, (_, step) => row(step, String(step), ['sun', '2', '0'], []))
  expect(encode(untimed, [['雨', '2', '0']]).series.times.slice(20)).toEqual(encode(untimed).series.times.slice(20))
})

it.each<[string, Ahead, object]>([
  ['forecast.ahead-number', [['sun', '2', '0'], [null, 'dear', null]], { column: 'price', step: 2, value: 'dear' }],
  ['forecast.ahead-category', [['snow', null, null]], { column: 'weather', step: 1, value: 'snow', values: '雨, sun' }],
  ['forecast.ahead-columns', [['sun']], { step: 1, given: 1, needed: 3 }],
  ['forecast.ahead-steps', [[null, null, null], [null, null, null], [null, null, null], [null, null, null]], { steps: 4, horizon: 3 }],
])('what cannot be read is told where it stands: %s', (code, ahead, details) => {
  expect(() => encode(training.slice(0, 20), ahead)).toThrow(expect.objectContaining({ code, details: expect.objectContaining(details) as object }) as Error)
})
