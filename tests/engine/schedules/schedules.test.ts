import { describe, expect, it } from 'vitest'
import { learningRateAt } from '../../../src-main/engine/schedules/index.ts'
import type { ScheduleConfig } from '../../../src-shared/domain/config.ts'
import { readGolden } from '../support/goldens.ts'
import { expectClose } from '../support/numbers.ts'

const { schedules: golden } = readGolden<{ schedules: { base: number; step: number[]; cosine: number[] } }>('optimizers')
const rates = (schedule: ScheduleConfig, base: number, totalSteps: number, stepsPerEpoch = 3) =>
  Array.from({ length: totalSteps }, (_, step) => learningRateAt(schedule, base, { step, stepsPerEpoch, totalSteps }))

describe('learning-rate schedules', () => {
  it('step and cosine match PyTorch', () => {
    expectClose(rates({ kind: 'step', everyEpochs: 2, factor: 0.3 }, golden.base, 20), golden.step, 'step')
    expectClose(rates({ kind: 'cosine', minimum: 0.1 }, golden.base, 20), golden.cosine, 'cosine')
  })

  it('constant stays', () => {
    expect(rates({ kind: 'constant' }, 0.3, 3)).toEqual([0.3, 0.3, 0.3])
  })

  it('warmup-linear rises to the full rate and falls towards zero, which comes after the last update', () => {
    expectClose(rates({ kind: 'warmup-linear', warmupSteps: 4 }, 1, 9), [0.25, 0.5, 0.75, 1, 1, 0.8, 0.6, 0.4, 0.2], 'warmup')
    expectClose(rates({ kind: 'warmup-linear', warmupSteps: 0 }, 1, 4), [1, 0.75, 0.5, 0.25], 'no warmup')
    expectClose(rates({ kind: 'warmup-linear', warmupSteps: 8 }, 1, 4), [1 / 8, 2 / 8, 3 / 8, 4 / 8], 'shorter than its warmup')
  })

  it('stays finite in a training of one step', () => {
    expect(rates({ kind: 'cosine', minimum: 0 }, 1, 1)).toEqual([1])
  })
})
