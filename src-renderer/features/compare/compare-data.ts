/** What Compare shows, from runs, series and figures: pure. */
import type { MetricLine } from '../../charts/metric-lines.ts'
import type { ConfigDifference } from '../../../src-shared/domain/config.ts'
import type { MetricSeries } from '../../../src-shared/domain/metric.ts'
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import type { Run } from '../../../src-shared/domain/run.ts'
import { headlineOf, isLowerBetter, metricsInOrder } from '../../composables/metric-order.ts'
import type { Comparison } from '../../stores/compare.ts'

export const xAxes = ['step', 'epoch', 'time'] as const
export type XAxis = (typeof xAxes)[number]

/** Steps of one epoch, or null while the run has not said how many steps it will take. */
export function stepsPerEpoch(run: Run): number | null {
  return run.totalSteps === null ? null : run.totalSteps / run.config.training.epochs
}

/** Positions on the x axis (steps, epochs, seconds), or null where this series has none of that kind. */
export function positions(series: MetricSeries, run: Run, axis: XAxis): number[] | null {
  if (axis === 'step') return series.steps
  if (axis === 'time') return series.times && series.times.length === series.steps.length ? series.times.map((time) => time / 1000) : null
  const perEpoch = stepsPerEpoch(run)
  return perEpoch === null ? null : series.steps.map((step) => step / perEpoch)
}

/** Names that several runs share get a number, so that legend and hover tell them apart. */
export function uniqueNames(runs: readonly Run[]): Map<string, string> {
  const seen = new Map<string, number>()
  const total = new Map<string, number>()
  for (const { name } of runs) total.set(name, (total.get(name) ?? 0) + 1)
  return new Map(runs.map(({ id, name }) => {
    const number = (seen.get(name) ?? 0) + 1
    seen.set(name, number)
    return [id, (total.get(name) ?? 0) > 1 ? `${name} (${number})` : name]
  }))
}

/** One line a run, of the series of that name. */
export function overlay(runs: readonly Run[], series: readonly MetricSeries[], name: string, axis: XAxis): MetricLine[] {
  const names = uniqueNames(runs)
  return runs.flatMap((run) => {
    const own = series.find((entry) => entry.runId === run.id && entry.name === name)
    const x = own && positions(own, run, axis)
    if (!own || !x) return []
    return [{ name: names.get(run.id) ?? run.name, tint: { run: run.color }, x, y: own.values, minimum: own.minimum, maximum: own.maximum, markers: !name.startsWith('train/') }]
  })
}

/** Whether any of the shown runs can be drawn over this axis. */
export const hasAxis = (runs: readonly Run[], series: readonly MetricSeries[], axis: XAxis): boolean =>
  series.some((entry) => runs.some((run) => run.id === entry.runId && positions(entry, run, axis) !== null))

/** Names of all series, the first to look at first. */
export function seriesNames(series: readonly MetricSeries[]): string[] {
  const metrics = metricsInOrder(series.map(({ name }) => name.split('/')[1] ?? ''))
  // The loss first: all tasks have it, and it is what goes on all the time.
  const rank = (name: string): number => {
    const [part, metric] = name.split('/')
    const place = metric === 'loss' ? -1 : metrics.indexOf(metric ?? '')
    return (part === 'validation' ? 0 : 1000) + place
  }
  return [...new Set(series.map(({ name }) => name))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

export interface FigureRow {
  part: 'test' | 'validation' | 'train' | 'baseline'
  metric: string
  /** Name of the baseline; empty for the model's own figures. */
  baseline: string
  /** One for each run; undefined where it has none. */
  values: (number | undefined)[]
  /** Indices of the best values; empty where there is nothing to choose between. */
  best: number[]
}

/** Indices of the best of the values that are there, unless fewer than two are there or all are equal. */
export function bestOf(values: readonly (number | undefined)[], metric: string): number[] {
  const there = values.filter((value): value is number => value !== undefined && Number.isFinite(value))
  if (there.length < 2 || there.every((value) => value === there[0])) return []
  const best = isLowerBetter(metric) ? Math.min(...there) : Math.max(...there)
  return values.flatMap((value, index) => (value === best ? [index] : []))
}

/** Figures of all runs side by side: test, validation, training, then each baseline in the metric by which the runs are judged. */
export function figureRows({ metrics, runs }: Pick<Comparison, 'metrics' | 'runs'>): FigureRow[] {
  const parts = ['test', 'validation', 'train'] as const
  const own = parts.flatMap((part) =>
    metricsInOrder(metrics.flatMap((entry) => Object.keys(entry[part]))).map((metric): FigureRow => {
      const values = metrics.map((entry) => (entry[part] as Metrics)[metric] as number | undefined)
      return { part, metric, baseline: '', values, best: bestOf(values, metric) }
    }))
  const headlines = [...new Set(runs.map(headlineOf))]
  const names = [...new Set(metrics.flatMap((entry) => entry.baselines.map(({ name }) => name)))]
  const baselines = names.flatMap((baseline) => headlines.map((metric): FigureRow => ({
    part: 'baseline', metric, baseline, best: [], values: metrics.map((entry) => entry.baselines.find(({ name }) => name === baseline)?.metrics[metric] as number | undefined),
  })))
  return [...own, ...baselines.filter(({ values }) => values.some((value) => value !== undefined))]
}

/** Whether the runs were tested on other rows, so that their figures say little about each other. */
export const testedOnOtherRows = (differences: readonly ConfigDifference[]): boolean =>
  differences.some(({ path }) => path === 'dataset' || path.startsWith('split.'))

/** A value of a config as it stands in the document; null where a config has no such field. */
export const configValue = (value: unknown): string | null => (value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value))
