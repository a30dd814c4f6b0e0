import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { Parameters } from '../../../src-main/engine/layers/parameters.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { evaluationOf } from '../../../src-main/engine/tasks/task.ts'
import { createAverage, withAverage } from '../../../src-main/engine/train/average.ts'
import { loadModel } from '../../../src-main/engine/train/model-file.ts'
import { decodeSafetensors } from '../../../src-main/engine/train/safetensors.ts'
import { expectSameWhenContinued } from './continued.ts'
import { createConfig, createData, createRunDirectory, ofKind, runTraining, series } from './synthetic.ts'

type Values = Record<string, Float32Array>
const stored = (runDirectory: string, name: string): Values => {
  const { tensors } = decodeSafetensors(readFileSync(join(runDirectory, 'checkpoints', `${name}.safetensors`)), name)
  return Object.fromEntries(Object.entries(tensors).map(([key, { data }]) => [key, data]))
}

test('the model has the averaged values for a while, then its own again; what is not learned is left alone', async () => {
  await selectEngine('reference', 1)
  const parameters = new Parameters()
  parameters.add('weight', [2], () => Float32Array.of(1, 2), createRandom(1))
  parameters.add('width', [1], () => Float32Array.of(7), createRandom(1), { learned: false })
  const average = createAverage(0.5, parameters)
  parameters.set('weight', Float32Array.of(3, 4))
  parameters.set('width', Float32Array.of(8))
  average?.add(1) // 1 / 10 of what was before
  parameters.set('weight', Float32Array.of(5, 6))
  average?.add(1000) // half
  const seen = await withAverage(average, parameters, () => Promise.resolve(parameters.values()))
  const expected = [1, 2].map((first) => (first * 0.1 + (first + 2) * 0.9) / 2 + (first + 4) / 2)
  expect(Array.from(seen.weight).map((value) => Number(value.toFixed(5)))).toEqual(expected.map((value) => Number(value.toFixed(5))))
  expect(Array.from(seen.width)).toEqual([8])
  expect(Array.from(parameters.get('weight').dataSync())).toEqual([5, 6])
  await expect(withAverage(average, parameters, () => Promise.reject(new Error('stop')))).rejects.toThrow('stop')
  expect(Array.from(parameters.get('weight').dataSync())).toEqual([5, 6])
  expect(createAverage(null, parameters)).toBeNull()
  parameters.dispose()
})

test('what is kept as the best is the mean over all steps, computed directly; training itself goes its way', async () => {
  // One step an epoch: the checkpoint after each holds the parameters of that step.
  const training = { epochs: 5, batchSize: 256, keep: 'last', earlyStopping: null } as const
  const [runDirectory, plainDirectory] = [createRunDirectory(), createRunDirectory()]
  const decay = 0.4
  const steps: Values[] = []
  const updates = await runTraining({
    config: createConfig({ training: { ...training, average: decay } }), runDirectory,
    onUpdate: (update) => void (update.kind === 'checkpoint' && !update.best && steps.push(stored(runDirectory, 'last'))),
  })
  const plain = await runTraining({ config: createConfig({ training }), runDirectory: plainDirectory })
  expect(series(updates, 'train/loss')).toEqual(series(plain, 'train/loss'))
  expect(series(updates, 'validation/loss')).not.toEqual(series(plain, 'validation/loss'))
  const trained = stored(plainDirectory, 'best')
  expect(steps).toHaveLength(6)
  for (const [name, kept] of Object.entries(stored(runDirectory, 'best'))) {
    if (name === 'calibration.temperature' || !(`average.${name}` in steps[5])) continue
    const mean = Float64Array.from(steps[0][name])
    for (let step = 1; step <= 5; step++) {
      const share = Math.min(decay, step / (step + 9))
      mean.forEach((value, index) => (mean[index] = share * value + (1 - share) * steps[step][name][index]))
    }
    kept.forEach((value, index) => expect(value).toBeCloseTo(mean[index], 5))
    // The steps themselves are those of a run without an average.
    expect(Array.from(steps[5][name])).toEqual(Array.from(trained[name]))
  }
})

test.each([13])('with an average, a training stopped at step %i and continued gives the same numbers', (stopAt) => expectSameWhenContinued(stopAt, createConfig({ training: { epochs: 3, average: 0.9 } })))

test('without validation rows the averaged parameters of the last step are measured and left behind', async () => {
  const data = createData({ train: 60, validation: 0, test: 20 })
  const runDirectory = createRunDirectory()
  const before = tf.memory().numTensors
  const updates = await runTraining({ config: createConfig({ training: { epochs: 2, earlyStopping: null, average: 0.8 } }), data, runDirectory })
  expect(tf.memory().numTensors).toBe(before)
  const [finished] = ofKind(updates, 'finished')
  const last = stored(runDirectory, 'last')
  const model = await loadModel(runDirectory)
  expect(evaluationOf(await model.model.score(data.parts.test), 'test', finished.evaluation.intervals)).toEqual(finished.evaluation)
  model.dispose()
  const best = stored(runDirectory, 'best')
  for (const [name, values] of Object.entries(last).filter(([key]) => key.startsWith('average.'))) expect(Array.from(best[name.slice('average.'.length)])).toEqual(Array.from(values))
})
