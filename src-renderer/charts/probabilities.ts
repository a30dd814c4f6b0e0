/** What a model gives each class, as horizontal bars, most likely first. */
import { baseOption, categoryAxis, nameWidth, numberAxis, tooltip, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact, percent } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor, type Tint } from './tint.ts'

export interface ProbabilitiesData {
  labels: string[]
  /** 0 to 1, in the order of `labels`; they add up to 1. */
  probabilities: number[]
  tint: Tint
  x: AxisWords
  y: AxisWords
  /** Labels that are told; the likeliest where left out. */
  strong?: readonly string[]
  /** Keeps the order of `labels`, so that bars do not change places while one types. */
  keepOrder?: boolean
}

/** Classes shown; the rest is too small to see and stands in the CSV. */
const shownClasses = 20
const maximumName = 140

export const probabilitiesHeight = (classes: number): number => 84 + 30 * Math.min(Math.max(classes, 2), shownClasses)

/** Indices of the shown classes, in the order of the bars. */
export function shown({ probabilities, keepOrder }: Pick<ProbabilitiesData, 'probabilities' | 'keepOrder'>): number[] {
  const order = probabilities.map((_, index) => index)
  const best = order.toSorted((a, b) => probabilities[b] - probabilities[a]).slice(0, shownClasses)
  return keepOrder && order.length <= shownClasses ? order : best
}

export function probabilitiesHover(data: ProbabilitiesData, items: HoverItem[]): Hover | null {
  const index = shown(data)[items[0]?.dataIndex]
  if (index === undefined) return null
  return { title: data.labels[index], rows: [{ name: data.x.name, value: exact(data.probabilities[index]) }] }
}

export function probabilities(data: ProbabilitiesData, theme: ChartTheme): EChartsOption {
  const order = shown(data)
  const best = Math.max(...data.probabilities)
  const isStrong = (index: number): boolean => (data.strong ? data.strong.includes(data.labels[index]) : data.probabilities[index] === best)
  const { grid, ...base } = baseOption(theme)
  const color = tintColor(theme, data.tint)
  const names = order.map((index) => data.labels[index])
  const width = nameWidth(names, maximumName)
  return {
    ...base,
    grid: { ...grid, left: width + 42, right: 64, top: 10 },
    tooltip: tooltip(theme, 'bars', (items) => probabilitiesHover(data, items)),
    xAxis: { ...numberAxis(theme, data.x, 'x'), min: 0, max: 1, splitLine: { show: true, lineStyle: { color: theme.grid } } },
    yAxis: { ...categoryAxis(theme, data.y, 'y', names, width), inverse: true, nameGap: width + 18 },
    series: [{
      id: 'probabilities', type: 'bar', barMaxWidth: 18, emphasis: { disabled: true },
      data: order.map((index) => ({
        value: data.probabilities[index],
        // Transparency of the whole item would dim its label too.
        itemStyle: { color: isStrong(index) ? color : `${color}80`, borderRadius: [0, 2, 2, 0] },
        label: { show: true, position: 'right' as const, color: theme.text, fontSize: 12, formatter: percent(data.probabilities[index]) },
      })),
    }],
  }
}

export function probabilitiesCsv(data: ProbabilitiesData): string {
  return toCsv(['class', data.x.name], data.labels.map((label, index) => [label, data.probabilities[index]]))
}
