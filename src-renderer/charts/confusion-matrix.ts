/** True against predicted classes: counts in the cells, coloured by their share of the true class. */
import { axisTitle, baseOption, categoryAxis, nameWidth, tooltip, type AxisWords } from './base.ts'
import { toCsv } from './csv.ts'
import type { EChartsOption } from './echarts.ts'
import { exact, percent } from './format.ts'
import { colorScale, labelOn } from './heat-map.ts'
import type { Hover, HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'

export interface ConfusionMatrixData {
  labels: string[]
  /** `matrix[i][j]`: sequences of true class i that were predicted as class j. */
  matrix: number[][]
  /** Predicted classes. */
  x: AxisWords
  /** True classes. */
  y: AxisWords
  countName: string
  shareName: string
}

/** More classes than this leave no room for a number in a cell; the hover has it. */
const labelledClasses = 14
const maximumName = 110

export const confusionMatrixHeight = (classes: number): number => Math.min(620, 140 + 34 * Math.max(classes, 3))

/** Share of each true class, 0 to 1; a class without examples has zeros. */
export function rowShares(matrix: number[][]): number[][] {
  return matrix.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count) => (total === 0 ? 0 : count / total))
  })
}

export function confusionMatrixHover(data: ConfusionMatrixData, items: HoverItem[]): Hover | null {
  const cell = items[0]?.value
  if (!Array.isArray(cell)) return null
  const [predicted, actual] = cell as number[]
  return {
    title: `${axisTitle(data.y)} ${data.labels[actual]}  →  ${axisTitle(data.x)} ${data.labels[predicted]}`,
    rows: [
      { name: data.countName, value: exact(data.matrix[actual][predicted]) },
      { name: data.shareName, value: percent(rowShares(data.matrix)[actual][predicted]) },
    ],
  }
}

export function confusionMatrix(data: ConfusionMatrixData, theme: ChartTheme): EChartsOption {
  const shares = rowShares(data.matrix)
  const { grid, ...base } = baseOption(theme)
  const width = nameWidth(data.labels, maximumName)
  const cells = data.matrix.flatMap((row, actual) => row.map((count, predicted) => {
    const share = shares[actual][predicted]
    return { value: [predicted, actual, share], label: { formatter: exact(count), color: labelOn(theme, share) } }
  }))
  return {
    ...base,
    grid: { ...grid, left: width + 44, bottom: 52 },
    tooltip: tooltip(theme, 'cells', (items) => confusionMatrixHover(data, items)),
    visualMap: colorScale(theme, 'sequential', [0, 1], 2),
    xAxis: { ...categoryAxis(theme, data.x, 'x', data.labels, maximumName), nameGap: 30 },
    yAxis: { ...categoryAxis(theme, data.y, 'y', data.labels, width), inverse: true, nameGap: width + 18 },
    series: [{
      id: 'cells', type: 'heatmap', data: cells, label: { show: data.labels.length <= labelledClasses, fontSize: 12 }, emphasis: { disabled: true },
      itemStyle: { borderColor: theme.surface, borderWidth: 2 },
    }],
  }
}

export function confusionMatrixCsv(data: ConfusionMatrixData): string {
  return toCsv([`${axisTitle(data.y)} \\ ${axisTitle(data.x)}`, ...data.labels], data.matrix.map((row, index) => [data.labels[index], ...row]))
}
