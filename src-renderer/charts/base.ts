/** What every chart shares: margins that do not move, axes with title and unit, hover, zoom. */
import type { EChartsOption } from './echarts.ts'
import { short } from './format.ts'
import { hoverFormatter, type Hover, type HoverItem } from './hover.ts'
import type { ChartTheme } from './theme.ts'

const fontSize = 11

/** Fixed margins in pixels: axis labels are at most six characters, so a growing value never moves the plot. */
export const margins = { left: 70, right: 18, top: 30, bottom: 44 }

export function baseOption(theme: ChartTheme): EChartsOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.font, fontSize, color: theme.text },
    // A label longer than expected is cut; the plot is never moved to make room.
    grid: { ...margins, outerBoundsMode: 'none' },
  }
}

export function legend(theme: ChartTheme, names: string[]): NonNullable<EChartsOption['legend']> {
  return {
    type: 'scroll', data: names, top: 2, left: margins.left - 4, right: margins.right, itemWidth: 14, itemHeight: 8, itemGap: 14, icon: 'roundRect',
    textStyle: { color: theme.mutedText, fontSize }, inactiveColor: theme.grid, pageTextStyle: { color: theme.mutedText },
    pageIconColor: theme.mutedText, pageIconInactiveColor: theme.grid, pageIconSize: 10,
  }
}

/** `bars` shades the hovered bar's band instead of drawing a line through it. */
export function tooltip(theme: ChartTheme, over: 'lines' | 'bars' | 'cells', build: (items: HoverItem[]) => Hover | null): NonNullable<EChartsOption['tooltip']> {
  return {
    trigger: over === 'cells' ? 'item' : 'axis', confine: true, transitionDuration: 0, backgroundColor: theme.tooltip, borderColor: theme.grid, borderWidth: 1, padding: [6, 10],
    textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font }, extraCssText: 'box-shadow: none',
    axisPointer: {
      type: over === 'bars' ? 'shadow' : 'line', animation: false, lineStyle: { color: theme.axis, width: 1, type: 'solid' },
      shadowStyle: { color: theme.grid, opacity: 0.5 },
    },
    formatter: hoverFormatter(build),
  }
}

export interface AxisWords {
  /** What is measured; the unit stands in brackets. */
  name: string
  unit?: string
}

export const axisTitle = ({ name, unit }: AxisWords): string => (unit ? `${name} (${unit})` : name)

/** Parts of an axis that all kinds share; spread it into an axis of type value, log or category. */
export function axisStyle(theme: ChartTheme, words: AxisWords, side: 'x' | 'y') {
  return {
    name: axisTitle(words),
    nameLocation: 'middle' as const,
    nameGap: side === 'x' ? 26 : 54,
    nameMoveOverlap: false,
    nameTextStyle: { color: theme.mutedText, fontSize },
    axisLine: { show: side === 'x', lineStyle: { color: theme.axis } },
    axisTick: { show: false },
    axisLabel: { color: theme.mutedText, fontSize, hideOverlap: true },
    splitLine: { show: side === 'y', lineStyle: { color: theme.grid, width: 1 } },
  }
}

/** An axis of numbers. */
export function numberAxis(theme: ChartTheme, words: AxisWords, side: 'x' | 'y', scale: 'linear' | 'log' = 'linear') {
  const style = axisStyle(theme, words, side)
  return {
    ...style,
    type: scale === 'log' ? ('log' as const) : ('value' as const),
    splitNumber: side === 'x' ? 5 : 4,
    axisLabel: { ...style.axisLabel, formatter: (value: number) => short(value) },
  }
}

/** An axis of names or whole numbers. `width`: pixels after which a name is cut. */
export function categoryAxis(theme: ChartTheme, words: AxisWords, side: 'x' | 'y', data: string[], width?: number) {
  const style = axisStyle(theme, words, side)
  const cut = width === undefined ? {} : { width, overflow: 'truncate' as const }
  return { ...style, type: 'category' as const, data, splitLine: { show: false }, axisLabel: { ...style.axisLabel, ...cut } }
}

/**
 * Makes x zoomable: ChartHost sets the range (drag, Ctrl + wheel, keys). `filter` fits y to what is in view,
 * `none` keeps y and draws all.
 */
export function zoomX(filterMode: 'filter' | 'none' = 'filter'): NonNullable<EChartsOption['dataZoom']> {
  return [{ type: 'inside', xAxisIndex: 0, disabled: true, filterMode }]
}

/** About how wide a text is in pixels at the size of axis labels: ideographs are twice as wide as letters. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += character.codePointAt(0)! > 0x2e80 ? fontSize + 0.5 : fontSize * 0.66
  return Math.ceil(width)
}

/** Room for the longest of the names, between 24 and `maximum` pixels; longer ones are cut and stand whole in the hover. */
export const nameWidth = (names: readonly string[], maximum: number): number => Math.min(maximum, Math.max(24, ...names.map(textWidth)))

const niceSteps = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The next round number: an axis that ends here stands still while data grows, and moves a few times only. */
export function steadyMaximum(value: number): number {
  if (!(value > 0)) return 1
  const unit = 10 ** Math.floor(Math.log10(value))
  return (niceSteps.find((step) => step * unit >= value) ?? 10) * unit
}
