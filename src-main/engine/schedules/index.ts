/** Learning-rate schedules: one table by kind. */
import type { ScheduleConfig } from '../../../src-shared/domain/config.ts'

export interface ScheduleMoment {
  /** Updates done before this one: 0 for the first. */
  step: number
  stepsPerEpoch: number
  totalSteps: number
}

/** kind -> the factor on the base rate at a moment of training. */
export const schedules: { [Kind in ScheduleConfig['kind']]: (config: Extract<ScheduleConfig, { kind: Kind }>, moment: ScheduleMoment) => number } = {
  constant: () => 1,

  /** factor^(epochs done / everyEpochs, whole ones) */
  step: ({ everyEpochs, factor }, { step, stepsPerEpoch }) => factor ** Math.floor(step / stepsPerEpoch / everyEpochs),

  /** Half a cosine from 1 at the first update to `minimum` at the last. */
  cosine: ({ minimum }, { step, totalSteps }) => {
    const progress = Math.min(step / Math.max(totalSteps - 1, 1), 1)
    return minimum + ((1 - minimum) * (1 + Math.cos(Math.PI * progress))) / 2
  },

  /** Linearly up to 1 at update number `warmupSteps`, then linearly down: the update after the last would get 0. */
  'warmup-linear': ({ warmupSteps }, { step, totalSteps }) => {
    if (step < warmupSteps) return (step + 1) / warmupSteps
    return Math.max((totalSteps - step) / Math.max(totalSteps - warmupSteps, 1), 0)
  },
}

/** The learning rate of the update that follows `step` updates. */
export function learningRateAt(schedule: ScheduleConfig, base: number, moment: ScheduleMoment): number {
  return base * (schedules[schedule.kind] as (config: ScheduleConfig, moment: ScheduleMoment) => number)(schedule, moment)
}
