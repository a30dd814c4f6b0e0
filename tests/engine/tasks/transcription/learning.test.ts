import { expect, test } from 'vitest'
import { checkpointFile } from '../../../../src-main/engine/train/checkpoint.ts'
import { chosenRows, rowsOf } from '../../../../src-shared/domain/prepared.ts'
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

test('sequences that are read from a list when they are asked for teach what those in memory do', async () => {
  const config = transcriptionConfig({ training: { epochs: 1 } })
  const data = prepared(config, madeUpRows(24))
  const listed = <Part extends (typeof data)['parts']['train']>(part: Part): Part => ({ ...part, sequences: chosenRows(part.sequences, rowsOf(part.sequences)) })
  const { train, validation, test: last } = data.parts
  const held = finishedOf(await trainMadeUp({ config, data }))
  const read = finishedOf(await trainMadeUp({ config, data: { ...data, parts: { train: listed(train), validation: listed(validation), test: listed(last) } } }))
  expect(read.result.test).toEqual(held.result.test)
})
