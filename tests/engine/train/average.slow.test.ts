/** Averaged parameters of continued trainings. */
import { expect, test } from 'vitest'
import { createControl } from '../../../src-main/engine/train/control.ts'
import { createConfig, createRunDirectory, ofKind, runTraining } from './synthetic.ts'

test.each([7, 20])('with an average, a training stopped at step %i and continued gives the same numbers', async (stopAt) => {
  const config = createConfig({ training: { epochs: 3, average: 0.9 } })
  const whole = await runTraining({ config })
  const control = createControl()
  const runDirectory = createRunDirectory()
  await runTraining({ config, control, runDirectory, onUpdate: (update) => void (update.kind === 'metrics' && update.points[0].name === 'train/loss' && update.points[0].step === stopAt && control.stop()) })
  const after = await runTraining({ config, runDirectory, continueFrom: 'checkpoints/last.safetensors' })
  const figures = (updates: typeof whole) => ofKind(updates, 'finished').map(({ step, bestEpoch, result }) => ({ step, bestEpoch, result }))
  expect(figures(after)).toEqual(figures(whole))
})
