/** A forecast: what was known, what came, what was forecast, and the band in which it was expected. */
import { axisTitle, baseOption, categoryAxis, legend, numberAxis, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption, LineSeriesOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor, type Tint } from './tint.ts'

type Values = readonly (number | null)[]

export interface ForecastData {
  /** One name a time step; the other arrays are by time step too, null where there is no value. */
  times: readonly string[]
  history: Values
  truth: Values
  forecast: Values
  low: Values
  high: Values
  /** Another forecast of the same steps, shown faintly beside: before something was changed. */
  first?: Values
  tint: Tint
  x: AxisWords
  y: AxisWords
  names: { history: string; truth: string; forecast: string; band: string; first?: string }
}

/** The lines, in the order of their legend. */
const lines = ['history', 'truth', 'first', 'forecast'] as const
type Line = (typeof lines)[number]

const atOf = (values: Values | undefined, index: number): number | null => {
  const value = values?.[index] ?? null
  return value !== null && Number.isFinite(value) ? value : null
}

/** 2026-11-20T09:00:00Z -> 2026-11-20 09:00; midnight alone is a day. Other names stay as they are. */
export const shortTime = (time: string): string => {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(time)
  return match ? (match[2] === '00:00' ? match[1] : `${match[1]} ${match[2]}`) : time
}

export function forecastHover(data: ForecastData, theme: ChartTheme, items: HoverItem[]): Hover | null {
  const index = items[0]?.dataIndex
  if (index === undefined || index >= data.times.length) return null
  const rows = lines.flatMap((key) => {
    const value = atOf(data[key], index)
    return value === null ? [] : [{ name: nameOf(data, key), color: tintColor(theme, tintOf(key, data.tint)), value: exact(value) }]
  })
  const [low, high] = [atOf(data.low, index), atOf(data.high, index)]
  return { title: shortTime(data.times[index]), rows: low === null || high === null ? rows : [...rows, { name: data.names.band, value: `${exact(low)} – ${exact(high)}` }] }
}

const nameOf = ({ names }: ForecastData, key: Line): string => names[key] ?? ''
const tintOf = (key: Line, tint: Tint): Tint => (key === 'forecast' ? tint : key === 'truth' ? 'text' : 'muted')

/** Dashes of what is neither known nor the forecast itself. */
const dashes: Partial<Record<Line, number[]>> = { truth: [5, 3], first: [2, 3] }

/** A band is two stacked lines: an invisible lower edge and the filled distance to the upper one. */
function band(data: ForecastData, theme: ChartTheme): LineSeriesOption[] {
  const color = tintColor(theme, data.tint)
  if (!data.times.some((_, index) => atOf(data.low, index) !== null)) return []
  const edge = {
    type: 'line' as const, name: data.names.band, symbol: 'none' as const, silent: true, tooltip: { show: false }, emphasis: { disabled: true }, lineStyle: { opacity: 0 },
    itemStyle: { color, opacity: 0.4 }, stack: 'band', stackStrategy: 'all' as const, z: 1,
  }
  const both = data.times.map((_, index) => [atOf(data.low, index), atOf(data.high, index)] as const)
  return [
    { ...edge, id: 'low', data: both.map(([low]) => low) },
    { ...edge, id: 'band', data: both.map(([low, high]) => (low === null || high === null ? null : high - low)), areaStyle: { color, opacity: 0.18 } },
  ]
}

export function forecast(data: ForecastData, theme: ChartTheme): EChartsOption {
  const shown = lines.filter((key) => data.times.some((_, index) => atOf(data[key], index) !== null))
  const bands = band(data, theme)
  return {
    ...baseOption(theme),
    legend: legend(theme, [...shown.map((key) => nameOf(data, key)), ...(bands.length > 0 ? [data.names.band] : [])]),
    tooltip: tooltip(theme, 'lines', (items) => forecastHover(data, theme, items)),
    xAxis: { ...categoryAxis(theme, data.x, 'x', data.times.map(shortTime)), boundaryGap: false },
    yAxis: { ...numberAxis(theme, data.y, 'y'), scale: true },
    dataZoom: zoomX(),
    series: [
      ...bands,
      ...shown.map((key): LineSeriesOption => {
        const color = tintColor(theme, tintOf(key, data.tint))
        return {
          id: key, name: nameOf(data, key), type: 'line', data: data.times.map((_, index) => atOf(data[key], index)), symbol: 'circle', symbolSize: 4, showSymbol: key !== 'first' && data.times.length < 40,
          itemStyle: { color, opacity: key === 'first' ? 0.5 : 1 }, lineStyle: { color, opacity: 1, width: key === 'first' ? 1.25 : 1.75, type: dashes[key] ?? 'solid' }, emphasis: { disabled: true }, z: key === 'forecast' ? 3 : 2,
        }
      }),
    ],
  }
}

export function forecastCsv(data: ForecastData): string {
  const { names } = data
  const own = lines.filter((key) => nameOf(data, key) !== '' && (key !== 'first' || data.first !== undefined))
  return toCsv([axisTitle(data.x), ...own.map((key) => nameOf(data, key)), `${names.band} (low)`, `${names.band} (high)`],
    data.times.map((time, index) => [time, ...own.map((key) => atOf(data[key], index)), atOf(data.low, index), atOf(data.high, index)]))
}
