/** Which epoch is the best so far on the validation split, and whether too many have passed since. */
import type { CheckpointState } from '../../../src-shared/domain/checkpoint.ts'
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'

type Standing = Pick<CheckpointState, 'best' | 'epochsWithoutBetter'>

/** The standing after an epoch. Only a strictly better value counts, so the earliest of equals is kept. */
export function judge(before: Standing, epoch: { epoch: number; step: number }, metrics: Metrics, metric: string, better: 'lower' | 'higher'): Standing & { improved: boolean } {
  const value = metrics[metric]
  const improved = before.best === null || (better === 'lower' ? value < before.best.value : value > before.best.value)
  return improved
    ? { best: { ...epoch, metric, value }, epochsWithoutBetter: 0, improved }
    : { best: before.best, epochsWithoutBetter: before.epochsWithoutBetter + 1, improved }
}
