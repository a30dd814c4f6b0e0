/** What runs, metrics, gates and layers are called in the language of the window. */
import { useI18n } from 'vue-i18n'
import { isShare } from './metric-order.ts'
import { useFormat } from './use-format.ts'
import type { Interval } from '../../src-shared/domain/evaluation.ts'
import type { LayerTrace } from '../../src-shared/domain/trace.ts'

/** `naive Bayes` -> `naiveBayes`: the key of a name that comes from the engine. */
const camel = (name: string): string => name.replace(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^./, (letter) => letter.toLowerCase())

export function useRunWords() {
  const { t, te } = useI18n({ useScope: 'global' })
  const format = useFormat()
  /** A name without a translation (a metric or gate of a later task) is shown as it is. */
  const named = (group: string, key: string, fallback: string): string => (te(`runs.${group}.${key}`) ? t(`runs.${group}.${key}`) : fallback)
  const metricUnits: Record<string, string> = { tokensPerSecond: t('runs.units.stepsPerSecond'), bitsPerCharacter: t('runs.units.bits') }
  const metric = (name: string): string => named('metrics', name, name)
  /** Three decimals, so that a column of figures lines up, but for the very small and the very large. */
  const plain = (value: number): string => {
    const size = Math.abs(value)
    return (size !== 0 && size < 1e-3) || size >= 1e4 ? format.value.number(value, 3) : value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3)
  }
  /** A final figure as its row in the table of metrics says: shares as percent, all others as numbers. */
  const figure = (name: string, value: number | undefined): string => (value === undefined || !Number.isFinite(value) ? '–' : isShare(name) ? format.value.percent(value) : plain(value))

  return {
    status: (status: string): string => named('statuses', status, status),
    metric,
    /** What it means, in a line; empty where nothing is said. */
    metricHelp: (name: string): string => named('metricHelp', name, ''),
    figure,
    /** A difference of two figures with its sign: shares in percentage points, all others as they are. */
    difference: (name: string, value: number): string => {
      const sign = value > 0 ? '+' : value < 0 ? '−' : '±'
      const size = Math.abs(value)
      return isShare(name) ? `${sign}${format.value.number(size * 100, size < 0.1 ? 2 : 3)}` : `${sign}${plain(size)}`
    },
    /** 95 % interval of a figure. */
    interval: (name: string, { low, high }: Interval): string => (isShare(name) ? `${format.value.number(low * 100, 3)} – ${format.value.percent(high)}` : `${plain(low)} – ${plain(high)}`),
    part: (part: string): string => named('parts', part, part),
    /** `train/loss` -> Training loss. */
    seriesName: (series: string): string => {
      const [part, name] = series.split('/')
      return `${named('parts', part, part)}: ${metric(name ?? '')}`
    },
    /** What stands beside an axis; a chart's title has the longer name. The loss of a forecast is in the unit of the data. */
    metricAxis: (name: string, task?: string): { name: string; unit?: string } => {
      const unit = name === 'loss' && task !== undefined && task !== 'forecasting' ? t('runs.units.nats') : metricUnits[name]
      return { name: named('axes', name, metric(name)), unit }
    },
    baseline: (name: string): string => named('baselines', camel(name), name),
    baselineInText: (name: string): string => named('baselinesInText', camel(name), name),
    gate: (gate: string): string => named('gates', gate, gate),
    /** The direction is said only where there are two. */
    layer: ({ layer, direction }: Pick<LayerTrace, 'layer' | 'direction'>, bidirectional: boolean): string =>
      t(!bidirectional ? 'runs.layer' : direction === 'forward' ? 'runs.layerForward' : 'runs.layerBackward', { number: layer + 1 }),
  }
}
