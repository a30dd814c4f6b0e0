/** The verdict on a run as one sentence, with its metric, baseline, difference and interval. */
import { useI18n } from 'vue-i18n'
import type { Verdict } from '../../src-shared/domain/evaluation.ts'
import { isLowerBetter, isShare } from './metric-order.ts'
import { useRunWords } from './use-run-words.ts'

export function useVerdictWords(): (verdict: Verdict | null) => string {
  const { t } = useI18n({ useScope: 'global' })
  const words = useRunWords()
  return (verdict) => {
    if (!verdict) return t('runs.verdicts.none')
    const { kind, metric, baseline, difference, low, high } = verdict
    const unit = isShare(metric) ? ` ${t('runs.units.points')}` : ''
    return t(`runs.verdicts.${kind}`, {
      metric: words.metric(metric), baseline: words.baselineInText(baseline), difference: `${words.difference(metric, difference)}${unit}`,
      low: words.difference(metric, low), high: words.difference(metric, high), better: isLowerBetter(metric) ? t('runs.lowerIsBetter') : t('runs.higherIsBetter'),
    })
  }
}
