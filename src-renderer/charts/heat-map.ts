/** What heat maps share: the colour scale and its legend. */
import type { EChartsOption } from './echarts.ts'
import { short } from './format.ts'
import type { ChartTheme } from './theme.ts'

/** The colour scale above the plot, at its right. `dimension`: which number of a cell is coloured. */
export function colorScale(theme: ChartTheme, ramp: 'sequential' | 'diverging', extent: [number, number], dimension: number): NonNullable<EChartsOption['visualMap']> {
  return {
    type: 'continuous', dimension, min: extent[0], max: extent[1], calculable: false, hoverLink: false, orient: 'horizontal', right: 18, top: 2, itemWidth: 8,
    itemHeight: 120, text: [short(extent[1]), short(extent[0])], textGap: 6, textStyle: { color: theme.mutedText, fontSize: 11 }, inRange: { color: theme[ramp] },
    seriesIndex: 0,
  }
}

/** A cell's label must be read on its colour: dark on the weak half of the scale, light on the strong one, whichever the theme. */
export function labelOn(theme: ChartTheme, share: number): string {
  return share > 0.5 === isDark(theme.sequential[theme.sequential.length - 1]) ? theme.onDark : theme.onLight
}

function isDark(color: string): boolean {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.45
}
