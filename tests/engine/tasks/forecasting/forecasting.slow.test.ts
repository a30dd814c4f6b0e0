/** Every way of forecasting learned to the end, and the share that learned quantiles hold. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom } from '../../../../src-main/engine/random.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { configOf, finishedOf, prepareMadeUp, trainMadeUp } from '../prepared-task.ts'

/** Two channels of a rhythm of 12 steps with a little noise, the second a half turn behind. */
function waves(steps: number, noise = 0.1): RoleRow[] {
  const random = createRandom(7)
  return Array.from({ length: steps }, (_, step) => {
    const angle = (2 * Math.PI * step) / 12
    const values = [10 + 3 * Math.sin(angle) + noise * random.normal(), 200 + 50 * Math.sin(angle - Math.PI) + 20 * noise * random.normal()]
    return { index: step, cells: { values: values.map(String), time: [new Date(Date.UTC(2020, 0, 1, step)).toISOString()] } }
  })
}
const roles = { values: ['heat', 'load'], time: ['time'] }

function config(architecture: object, task: object = {}, training: object = {}) {
  return configOf({
    task: { kind: 'forecasting', horizon: 6, architecture, ...task }, preprocessing: { kind: 'windows', input: 24, calendar: false }, split: { kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 },
    model: { embedding: 12, recurrent: { cell: 'gru', hidden: 12 } }, training: { epochs: 6, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.01 }, ...training },
  })
}

test.each([['segments', { kind: 'segments', segment: 6 }], ['direct', { kind: 'direct' }], ['encoderDecoder', { kind: 'encoderDecoder' }]])('%s learns a rhythm, better than the last value', async (_name, architecture) => {
  const tensors = tf.memory().numTensors
  const own = config(architecture)
  const { result, evaluation } = finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, waves(360), roles) }))
  const lastValue = result.baselines.find(({ name }) => name === 'lastValue')?.metrics.mse ?? 0
  expect(result.test.mse).toBeLessThan(lastValue / 4)
  expect(result.baselines.map(({ name }) => name)).toEqual(['lastValue', 'seasonalNaive', 'drift', 'linear'])
  expect(evaluation.metrics.coverage).toBeGreaterThan(0.6)
  expect(evaluation.metrics.coverage).toBeLessThan(0.98)
  expect(evaluation.panels.map(({ code }) => code)).toEqual(['forecastExamples', 'errorByHorizon', 'errorByChannel', 'anomalies'])
  expect(tf.memory().numTensors).toBe(tensors)
})

test('learned quantiles keep their order and hold about the share they claim', async () => {
  const own = config({ kind: 'segments', segment: 6 }, { loss: 'quantile', interval: 0.9 })
  const { evaluation } = finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, waves(500, 0.5), roles) }))
  expect(Math.abs(evaluation.metrics.coverage - 0.9)).toBeLessThan(0.12)
})
