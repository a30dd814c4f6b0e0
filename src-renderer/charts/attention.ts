/** Where the decoder looked while it wrote: target token by source token, as a heat map. */
import { axisTitle, baseOption, categoryAxis, nameWidth, tooltip, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { percent } from './format.ts'
import { colorScale } from './heat-map.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'

export interface AttentionData {
  source: readonly string[]
  target: readonly string[]
  /** `weights[i][j]`: how much target token i looked at source token j; each row adds up to 1. */
  weights: readonly (readonly number[])[]
  x: AxisWords
  y: AxisWords
  valueName: string
}

const maximumName = 110
export const attentionHeight = (targets: number): number => Math.min(720, 140 + 26 * Math.max(targets, 3))

/** Tokens repeat: the place before each keeps them apart for the axis, and is left out of what is shown. */
const placed = (tokens: readonly string[]): string[] => tokens.map((token, index) => `${index} ${token}`)
const unplaced = (name: string): string => name.slice(name.indexOf(' ') + 1)

export function attentionHover(data: AttentionData, items: HoverItem[]): Hover | null {
  const cell = items[0]?.value
  if (!Array.isArray(cell)) return null
  const [source, target, weight] = cell as number[]
  return { title: `${data.target[target]}  ←  ${data.source[source]}`, rows: [{ name: data.valueName, value: percent(weight) }] }
}

export function attention(data: AttentionData, theme: ChartTheme): EChartsOption {
  const { grid, ...base } = baseOption(theme)
  const width = nameWidth(data.target, maximumName)
  const isTurned = data.source.length > 12
  const bottom = isTurned ? 34 + nameWidth(data.source, maximumName) : 52
  const axis = (words: AxisWords, side: 'x' | 'y', tokens: readonly string[]) => {
    const made = categoryAxis(theme, words, side, placed(tokens), side === 'x' ? maximumName : width)
    return { ...made, axisLabel: { ...made.axisLabel, formatter: unplaced, interval: 0, ...(side === 'x' && isTurned ? { rotate: 60 } : {}) } }
  }
  return {
    ...base,
    grid: { ...grid, left: width + 44, bottom },
    tooltip: tooltip(theme, 'cells', (items) => attentionHover(data, items)),
    visualMap: colorScale(theme, 'sequential', [0, 1], 2),
    xAxis: { ...axis(data.x, 'x', data.source), nameGap: bottom - 22 },
    yAxis: { ...axis(data.y, 'y', data.target), inverse: true, nameGap: width + 18 },
    series: [{
      id: 'weights', type: 'heatmap', data: data.weights.flatMap((row, target) => row.map((weight, source) => [source, target, weight])), emphasis: { disabled: true }, progressive: 0,
      itemStyle: { borderColor: theme.surface, borderWidth: 1 },
    }],
  }
}

export function attentionCsv(data: AttentionData): string {
  return toCsv([`${axisTitle(data.y)} \\ ${axisTitle(data.x)}`, ...data.source], data.weights.map((row, index) => [data.target[index], ...row]))
}
