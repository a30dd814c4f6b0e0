/** The series of a run's feed as the data of the Train view's charts. */
import type { MetricLine, MetricLinesData } from '../../charts/metric-lines.ts'
import type { Tint } from '../../charts/tint.ts'
import { isShare } from '../../composables/metric-order.ts'
import { taskMetrics, type TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import type { BoundedSeries } from '../../stores/series.ts'

/** Which metric of which parts, and what its scale allows. */
export interface MetricChart {
  metric: string
  parts: readonly string[]
  large: boolean
  log: boolean
  smooth: boolean
  minimum?: number
  maximum?: number
}

const always: readonly MetricChart[] = [
  { metric: 'learningRate', parts: ['train'], large: false, log: true, smooth: false, minimum: 0 },
  { metric: 'gradientNorm', parts: ['train'], large: false, log: true, smooth: true },
  { metric: 'tokensPerSecond', parts: ['train'], large: false, log: false, smooth: true },
]

/**
 * The charts of the Train view in their order: the loss and the first metric of the task that there are values of (a task that
 * answers with a class or with a number measures the one or the other), then what every training has.
 */
export function chartsOf(task: TrainedTask, measured: Iterable<string> = []): MetricChart[] {
  const known = new Set([...measured].map((name) => name.split('/')[1]))
  const [first, ...rest] = taskMetrics[task].metrics
  const own = [first, rest.find((metric) => known.has(metric)) ?? rest[0]].map((metric): MetricChart => ({
    metric, parts: ['train', 'validation'], large: true, log: !isShare(metric), smooth: true, ...(isShare(metric) ? { minimum: 0, maximum: 1 } : {}),
  }))
  return [...own, ...always]
}

/** The run's own colour is for what it trains on; what it is checked with is drawn in the colour of text. */
const tintOf = (part: string, color: number): Tint => (part === 'train' ? { run: color } : 'text')

export function lineOf(series: BoundedSeries, name: string, tint: Tint, markers: boolean, buckets?: number): MetricLine {
  const { steps, values, minimum, maximum } = series.columns(buckets)
  return { name, tint, x: steps, y: values, minimum, maximum, markers }
}

export interface MetricWords {
  part: (part: string) => string
  axis: (metric: string) => { name: string; unit?: string }
  step: string
}

/** `coarse`: as many points as a small chart has pixels for, while new ones come all the time. */
export interface MetricView { color: number; streaming: boolean; smoothing: number; log: boolean; coarse: boolean }

const coarseBuckets = 400

export function metricData(chart: MetricChart, all: ReadonlyMap<string, BoundedSeries>, words: MetricWords, { color, streaming, smoothing, log, coarse }: MetricView): MetricLinesData {
  const lines = chart.parts.flatMap((part) => {
    const series = all.get(`${part}/${chart.metric}`)
    return series ? [lineOf(series, words.part(part), tintOf(part, color), part !== 'train', coarse ? coarseBuckets : undefined)] : []
  })
  const ends = log ? {} : { minimum: chart.minimum, maximum: chart.maximum }
  return { lines, x: { name: words.step, integers: true }, y: words.axis(chart.metric), scale: log ? 'log' : 'linear', smoothing, streaming, legend: chart.parts.length > 1, ...ends }
}
