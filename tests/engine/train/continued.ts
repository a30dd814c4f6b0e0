/** What every continued training must hold to, wherever it was stopped. */
import { expect } from 'vitest'
import { createControl } from '../../../src-main/engine/train/control.ts'
import { createConfig, createRunDirectory, ofKind, runTraining, series } from './synthetic.ts'

const usual = createConfig({ model: { embedding: 6, recurrent: { cell: 'lstm', hidden: 7, layers: 2, dropout: 0.3 } }, training: { epochs: 4, schedule: { kind: 'cosine', minimum: 0 }, earlyStopping: { metric: 'loss', patience: 2 } } })

/** A training stopped at a step and continued gives the numbers of one that never stopped. */
export async function expectSameWhenContinued(stopAt: number, config = usual): Promise<void> {
  const whole = await runTraining({ config })
  const control = createControl()
  const runDirectory = createRunDirectory()
  const onUpdate = (update: (typeof whole)[number]): void => void (update.kind === 'metrics' && update.points[0].name === 'train/loss' && update.points[0].step === stopAt && control.stop())
  const before = await runTraining({ config, control, runDirectory, onUpdate })
  const after = await runTraining({ config, runDirectory, continueFrom: 'checkpoints/last.safetensors' })
  for (const name of ['train/loss', 'train/accuracy', 'train/learningRate', 'train/gradientNorm', 'validation/loss', 'validation/macroF1']) {
    expect([...series(before, name), ...series(after, name)]).toEqual(series(whole, name))
  }
  const figures = (updates: typeof whole) => ofKind(updates, 'finished').map(({ step, bestEpoch, result }) => ({ step, bestEpoch, result }))
  expect(figures(after)).toEqual(figures(whole))
  expect(ofKind(after, 'finished')[0].seconds).toBeGreaterThan(ofKind(before, 'finished')[0].seconds)
}
