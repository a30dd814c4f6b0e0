/** Each gate of one layer and direction by time step: the mean, and one standard deviation about it as a band. */
import type { GateTrace } from '../../src-shared/domain/trace.ts'
import { axisTitle, baseOption, legend, numberAxis, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption, LineSeriesOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor } from './tint.ts'

export interface GateLinesData {
  gates: GateTrace[]
  /** Name shown for each gate, in the same order. */
  names: string[]
  /** Probe examples still running at each time step, for the hover. */
  active: number[]
  activeName: string
  x: AxisWords
  y: AxisWords
}

/** Gates that pass through tanh reach from -1 to 1, all others from 0 to 1. */
const signedGates = new Set(['candidate', 'new', 'activation'])

export const isSigned = (gate: string): boolean => signedGates.has(gate)

/** A band is two stacked lines: an invisible lower edge and the filled distance to the upper one. */
function seriesOf(gate: GateTrace, name: string, theme: ChartTheme): LineSeriesOption[] {
  const color = tintColor(theme, { gate: gate.gate })
  const few = gate.mean.length < 40
  const edge = {
    type: 'line' as const, name, symbol: 'none' as const, silent: true, tooltip: { show: false }, emphasis: { disabled: true }, lineStyle: { opacity: 0 },
    itemStyle: { color }, stack: `band:${gate.gate}`, stackStrategy: 'all' as const, z: 1,
  }
  return [
    { ...edge, id: `lower:${gate.gate}`, data: gate.mean.map((mean, step) => [step + 1, mean - gate.spread[step]]) },
    { ...edge, id: `spread:${gate.gate}`, data: gate.spread.map((spread, step) => [step + 1, 2 * spread]), areaStyle: { color, opacity: 0.14 } },
    {
      id: `mean:${gate.gate}`, name, type: 'line', data: gate.mean.map((mean, step) => [step + 1, mean]), symbol: 'circle', symbolSize: 4, showSymbol: few,
      itemStyle: { color }, lineStyle: { color, width: 1.75 }, emphasis: { disabled: true }, z: 2,
    },
  ]
}

export function gateLinesHover(data: GateLinesData, theme: ChartTheme, items: HoverItem[]): Hover | null {
  if (items.length === 0) return null
  const step = items[0].dataIndex
  const rows = data.gates.map(({ gate, mean, spread }, index) => ({
    name: data.names[index], color: tintColor(theme, { gate }), value: `${exact(mean[step])} ± ${exact(spread[step])}`,
  }))
  return { title: `${axisTitle(data.x)} ${step + 1}`, rows: [...rows, { name: data.activeName, value: exact(data.active[step] ?? 0) }] }
}

export function gateLines(data: GateLinesData, theme: ChartTheme): EChartsOption {
  const steps = Math.max(1, ...data.gates.map(({ mean }) => mean.length))
  return {
    ...baseOption(theme),
    legend: legend(theme, data.names),
    tooltip: tooltip(theme, 'lines', (items) => gateLinesHover(data, theme, items)),
    xAxis: { ...numberAxis(theme, data.x, 'x'), min: 1, max: Math.max(steps, 2), minInterval: 1 },
    yAxis: { ...numberAxis(theme, data.y, 'y'), min: data.gates.some(({ gate }) => isSigned(gate)) ? -1 : 0, max: 1 },
    dataZoom: zoomX('none'),
    series: data.gates.flatMap((gate, index) => seriesOf(gate, data.names[index], theme)),
  }
}

export function gateLinesCsv(data: GateLinesData): string {
  const rows = data.gates.flatMap(({ gate, mean, spread }) => mean.map((value, step) => [step + 1, gate, value, spread[step], data.active[step] ?? null]))
  return toCsv([axisTitle(data.x), 'gate', 'mean', 'standard deviation', 'examples'], rows)
}
