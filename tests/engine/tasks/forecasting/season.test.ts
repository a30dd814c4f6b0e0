/** What last season says, told by a few numbers before a network learns. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createForecaster } from '../../../../src-main/engine/tasks/forecasting/model.ts'
import { createWindows, shapeOf } from '../../../../src-main/engine/tasks/forecasting/batches.ts'
import { fitSeason } from '../../../../src-main/engine/tasks/forecasting/season.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { configOf, finishedOf, prepareMadeUp, trainMadeUp } from '../prepared-task.ts'

const roles = { values: ['sold'] }
const rowsOf = (values: number[]): RoleRow[] => values.map((value, index) => ({ index, cells: { values: [value.toFixed(4)] } }))
/** Months that rise, with a season and a little noise. */
const months = (count: number, { rise, noise }: { rise: number; noise: number }, random = createRandom(3)): number[] =>
  Array.from({ length: count }, (_, month) => 100 + rise * month + 20 * Math.sin((2 * Math.PI * month) / 12) + 8 * Math.cos((2 * Math.PI * month) / 3) + noise * random.normal())

const config = (architecture: object, training: object = {}) => configOf({
  task: { kind: 'forecasting', horizon: 9, architecture, normalise: 'season', period: 12 }, preprocessing: { kind: 'windows', input: 30, calendar: false }, split: { kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 },
  model: { embedding: 8, recurrent: { cell: 'gru', hidden: 8 } }, training: { epochs: 2, batchSize: 8, ...training },
})

test.each([['a season alone', 0], ['a season that rises from year to year', 0.7]])('%s is carried on as it went, but for the ridge', (_, rise) => {
  const own = config({ kind: 'segments', segment: 3 })
  const { fitted, parts } = ofTask(prepareMadeUp(own, rowsOf(months(160, { rise, noise: 0 })), roles), 'forecasting')
  const shape = shapeOf(fitted)
  const map = fitSeason(parts.train, shape, fitted.period)
  const { inputs, offset, targets } = createWindows(parts.test, [0], shape, 'season')
  for (let step = 0; step < shape.horizon; step++) {
    const moved = map.subarray(step * shape.input, (step + 1) * shape.input).reduce((sum, weight, place) => sum + weight * inputs[place], 0)
    // Values are scaled to a deviation of one.
    expect(Math.abs(offset[0] + moved - targets[step])).toBeLessThan(0.05)
  }
})

test('missing values are no part of the fit, and a window shorter than a season is carried on by its mean and its slope', () => {
  const own = config({ kind: 'segments', segment: 3 })
  const { fitted, parts } = ofTask(prepareMadeUp(own, rowsOf(months(160, { rise: 0.7, noise: 1 })), roles), 'forecasting')
  const shape = shapeOf(fitted)
  const whole = fitSeason(parts.train, shape, fitted.period)
  const [series] = parts.train.series
  const broken = { ...series, values: series.values.slice(), observed: series.observed.slice() }
  // The last step of training is only ever forecast, never read.
  const last = parts.train.at[parts.train.at.length - 1] + shape.horizon - 1
  broken.values[last] = 1e6
  broken.observed[last] = 0
  const held = fitSeason({ ...parts.train, series: [broken] }, shape, fitted.period)
  held.forEach((weight, place) => expect(Math.abs(weight - whole[place])).toBeLessThan(0.02))
  const short = fitSeason(parts.train, shape, 60)
  expect(new Set(short.subarray(1, shape.input)).size).toBe(1)
  expect(fitSeason({ ...parts.train, at: new Int32Array(), of: new Int32Array() }, shape, 12).every((weight) => weight === 0)).toBe(true)
})

test.each([['segments', { kind: 'segments', segment: 3 }], ['direct', { kind: 'direct' }], ['encoderDecoder', { kind: 'encoderDecoder' }]])('%s begins as what the season says, and learns from there', async (_, architecture) => {
  await selectEngine('reference', 1)
  const own = config(architecture)
  const data = prepareMadeUp(own, rowsOf(months(160, { rise: 0.5, noise: 3 })), roles)
  const { fitted, parts } = ofTask(data, 'forecasting')
  const model = createForecaster({ ...own, task: own.task as never }, fitted, createRandom(1))
  const map = fitSeason(parts.train, model.shape, fitted.period)
  model.parameters.set('season.map', map)
  const batch = createWindows(parts.test, [0, 1], model.shape, 'season')
  const forecast = tf.tidy(() => model.apply(batch).forecast.dataSync())
  const first = map.subarray(0, model.shape.input).reduce((sum, weight, place) => sum + weight * batch.inputs[place], batch.offset[0])
  expect(forecast[0]).toBeCloseTo(first, 4)
  model.dispose()
  const { result } = finishedOf(await trainMadeUp({ config: own, data }))
  expect(result.test.mse).toBeLessThan(2 * (result.baselines.find(({ name }) => name === 'seasonalNaive')?.metrics.mse ?? 0))
})
