/** The same numbers bit for bit, in the same run and in continued ones. */
import { expect, test } from 'vitest'
import { expectSameWhenContinued } from './continued.ts'
import { createConfig, runTraining, series } from './synthetic.ts'

test('the same config and seed give the same losses bit for bit; another seed gives others', async () => {
  const config = (seed: number) => createConfig({ seed, model: { embedding: 6, recurrent: { cell: 'lstm', hidden: 7, layers: 2, bidirectional: true, dropout: 0.4 } }, training: { epochs: 2 } })
  const [one, again, other] = [await runTraining({ config: config(1) }), await runTraining({ config: config(1) }), await runTraining({ config: config(2) })]
  for (const name of ['train/loss', 'train/gradientNorm', 'validation/loss']) {
    expect(series(again, name)).toEqual(series(one, name))
    expect(series(other, name)).not.toEqual(series(one, name))
  }
})

test.each([7, 30])('a training stopped at step %i and continued gives the same numbers as one that never stopped', (stopAt) => expectSameWhenContinued(stopAt))
