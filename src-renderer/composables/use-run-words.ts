/** What runs, metrics, gates and layers are called in the language of the window. */
import { useI18n } from 'vue-i18n'
import { useFormat } from './use-format.ts'
import type { LayerTrace } from '../../src-shared/domain/trace.ts'

/** `naive Bayes` -> `naiveBayes`: the key of a name that comes from the engine. */
const camel = (name: string): string => name.replace(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^./, (letter) => letter.toLowerCase())

export function useRunWords() {
  const { t, te } = useI18n({ useScope: 'global' })
  const format = useFormat()
  /** A name without a translation (a metric or gate of a later task) is shown as it is. */
  const named = (group: string, key: string, fallback: string): string => (te(`runs.${group}.${key}`) ? t(`runs.${group}.${key}`) : fallback)
  const metricUnits: Record<string, string> = { loss: t('runs.units.nats'), tokensPerSecond: t('runs.units.tokensPerSecond') }
  const metric = (name: string): string => named('metrics', name, name)

  return {
    status: (status: string): string => named('statuses', status, status),
    metric,
    /** A final figure: shares as percent, all others with three decimals, so that a column of them lines up. */
    figure: (name: string, value: number | undefined): string => {
      if (value === undefined) return '–'
      if (name === 'accuracy' || name === 'macroF1') return format.value.percent(value)
      return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4 ? format.value.number(value, 3) : value.toFixed(3)
    },
    part: (part: string): string => named('parts', part, part),
    /** `train/loss` -> Training loss. */
    seriesName: (series: string): string => {
      const [part, name] = series.split('/')
      return `${named('parts', part, part)}: ${metric(name ?? '')}`
    },
    metricAxis: (name: string): { name: string; unit?: string } => ({ name: name === 'tokensPerSecond' ? t('runs.speed') : metric(name), unit: metricUnits[name] }),
    baseline: (name: string): string => named('baselines', camel(name), name),
    baselineInText: (name: string): string => named('baselinesInText', camel(name), name),
    gate: (gate: string): string => named('gates', gate, gate),
    /** The direction is said only where there are two. */
    layer: ({ layer, direction }: Pick<LayerTrace, 'layer' | 'direction'>, bidirectional: boolean): string =>
      t(!bidirectional ? 'runs.layer' : direction === 'forward' ? 'runs.layerForward' : 'runs.layerBackward', { number: layer + 1 }),
  }
}
