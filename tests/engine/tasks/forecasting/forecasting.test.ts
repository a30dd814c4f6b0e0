import { describe, expect, test } from 'vitest'
import { encodeInput } from '../../../../src-main/datasets/prepare/index.ts'
import { loadModel } from '../../../../src-main/engine/train/model-file.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { configOf, finishedOf, prepareMadeUp, runDirectory, trainMadeUp } from '../prepared-task.ts'
import { waves } from './waves.ts'

const roles = { values: ['heat', 'load'], time: ['time'] }

function config(architecture: object, task: object = {}, training: object = {}) {
  return configOf({
    task: { kind: 'forecasting', horizon: 6, architecture, ...task }, preprocessing: { kind: 'windows', input: 24, calendar: false }, split: { kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 },
    model: { embedding: 12, recurrent: { cell: 'gru', hidden: 12 } }, training: { epochs: 6, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.01 }, ...training },
  })
}

test('a finished model goes on from the end of a series, in its units, at its times', async () => {
  const directory = runDirectory()
  const own = config({ kind: 'direct' })
  const rows = waves(300)
  const data = prepareMadeUp(own, rows, roles)
  await trainMadeUp({ config: own, data, directory })
  const file = await loadModel(directory)
  const values = Float32Array.from(rows.slice(-60).flatMap(({ cells }) => (cells.values ?? []).map(Number)))
  const times = rows.slice(-60).map(({ cells }) => String(cells.time?.[0]))
  const { encoded } = encodeInput(file.fitted, { cells: { values: [{ shape: [60, 2], data: values, rate: null }], time: [times] } })
  const [answer] = await file.model.answer([encoded], {})
  const { channels, times: ahead } = ofTask(answer, 'forecasting')
  expect(ahead[0]).toBe('2020-01-13 12:00')
  expect(channels.map(({ name, forecast }) => [name, forecast.length])).toEqual([['heat', 6], ['load', 6]])
  channels.forEach(({ forecast, low, high, history }, channel) => {
    expect(history.at(-1)).toBeCloseTo(values[59 * 2 + channel], 2)
    forecast.forEach((value, step) => {
      expect(low[step]).toBeLessThanOrEqual(value)
      expect(high[step]).toBeGreaterThanOrEqual(value)
      expect(Math.abs(value - (channel === 0 ? 10 : 200))).toBeLessThan(channel === 0 ? 6 : 100)
    })
  })
  expect(() => encodeInput(file.fitted, { cells: { values: [{ shape: [5, 2], data: values.slice(0, 10), rate: null }] } })).toThrow(/5 steps/)
  file.model.dispose()
})

describe('continued', () => {
  test('a forecast run that was stopped gives the same numbers as one that never was', async () => {
    const own = config({ kind: 'segments', segment: 6 }, {}, { epochs: 2, earlyStopping: null })
    const whole = finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, waves(200), roles) }))
    const directory = runDirectory()
    const { createControl } = await import('../../../../src-main/engine/train/control.ts')
    const control = createControl()
    await trainMadeUp({ config: own, data: prepareMadeUp(own, waves(200), roles), directory, control, onUpdate: (update) => void (update.kind === 'progress' && update.step === 4 && control.stop()) })
    const after = finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, waves(200), roles), directory, continueFrom: 'checkpoints/last.safetensors' }))
    expect(after.result).toEqual(whole.result)
  })
})
