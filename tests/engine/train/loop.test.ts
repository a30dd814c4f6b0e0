import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { readCheckpoint } from '../../../src-main/engine/train/checkpoint.ts'
import { createControl } from '../../../src-main/engine/train/control.ts'
import type { Sequence } from '../../../src-shared/domain/prepared.ts'
import { evaluationOf } from '../../../src-main/engine/tasks/task.ts'
import { loadModel } from '../../../src-main/engine/train/model-file.ts'
import { trainerUpdateSchema } from '../../../src-shared/contract/trainer-api.ts'
import { expectSameWhenContinued } from './continued.ts'
import { createConfig, createData, createRunDirectory, eventCodes, labels, ofKind, runTraining, series } from './synthetic.ts'

test('the loop learns, reports what the contract says, and leaves no tensor behind', async () => {
  await selectEngine('reference', 1)
  const tensors = tf.memory().numTensors
  const config = createConfig({ training: { probes: { examples: 4, everySteps: 10 } } })
  const updates = await runTraining({ config })
  updates.forEach((update) => trainerUpdateSchema.parse(update))

  const [finished] = ofKind(updates, 'finished')
  expect(updates.at(-1)).toBe(finished)
  expect(finished.status).toBe('done')
  for (const split of ['train', 'validation', 'test'] as const) expect(finished.result[split].accuracy).toBeGreaterThan(0.95)
  expect(finished.result.baseline.accuracy).toBeLessThan(0.6)
  expect(finished.result.baselines.map(({ name }) => name)).toEqual(['majority', 'naiveBayes', 'logisticRegression'])
  expect(finished.result.verdict).toMatchObject({ kind: 'better', metric: 'accuracy', baseline: 'naiveBayes' })
  expect(finished.evaluation).toMatchObject({ split: 'test', rows: 60 })
  expect(finished.evaluation.panels[0]).toMatchObject({ kind: 'confusion', labels })
  const { low, high } = finished.evaluation.intervals.accuracy
  expect(low <= finished.evaluation.metrics.accuracy && finished.evaluation.metrics.accuracy <= high).toBe(true)

  const totalSteps = 6 * Math.ceil(200 / 16)
  expect(ofKind(updates, 'started')).toMatchObject([{ engine: 'reference', totalSteps }])
  for (const name of ['loss', 'accuracy', 'learningRate', 'gradientNorm', 'tokensPerSecond']) expect(series(updates, `train/${name}`)).toHaveLength(totalSteps)
  for (const name of ['loss', 'accuracy', 'macroF1']) expect(series(updates, `validation/${name}`).map(([step]) => step)).toEqual([13, 26, 39, 52, 65, 78])
  expect(ofKind(updates, 'metrics').every(({ points }) => new Set(points.map(({ step }) => step)).size === 1)).toBe(true)
  expect(ofKind(updates, 'trace').map(({ trace }) => trace.step)).toEqual([1, 10, 20, 30, 40, 50, 60, 70])
  const progress = ofKind(updates, 'progress')
  expect(progress.at(-1)).toMatchObject({ step: totalSteps, progress: { done: totalSteps, total: totalSteps } })
  expect(tf.memory().numTensors).toBe(tensors)
})

test('early stopping ends the run and keeps the best epoch, whose parameters give the final figures', async () => {
  const data = createData()
  // Labels without rhyme or reason: what is learned by heart makes the validation loss rise.
  data.parts.train.labels.forEach((_, row, all) => (all[row] = row % labels.length))
  const runDirectory = createRunDirectory()
  const config = createConfig({ training: { epochs: 50, earlyStopping: { metric: 'loss', patience: 3 } } })
  const updates = await runTraining({ config, data, runDirectory })
  const losses = series(updates, 'validation/loss').map(([, value]) => value)
  const best = losses.indexOf(Math.min(...losses)) + 1
  expect(losses.length).toBe(best + 3)
  expect(losses.length).toBeLessThan(50)
  expect(eventCodes(updates)).toContain('early-stopping')
  const [finished] = ofKind(updates, 'finished')
  expect(finished).toMatchObject({ status: 'done', bestEpoch: best })
  // The same answers, with a temperature that says them less surely: the loss is no higher, and which class is told stays.
  expect(finished.result.validation.loss).toBeLessThanOrEqual(losses[best - 1])
  expect(finished.result.validation.accuracy).toBe(series(updates, 'validation/accuracy')[best - 1][1])
  expect((await readCheckpoint(runDirectory, 'checkpoints/best.safetensors')).state.epoch).toBe(best)
  expect((await readCheckpoint(runDirectory, 'checkpoints/last.safetensors')).state.epoch).toBe(losses.length)
})

test.each([20, 40])('of %i validation rows: too few tell no epoch from another, and the last is kept', async (rows) => {
  const data = createData({ train: 32, validation: rows, test: 0 })
  // Labels without rhyme or reason, learned by heart: the validation loss soon rises.
  data.parts.train.labels.forEach((_, row, all) => (all[row] = row % labels.length))
  const config = createConfig({ training: { epochs: 5, keep: 'auto', optimizer: { kind: 'adam', learningRate: 0.1 }, earlyStopping: { metric: 'loss', patience: 1 } } })
  const updates = await runTraining({ config, data })
  const losses = series(updates, 'validation/loss').map(([, value]) => value)
  const best = losses.indexOf(Math.min(...losses)) + 1
  expect(best).toBeLessThan(5)
  expect(losses).toHaveLength(rows < 30 ? 5 : best + 1)
  expect(ofKind(updates, 'finished')[0].bestEpoch).toBe(rows < 30 ? 5 : best)
}, 120_000)

test('a loss that is no number stops the run, says where, and the last checkpoint is good', async () => {
  const runDirectory = createRunDirectory()
  const config = createConfig({ model: { embedding: 8, recurrent: { cell: 'rnn', activation: 'relu', hidden: 12 } }, training: { clipNorm: null } })
  config.training.optimizer = { kind: 'sgd', learningRate: 1e30, momentum: 0 } // more than the schema allows: it must never come so far
  const updates = await runTraining({ config, runDirectory })
  const failed = ofKind(updates, 'failed')[0]
  expect(updates.at(-1)).toBe(failed)
  expect(failed.error.code).toBe('run.nan')
  expect(failed.error.details).toMatchObject({ what: expect.stringMatching(/loss|gradient/), step: failed.step + 1, where: expect.stringMatching(/^the gradient of (embedding|recurrent|output)\./) })
  expect(ofKind(updates, 'metrics').flatMap(({ points }) => points).every(({ value }) => Number.isFinite(value))).toBe(true)
  const { parameters, state } = await readCheckpoint(runDirectory, ofKind(updates, 'checkpoint').at(-1)?.file ?? '')
  expect(state.step).toBeLessThanOrEqual(failed.step)
  for (const { data } of Object.values(parameters)) expect(data.every(Number.isFinite)).toBe(true)
})

test('pause holds the training until it is resumed, and its time does not count', async () => {
  const control = createControl()
  let held = 0
  const updates = await runTraining({
    config: createConfig({ training: { epochs: 1 } }),
    control,
    onUpdate: (update) => {
      if (update.kind === 'metrics' && update.points[0].step === 5) control.pause()
      if (update.kind !== 'paused') return
      held = performance.now()
      setTimeout(() => control.resume(), 400)
    },
  })
  const kinds = updates.map(({ kind }) => kind)
  const between = updates.slice(kinds.indexOf('paused'), kinds.indexOf('resumed'))
  expect(between.map(({ kind }) => kind)).toEqual(['paused', 'event'])
  expect(performance.now() - held).toBeGreaterThan(390)
  const [finished] = ofKind(updates, 'finished')
  expect(finished.step).toBe(13)
  const times = ofKind(updates, 'metrics').flatMap(({ points }) => points.filter(({ name }) => name === 'train/loss').map(({ time }) => time))
  expect(times[5] - times[4]).toBeLessThan(390)
})

test('stop ends a paused training at once with its figures and a checkpoint', async () => {
  const control = createControl()
  const runDirectory = createRunDirectory()
  const updates = await runTraining({
    config: createConfig(),
    control,
    runDirectory,
    onUpdate: (update) => {
      if (update.kind === 'metrics' && update.points[0].step === 20) control.pause()
      if (update.kind === 'paused') setTimeout(() => control.stop(), 10)
    },
  })
  expect(ofKind(updates, 'finished')).toMatchObject([{ status: 'stopped', step: 20, bestEpoch: 1 }])
  expect(ofKind(updates, 'resumed')).toEqual([])
  expect((await readCheckpoint(runDirectory, 'checkpoints/last.safetensors')).state).toMatchObject({ step: 20, epoch: 1, batch: 7 })
})

test.each([13])('a training stopped at step %i and continued gives the same numbers as one that never stopped', (stopAt) => expectSameWhenContinued(stopAt))

test('a checkpoint of another seed is refused, and so is a damaged one', async () => {
  const runDirectory = createRunDirectory()
  await runTraining({ config: createConfig({ training: { epochs: 1 } }), runDirectory })
  for (const [config, continueFrom] of [[createConfig({ seed: 9 }), 'checkpoints/last.safetensors'], [createConfig(), 'checkpoints/last.json']] as const) {
    const updates = await runTraining({ config, runDirectory, continueFrom })
    expect(ofKind(updates, 'failed')).toMatchObject([{ error: { code: 'checkpoint.damaged' } }])
  }
  const other = createConfig({ model: { embedding: 9, recurrent: { cell: 'gru', hidden: 12 } } })
  expect(ofKind(await runTraining({ config: other, runDirectory, continueFrom: 'checkpoints/last.safetensors' }), 'failed')[0].error.code).toBe('checkpoint.damaged')
})

test('a run without validation and test rows keeps its last parameters and is measured on what there is', async () => {
  const updates = await runTraining({ config: createConfig({ training: { epochs: 3, earlyStopping: null, probes: { examples: 2, everySteps: 20 } } }), data: createData({ train: 60, validation: 0, test: 0 }) })
  const [finished] = ofKind(updates, 'finished')
  expect(finished).toMatchObject({ status: 'done', bestEpoch: null, evaluation: { split: 'train' }, result: { validation: {}, test: {} } })
})

test('a finished model is read back and says what the run said', async () => {
  const runDirectory = createRunDirectory()
  const data = createData()
  const updates = await runTraining({ config: createConfig({ training: { epochs: 3 } }), data, runDirectory })
  const model = await loadModel(runDirectory)
  expect(model).toMatchObject({ file: 'checkpoints/best.safetensors', fitted: data.fitted })
  const sequences = [...data.parts.test.sequences]
  const [finished] = ofKind(updates, 'finished')
  expect(evaluationOf(await model.model.score(data.parts.test), 'test', finished.evaluation.intervals)).toEqual(finished.evaluation)
  expect(JSON.parse(readFileSync(join(runDirectory, 'evaluation.json'), 'utf8'))).toEqual(finished.evaluation)
  // Packed: a sequence's logits do not depend on what it is padded with.
  const outputs = (rows: Sequence[]) => model.model.outputs?.(rows.map((sequence) => ({ task: 'classification', sequence, steps: sequence.length, pieces: [] }))) ?? Promise.resolve([])
  const [alone] = await outputs([sequences[3]])
  const [, beside] = await outputs([new Int32Array(30).fill(5), sequences[3]])
  alone.forEach((value, index) => expect(beside[index]).toBeCloseTo(value, 5))
  model.dispose()
  await expect(loadModel(createRunDirectory())).rejects.toMatchObject({ code: 'run.no-checkpoint' })
  expect(existsSync(join(runDirectory, 'checkpoints/best.safetensors.new'))).toBe(false)
})
