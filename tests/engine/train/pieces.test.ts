import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { findCheckpoint, readCheckpoint, readJson, writeCheckpoint, type Checkpoint } from '../../../src-main/engine/train/checkpoint.ts'
import { createClock, createEstimate } from '../../../src-main/engine/train/clock.ts'
import { createControl } from '../../../src-main/engine/train/control.ts'
import { judge } from '../../../src-main/engine/train/early-stopping.ts'
import { guardMetrics, guardStep } from '../../../src-main/engine/train/nan-guard.ts'
import { createRunDirectory } from './synthetic.ts'

const checkpoint: Checkpoint = {
  state: {
    version: 1, savedAt: '2026-01-01T00:00:00.000Z', step: 7, epoch: 1, batch: 2, seed: 3, optimizerStep: 7, seconds: 1.5,
    validation: { loss: 0.5 }, best: { epoch: 1, step: 5, metric: 'loss', value: 0.5 }, epochsWithoutBetter: 0,
  },
  parameters: { 'output.weight': { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } },
  optimizer: { 'output.weight.moment1': Float32Array.of(5, 6, 7, 8) },
  average: { 'output.weight': Float32Array.of(9, 10, 11, 12) },
}

test('a checkpoint is read back as it was written, with its state as JSON beside it and nothing temporary left', async () => {
  const directory = createRunDirectory()
  const file = await writeCheckpoint(directory, 'last', checkpoint)
  expect(await readCheckpoint(directory, file)).toEqual(checkpoint)
  expect(await readJson(join(directory, 'checkpoints/last.json'))).toEqual(checkpoint.state)
  expect(readdirSync(join(directory, 'checkpoints')).toSorted()).toEqual(['last.json', 'last.safetensors'])
  expect(await findCheckpoint(directory, ['best', 'last'])).toBe(file)
  expect(await findCheckpoint(directory, ['best'])).toBeNull()
})

test('a checkpoint that cannot be written leaves the one before; one that cannot be read says why', async () => {
  const directory = createRunDirectory()
  const file = await writeCheckpoint(directory, 'last', checkpoint)
  mkdirSync(join(directory, `${file}.new`)) // where the temporary file should go
  await expect(writeCheckpoint(directory, 'last', { ...checkpoint, optimizer: {} })).rejects.toMatchObject({ code: 'file.unwritable' })
  expect(await readCheckpoint(directory, file)).toEqual(checkpoint)
  await expect(readCheckpoint(directory, 'checkpoints/best.safetensors')).rejects.toMatchObject({ code: 'file.unreadable' })
  writeFileSync(join(directory, file), 'not a checkpoint')
  await expect(readCheckpoint(directory, file)).rejects.toMatchObject({ code: 'checkpoint.damaged', details: { file } })
})

test('the clock leaves pauses out and counts on from before', () => {
  let now = 1000
  const clock = createClock(10, () => now)
  now += 2000
  clock.pause()
  now += 5000
  expect(clock.seconds()).toBe(12)
  clock.resume()
  clock.resume()
  now += 1000
  expect(clock.seconds()).toBe(13)
})

test('the estimate forgets a slow first step and follows a lasting change', () => {
  const estimate = createEstimate()
  expect(estimate.left(10)).toBeNull()
  estimate.add(9)
  expect(estimate.left(10)).toBe(90)
  for (let step = 0; step < 50; step++) estimate.add(1)
  expect(estimate.left(10)).toBeLessThan(10.5)
  for (let step = 0; step < 60; step++) estimate.add(2)
  expect(estimate.left(10)).toBeGreaterThan(19.5)
})

test('only a strictly better epoch is the best, lower or higher as the metric has it', () => {
  const start = { best: null, epochsWithoutBetter: 0 }
  const first = judge(start, { epoch: 1, step: 10 }, { loss: 0.5 }, 'loss', 'lower')
  expect(first).toEqual({ best: { epoch: 1, step: 10, metric: 'loss', value: 0.5 }, epochsWithoutBetter: 0, improved: true })
  const equal = judge(first, { epoch: 2, step: 20 }, { loss: 0.5 }, 'loss', 'lower')
  expect(equal).toEqual({ best: first.best, epochsWithoutBetter: 1, improved: false })
  expect(judge(equal, { epoch: 3, step: 30 }, { loss: 0.4 }, 'loss', 'lower')).toMatchObject({ improved: true, epochsWithoutBetter: 0 })
  expect(judge(first, { epoch: 2, step: 20 }, { loss: 0.6 }, 'loss', 'higher').improved).toBe(true)
})

test('a control that was stopped is not paused any more', async () => {
  const control = createControl()
  control.pause()
  expect(control.paused).toBe(true)
  const released = control.released()
  control.stop()
  await released
  control.pause()
  expect([control.paused, control.stopping]).toEqual([false, true])
})

test('the guard names the first parameter, in the order of the model, whose gradient is no number', async () => {
  await selectEngine('reference', 1)
  const gradients = { embedding: tf.tensor1d([1, 2]), 'recurrent.layer0.forward.wx': tf.tensor1d([1, NaN]), 'output.weight': tf.tensor1d([Infinity, 1]) }
  expect(() => guardStep(3, NaN, NaN, gradients)).toThrow(
    expect.objectContaining({ code: 'run.nan', details: { what: 'loss', value: 'NaN', step: 3, where: 'the gradient of recurrent.layer0.forward.wx' } }),
  )
  expect(() => guardStep(3, 0.5, Infinity, { 'output.weight': gradients['output.weight'] })).toThrow(
    expect.objectContaining({ details: { what: 'gradient', value: 'Infinity', step: 3, where: 'the gradient of output.weight' } }),
  )
  expect(() => guardStep(3, Infinity, 1, { embedding: gradients.embedding })).toThrow(expect.objectContaining({ details: expect.objectContaining({ where: 'the loss itself' }) }))
  guardStep(3, 0.5, 1, gradients)
  expect(() => guardMetrics(4, 'validation', { loss: Infinity })).toThrow(expect.objectContaining({ details: { what: 'validation loss', value: 'Infinity', step: 4, where: 'the validation split' } }))
  tf.dispose(gradients)
})
