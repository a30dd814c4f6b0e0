/** A gate's mean through training: time step by training step, as a heat map. */
import { axisTitle, baseOption, categoryAxis, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact } from './format.ts'
import { isSigned } from './gate-lines.ts'
import { colorScale } from './heat-map.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'

export interface GateHistoryData {
  gate: string
  /** Ascending training steps; `means[i][t]` is the mean at time step t + 1 after `steps[i]` updates. Rows may differ in length. */
  steps: number[]
  means: number[][]
  x: AxisWords
  y: AxisWords
  valueName: string
}

/** More rows than can be told apart are thinned: the first and the last stay. */
const maximumRows = 120

export function thinHistory(count: number, maximum = maximumRows): number[] {
  if (count <= maximum) return Array.from({ length: count }, (_, index) => index)
  return Array.from({ length: maximum }, (_, index) => Math.round((index * (count - 1)) / (maximum - 1)))
}

export function gateHistoryHover(data: GateHistoryData, items: HoverItem[]): Hover | null {
  const cell = items[0]?.value
  if (!Array.isArray(cell)) return null
  const [column, row, value] = cell as number[]
  const kept = thinHistory(data.steps.length)
  return {
    title: `${axisTitle(data.y)} ${exact(data.steps[kept[row]])}`,
    rows: [{ name: `${axisTitle(data.x)} ${column + 1}`, value: exact(value) }],
  }
}

export function gateHistory(data: GateHistoryData, theme: ChartTheme): EChartsOption {
  const kept = thinHistory(data.steps.length)
  const width = Math.max(1, ...kept.map((index) => data.means[index].length))
  const cells = kept.flatMap((index, row) => data.means[index].map((mean, column) => [column, row, mean]))
  const signed = isSigned(data.gate)
  return {
    ...baseOption(theme),
    tooltip: tooltip(theme, 'cells', (items) => gateHistoryHover(data, items)),
    visualMap: colorScale(theme, signed ? 'diverging' : 'sequential', signed ? [-1, 1] : [0, 1], 2),
    xAxis: categoryAxis(theme, data.x, 'x', Array.from({ length: width }, (_, step) => String(step + 1))),
    yAxis: categoryAxis(theme, data.y, 'y', kept.map((index) => exact(data.steps[index]))),
    dataZoom: zoomX('none'),
    series: [{ id: 'history', type: 'heatmap', data: cells, emphasis: { disabled: true }, progressive: 0, itemStyle: { borderWidth: 0 } }],
  }
}

export function gateHistoryCsv(data: GateHistoryData): string {
  const rows = data.steps.flatMap((step, index) => data.means[index].map((mean, column) => [step, column + 1, mean]))
  return toCsv([axisTitle(data.y), axisTitle(data.x), data.valueName], rows)
}
