/** Whether a finished run learned too little or too much by heart, from its headline figure; a hint, no statistics. */
import type { MetricName } from '../../../src-shared/domain/metric-table.ts'
import type { RunResult } from '../../../src-shared/domain/evaluation.ts'
import { isLowerBetter, isShare } from '../../composables/metric-order.ts'

export type Fit = 'overfit' | 'underfit' | 'good'

/** Training above validation by this share is learning by heart. */
const overfitGap = 0.12
/** Training must be above the weakest baseline by this share. */
const learnedGap = 0.05

/** Only shares have a scale on which a gap means something; every other metric is called good. */
export function fitOf({ train, validation, baselines }: RunResult, headline: MetricName): Fit {
  const direction = isLowerBetter(headline) ? -1 : 1
  const [seen, unseen] = [train[headline] as number | undefined, validation[headline] as number | undefined]
  if (!isShare(headline) || seen === undefined || unseen === undefined) return 'good'
  if (direction * (seen - unseen) > overfitGap) return 'overfit'
  const known = baselines.map(({ metrics }) => metrics[headline] as number | undefined).filter((value) => value !== undefined)
  if (known.length === 0) return 'good'
  const weakest = Math.min(...known.map((value) => direction * value))
  return direction * seen < weakest + learnedGap ? 'underfit' : 'good'
}
