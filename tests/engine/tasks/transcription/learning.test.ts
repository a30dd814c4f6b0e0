import { expect, test } from 'vitest'
import { checkpointFile } from '../../../../src-main/engine/train/checkpoint.ts'
import { finishedOf, runDirectory, trainMadeUp } from '../prepared-task.ts'
import { madeUpRows, prepared, transcriptionConfig } from './made-up.ts'

test('a run that goes on from a checkpoint learns what it would have learned, masks and speeds included', async () => {
  const config = transcriptionConfig({ training: { epochs: 2, schedule: { kind: 'constant' } }, augment: { speed: 0.2 } })
  const data = prepared(config, madeUpRows(24))
  const whole = finishedOf(await trainMadeUp({ config, data }))
  const directory = runDirectory()
  await trainMadeUp({ config: { ...config, training: { ...config.training, epochs: 1 } }, data, directory })
  const continued = finishedOf(await trainMadeUp({ config, data, directory, continueFrom: checkpointFile('last') }))
  expect(continued.result.test).toEqual(whole.result.test)
})
