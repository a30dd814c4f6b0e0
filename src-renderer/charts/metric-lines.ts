/** Metrics over steps, epochs or time: one line a run or a part, with the extremes of every bucket so that spikes stay visible. */
import { axisTitle, baseOption, legend, margins, numberAxis, steadyMaximum, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption, LineSeriesOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import { smooth } from './smoothing.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor, tintDash, type Tint } from './tint.ts'

export interface MetricLine {
  /** Unique in the chart, stands in legend and hover. */
  name: string
  tint: Tint
  /** Ascending; all four of one length. Unthinned, minimum and maximum equal y. */
  x: ArrayLike<number>
  y: ArrayLike<number>
  minimum: ArrayLike<number>
  maximum: ArrayLike<number>
  /** Points are few and each counts (a value an epoch): drawn with markers. */
  markers?: boolean
}

export interface MetricLinesData {
  lines: MetricLine[]
  /** `integers`: no value between two whole numbers means anything, such as between two steps. */
  x: AxisWords & { integers?: boolean }
  y: AxisWords
  scale?: 'linear' | 'log'
  /** Ends of y where the measure has natural ones, such as 0 and 1. */
  minimum?: number
  maximum?: number
  /** 0 (as measured) to below 1; the measured line stays visible, faint. */
  smoothing?: number
  /** Keeps the end of x on round numbers while data grows. */
  streaming?: boolean
  /** Without it a single line needs no name; the plot is then higher. Said by the chart, not by how many lines there are now. */
  legend?: boolean
  /** Levels to compare with, such as a baseline's. */
  references?: { name: string; value: number }[]
}

/** Points below this many are marked, so that a run of one or three steps is seen at all. */
const fewPoints = 40

type Points = [number, number | null][]

/** A log axis has no place for zero and below; a line has none for NaN and infinity. */
function drawable(value: number, log: boolean): number | null {
  return Number.isFinite(value) && (!log || value > 0) ? value : null
}

function points(x: ArrayLike<number>, y: ArrayLike<number>, log: boolean): Points {
  return Array.from(x, (step, index) => [step, drawable(y[index], log)])
}

/** Up and down through the extremes of each bucket: dense buckets make a band, a lone spike a peak. */
function extremes(line: MetricLine, log: boolean): Points {
  const result: Points = []
  for (let index = 0; index < line.x.length; index++) {
    result.push([line.x[index], drawable(line.minimum[index], log)], [line.x[index], drawable(line.maximum[index], log)])
  }
  return result
}

function hasBand(line: MetricLine): boolean {
  for (let index = 0; index < line.x.length; index++) if (line.maximum[index] > line.minimum[index]) return true
  return false
}

function seriesOf(line: MetricLine, data: MetricLinesData, theme: ChartTheme): LineSeriesOption[] {
  const log = data.scale === 'log'
  const color = tintColor(theme, line.tint)
  const smoothing = data.smoothing ?? 0
  const quiet = { type: 'line' as const, symbol: 'none' as const, silent: true, tooltip: { show: false }, emphasis: { disabled: true }, z: 1 }
  const faint = { color, width: 1, opacity: 0.28 }
  const few = line.markers === true || line.x.length < fewPoints
  const main: LineSeriesOption = {
    id: `line:${line.name}`, name: line.name, type: 'line', data: points(line.x, smoothing > 0 ? smooth(line.y, smoothing) : line.y, log),
    symbol: 'circle', symbolSize: line.x.length > 400 ? 0 : 5, showSymbol: few && line.x.length <= 400, itemStyle: { color },
    lineStyle: { color, width: 1.75, type: tintDash(line.tint) }, emphasis: { disabled: true }, z: 2,
  }
  if (smoothing > 0) return [{ ...quiet, id: `raw:${line.name}`, data: points(line.x, line.y, log), lineStyle: faint }, main]
  return hasBand(line) ? [{ ...quiet, id: `band:${line.name}`, data: extremes(line, log), lineStyle: faint }, main] : [main]
}

function referenceSeries(data: MetricLinesData, theme: ChartTheme): LineSeriesOption[] {
  if (!data.references?.length) return []
  const lines = data.references.map(({ name, value }) => ({
    yAxis: value, name,
    label: { formatter: name, position: 'insideStartTop' as const, color: theme.mutedText, fontSize: 11, distance: [2, 3] },
  }))
  return [{
    id: 'references', type: 'line', data: [], silent: true, tooltip: { show: false },
    markLine: { silent: true, symbol: 'none', animation: false, data: lines, lineStyle: { color: theme.mutedText, type: [4, 4], width: 1 } },
  }]
}

/** Exact values of every line at the hovered points; the extremes too where a bucket holds several. */
export function metricLinesHover(data: MetricLinesData, theme: ChartTheme, items: HoverItem[]): Hover | null {
  const found = items.flatMap((item) => data.lines.filter((line) => item.seriesId === `line:${line.name}`).map((line) => ({ line, index: item.dataIndex })))
  if (found.length === 0) return null
  const at = found[0].line.x[found[0].index]
  return {
    title: `${axisTitle(data.x)} ${exact(at)}`,
    rows: found.map(({ line, index }) => {
      const [value, low, high] = [line.y[index], line.minimum[index], line.maximum[index]]
      return { name: line.name, color: tintColor(theme, line.tint), value: high > low ? `${exact(value)}  (${exact(low)} – ${exact(high)})` : exact(value) }
    }),
  }
}

export function metricLines(data: MetricLinesData, theme: ChartTheme): EChartsOption {
  let end = 0
  for (const { x } of data.lines) if (x.length > 0) end = Math.max(end, x[x.length - 1])
  return {
    ...baseOption(theme),
    ...(data.legend === false ? { grid: { ...margins, top: 14, outerBoundsMode: 'none' as const } } : { legend: legend(theme, data.lines.map(({ name }) => name)) }),
    tooltip: tooltip(theme, 'lines', (items) => metricLinesHover(data, theme, items)),
    xAxis: { ...numberAxis(theme, data.x, 'x'), minInterval: data.x.integers ? 1 : undefined, ...(data.legend === false ? { splitNumber: 3 } : {}), min: 0, max: data.streaming ? steadyMaximum(end) : Math.max(end, 1) },
    yAxis: { ...numberAxis(theme, data.y, 'y', data.scale), scale: true, min: data.minimum, max: data.maximum, ...(data.minimum === 0 && data.maximum === 1 ? { interval: 0.2 } : {}) },
    dataZoom: zoomX(),
    series: [...data.lines.flatMap((line) => seriesOf(line, data, theme)), ...referenceSeries(data, theme)],
  }
}

export function metricLinesCsv(data: MetricLinesData): string {
  const rows = data.lines.flatMap((line) =>
    Array.from(line.x, (x, index) => [line.name, x, line.y[index], line.minimum[index], line.maximum[index]]))
  return toCsv(['series', axisTitle(data.x), axisTitle(data.y), 'minimum', 'maximum'], rows)
}
