/** Every way of forecasting learned to the end, and the share that learned quantiles hold. */
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { configOf, finishedOf, prepareMadeUp, trainMadeUp } from '../prepared-task.ts'
import { waves } from './waves.ts'

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
