/** The norm of dL/dh at every time step, one line a layer and direction, on a log axis: where it falls, gradients vanish. */
import { axisTitle, baseOption, legend, numberAxis, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor } from './tint.ts'

export interface GradientNormsData {
  /** `norm[t]` belongs to time step t + 1. */
  layers: { name: string; norm: number[] }[]
  x: AxisWords
  y: AxisWords
}

export function gradientNormsHover(data: GradientNormsData, theme: ChartTheme, items: HoverItem[]): Hover | null {
  if (items.length === 0) return null
  const step = items[0].dataIndex
  const rows = data.layers.flatMap(({ name, norm }, index) =>
    step < norm.length ? [{ name, color: tintColor(theme, { run: index }), value: exact(norm[step]) }] : [])
  return { title: `${axisTitle(data.x)} ${step + 1}`, rows }
}

export function gradientNorms(data: GradientNormsData, theme: ChartTheme): EChartsOption {
  const steps = Math.max(1, ...data.layers.map(({ norm }) => norm.length))
  return {
    ...baseOption(theme),
    legend: { ...legend(theme, data.layers.map(({ name }) => name)), show: data.layers.length > 1 },
    tooltip: tooltip(theme, 'lines', (items) => gradientNormsHover(data, theme, items)),
    xAxis: { ...numberAxis(theme, data.x, 'x'), min: 1, max: Math.max(steps, 2), minInterval: 1 },
    yAxis: numberAxis(theme, data.y, 'y', 'log'),
    dataZoom: zoomX(),
    series: data.layers.map(({ name, norm }, index) => {
      const color = tintColor(theme, { run: index })
      return {
        id: `norm:${name}`, name, type: 'line', symbol: 'circle', symbolSize: 4, showSymbol: norm.length < 40, itemStyle: { color }, lineStyle: { color, width: 1.75 },
        emphasis: { disabled: true },
        // A norm of exactly zero has no place on a log axis: the line has a gap there.
        data: norm.map((value, step) => [step + 1, value > 0 && Number.isFinite(value) ? value : null]),
      }
    }),
  }
}

export function gradientNormsCsv(data: GradientNormsData): string {
  return toCsv([axisTitle(data.x), 'layer', axisTitle(data.y)], data.layers.flatMap(({ name, norm }) => norm.map((value, step) => [step + 1, name, value])))
}
