/** How often values lie in each bin. */
import type { Histogram } from '../../src-shared/domain/dataset.ts'
import { axisTitle, baseOption, categoryAxis, numberAxis, tooltip, zoomX, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact } from './format.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'
import { tintColor, type Tint } from './tint.ts'

export interface HistogramData {
  histogram: Histogram
  /** Whole numbers only: the bin [3, 5) is written 3 – 4. */
  integers: boolean
  tint: Tint
  x: AxisWords
  y: AxisWords
}

export function binNames({ histogram, integers }: Pick<HistogramData, 'histogram' | 'integers'>): string[] {
  const { edges, counts } = histogram
  return counts.map((_, index) => {
    const last = index === counts.length - 1
    const [from, to] = integers ? [Math.ceil(edges[index]), last ? Math.floor(edges[index + 1]) : Math.ceil(edges[index + 1]) - 1] : [edges[index], edges[index + 1]]
    return integers && to <= from ? exact(from) : `${exact(from)} – ${exact(to)}`
  })
}

export function histogramHover(data: HistogramData, items: HoverItem[]): Hover | null {
  if (items.length === 0) return null
  const { dataIndex } = items[0]
  const { counts } = data.histogram
  const total = counts.reduce((sum, count) => sum + count, 0)
  return {
    title: `${axisTitle(data.x)} ${binNames(data)[dataIndex]}`,
    rows: [{ name: data.y.name, value: `${exact(counts[dataIndex])}  (${((100 * counts[dataIndex]) / Math.max(total, 1)).toFixed(1)} %)` }],
  }
}

export function histogram(data: HistogramData, theme: ChartTheme): EChartsOption {
  return {
    ...baseOption(theme),
    tooltip: tooltip(theme, 'bars', (items) => histogramHover(data, items)),
    xAxis: categoryAxis(theme, data.x, 'x', binNames(data)),
    yAxis: { ...numberAxis(theme, data.y, 'y'), minInterval: 1 },
    dataZoom: zoomX(),
    series: [{
      id: 'counts', type: 'bar', data: data.histogram.counts, barCategoryGap: '8%', itemStyle: { color: tintColor(theme, data.tint), borderRadius: [2, 2, 0, 0] },
      emphasis: { disabled: true },
    }],
  }
}

export function histogramCsv(data: HistogramData): string {
  const { edges, counts } = data.histogram
  return toCsv(['from', 'to', data.y.name], counts.map((count, index) => [edges[index], edges[index + 1], count]))
}
