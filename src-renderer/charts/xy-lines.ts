/** Lines of points, one over the other: ROC, precision and recall, calibration, error by horizon. */
import { axisTitle, baseOption, legend, margins, numberAxis, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor, tintDash, type Tint } from './tint.ts'

export interface XyLine {
  /** Unique in the chart, stands in legend and hover. */
  name: string
  tint: Tint
  points: readonly (readonly [number, number])[]
  /** Something to compare with, such as chance. */
  dashed?: boolean
}

export interface XyLinesData {
  lines: XyLine[]
  x: AxisWords
  y: AxisWords
}

/** Points below this many are marked: each was measured, what lies between was not. */
const fewPoints = 30

/** Shares are shown from 0 to 1, so that a curve is seen against what is possible; other values as far as they reach. */
export function extentOf(values: readonly number[]): { min?: number; max?: number; interval?: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return low >= 0 && high <= 1 && high > 0.5 ? { min: 0, max: 1, interval: 0.2 } : {}
}

/** Lines have their own points: the hover names those of the line under the pointer and of all others with the same x. */
export function xyLinesHover(data: XyLinesData, theme: ChartTheme, items: HoverItem[]): Hover | null {
  const found = items.flatMap((item) => data.lines.filter((line) => item.seriesId === `line:${line.name}`).map((line) => ({ line, point: line.points[item.dataIndex] })))
  if (found.length === 0) return null
  return {
    title: `${axisTitle(data.x)} ${exact(found[0].point[0])}`,
    rows: found.map(({ line, point }) => ({ name: line.name, color: tintColor(theme, line.tint), value: exact(point[1]) })),
  }
}

export function xyLines(data: XyLinesData, theme: ChartTheme): EChartsOption {
  const points = data.lines.flatMap((line) => line.points)
  const single = data.lines.length < 2
  return {
    ...baseOption(theme),
    ...(single ? { grid: { ...margins, top: 14, outerBoundsMode: 'none' as const } } : { legend: legend(theme, data.lines.map(({ name }) => name)) }),
    tooltip: tooltip(theme, 'lines', (items) => xyLinesHover(data, theme, items)),
    xAxis: { ...numberAxis(theme, data.x, 'x'), scale: true, ...extentOf(points.map(([x]) => x)) },
    yAxis: { ...numberAxis(theme, data.y, 'y'), scale: true, ...extentOf(points.map(([, y]) => y)) },
    dataZoom: zoomX('none'),
    series: data.lines.map((line) => {
      const color = tintColor(theme, line.tint)
      return {
        id: `line:${line.name}`, name: line.name, type: 'line', data: line.points.map(([x, y]) => [x, Number.isFinite(y) ? y : null]), symbol: 'circle', symbolSize: 5,
        showSymbol: !line.dashed && line.points.length < fewPoints, itemStyle: { color }, emphasis: { disabled: true },
        lineStyle: { color, width: line.dashed ? 1.25 : 1.75, type: line.dashed ? [5, 4] : tintDash(line.tint) },
      }
    }),
  }
}

export function xyLinesCsv(data: XyLinesData): string {
  return toCsv(['line', axisTitle(data.x), axisTitle(data.y)], data.lines.flatMap(({ name, points }) => points.map(([x, y]) => [name, x, y])))
}
