/** In which order figures stand, and which of them says whether a run is good. */
import { metricNames, metricTable, type MetricName } from '../../src-shared/domain/metric-table.ts'
import type { Metrics } from '../../src-shared/domain/evaluation.ts'
import type { Run } from '../../src-shared/domain/run.ts'
import { headlineAmong } from '../../src-shared/domain/tasks/index.ts'

/** As in the table of metrics, but the loss last: it steers the training, and few read it. */
const order: readonly string[] = [...metricNames.filter((name) => name !== 'loss'), 'loss']
const rank = (name: string): number => (order.indexOf(name) + 1 || order.length + 1)

export const metricsInOrder = (names: Iterable<string>): string[] => [...new Set(names)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))

export const isMetric = (name: string): name is MetricName => Object.hasOwn(metricTable, name)
/** A metric that no row knows is taken as one that should grow. */
export const isLowerBetter = (name: string): boolean => isMetric(name) && metricTable[name].better === 'lower'
export const isShare = (name: string): boolean => isMetric(name) && metricTable[name].format === 'share'

/** The metric by which runs of its task are judged; where a task answers in several ways (a class, a number), the one that this run has. */
export function headlineOf({ config, result }: Pick<Run, 'config' | 'result'>): MetricName {
  const judged = result?.verdict?.metric
  return judged !== undefined && isMetric(judged) ? judged : headlineAmong(config.task.kind, result?.test ?? {})
}

/**
 * How good a run is, for sorting: more is better, whatever the metric. Runs judged by one metric stay together, in the order of
 * the table, since 18 BLEU is neither better nor worse than an accuracy of 97 %. Undefined without a figure.
 */
export function merit(metric: string, metrics: Metrics | undefined): number | undefined {
  const value = metrics?.[metric] as number | undefined
  if (value === undefined) return undefined
  const signed = isLowerBetter(metric) ? -value : value
  return signed / (1 + Math.abs(signed)) - 3 * rank(metric)
}
