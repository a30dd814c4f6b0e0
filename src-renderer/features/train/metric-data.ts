/** The series of a run's feed as the data of the Train view's charts. */
import type { MetricLine, MetricLinesData } from '../../charts/metric-lines.ts'
import type { Tint } from '../../charts/tint.ts'
import type { BoundedSeries } from '../../stores/series.ts'

/** The charts of the Train view, in their order: which metric of which parts, and what its scale allows. */
export const metricCharts = [
  { key: 'loss', title: 'chartLoss', metric: 'loss', parts: ['train', 'validation'], large: true, log: true, smooth: true },
  { key: 'accuracy', title: 'chartAccuracy', metric: 'accuracy', parts: ['train', 'validation'], large: true, log: false, smooth: true, minimum: 0, maximum: 1 },
  { key: 'learningRate', title: 'chartLearningRate', metric: 'learningRate', parts: ['train'], large: false, log: true, smooth: false, minimum: 0 },
  { key: 'gradientNorm', title: 'chartGradientNorm', metric: 'gradientNorm', parts: ['train'], large: false, log: true, smooth: true },
  { key: 'tokensPerSecond', title: 'chartTokensPerSecond', metric: 'tokensPerSecond', parts: ['train'], large: false, log: false, smooth: true },
] as const
export type MetricChart = (typeof metricCharts)[number]

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
  const ends = 'minimum' in chart && !log ? { minimum: chart.minimum, maximum: 'maximum' in chart ? chart.maximum : undefined } : {}
  return { lines, x: { name: words.step, integers: true }, y: words.axis(chart.metric), scale: log ? 'log' : 'linear', smoothing, streaming, legend: chart.parts.length > 1, ...ends }
}
