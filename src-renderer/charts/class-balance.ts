/** How many sequences each class has in each part of the split, as stacked bars. */
import type { SplitName } from '../../src-shared/domain/dataset.ts'
import { baseOption, categoryAxis, legend, nameWidth, numberAxis, tooltip, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'

export interface ClassBalanceData {
  balance: ({ label: string } & Record<SplitName, number>)[]
  /** Name shown for each part. */
  splits: Record<SplitName, string>
  x: AxisWords
  y: AxisWords
}

const parts = ['train', 'validation', 'test'] as const
const maximumName = 130

/** Height in pixels that shows every class. */
export const classBalanceHeight = (classes: number): number => Math.min(640, 96 + 26 * Math.max(classes, 2))

export function classBalanceHover(data: ClassBalanceData, theme: ChartTheme, items: HoverItem[]): Hover | null {
  const row = data.balance[items[0]?.dataIndex]
  if (!row) return null
  return { title: row.label, rows: parts.map((part) => ({ name: data.splits[part], color: theme.splits[part], value: exact(row[part]) })) }
}

export function classBalance(data: ClassBalanceData, theme: ChartTheme): EChartsOption {
  const { grid, ...base } = baseOption(theme)
  const names = data.balance.map(({ label }) => label)
  const width = nameWidth(names, maximumName)
  const left = width + 40
  return {
    ...base,
    grid: { ...grid, left },
    legend: { ...legend(theme, parts.map((part) => data.splits[part])), left: left - 4 },
    tooltip: tooltip(theme, 'bars', (items) => classBalanceHover(data, theme, items)),
    xAxis: { ...numberAxis(theme, data.x, 'x'), minInterval: 1, splitLine: { show: true, lineStyle: { color: theme.grid } } },
    yAxis: { ...categoryAxis(theme, data.y, 'y', names, width), inverse: true, nameGap: width + 16 },
    series: parts.map((part) => ({
      id: part, name: data.splits[part], type: 'bar', stack: 'class', barMaxWidth: 18, data: data.balance.map((row) => row[part]),
      itemStyle: { color: theme.splits[part] }, emphasis: { disabled: true },
    })),
  }
}

export function classBalanceCsv(data: ClassBalanceData): string {
  return toCsv(['class', ...parts.map((part) => data.splits[part])], data.balance.map((row) => [row.label, ...parts.map((part) => row[part])]))
}
