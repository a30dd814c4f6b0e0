/** Averaged parameters of continued trainings. */
import { test } from 'vitest'
import { expectSameWhenContinued } from './continued.ts'
import { createConfig } from './synthetic.ts'

test.each([7, 20])('with an average, a training stopped at step %i and continued gives the same numbers', (stopAt) => expectSameWhenContinued(stopAt, createConfig({ training: { epochs: 3, average: 0.9 } })))
