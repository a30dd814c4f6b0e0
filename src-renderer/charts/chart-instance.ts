/** One ECharts instance and its zoom, without Vue. The range of x is kept in axis values, so that it stands still while data grows. */
import { init, renderSvg, type EChartsOption, type EChartsType } from './echarts.ts'
import { panRange, zoomRange, type Range } from './zoom.ts'

export interface ChartInstance {
  draw: (option: EChartsOption) => void
  /** Whether the pointer is over the chart. */
  hover: (inside: boolean) => void
  resize: () => void
  /** Whether x can be zoomed at all. */
  zoomable: () => boolean
  zoomed: () => boolean
  zoomBy: (factor: number, anchorPixel?: number) => void
  panBy: (share: number) => void
  /** Zooms to what lies between two pixels of the element. */
  zoomToPixels: (from: number, to: number) => void
  resetZoom: () => void
  /** Left and right edge of the plot in pixels. */
  plot: () => Range | null
  png: (background: string) => string
  svg: (background: string) => string
  dispose: () => void
}

interface WithDataZoom { dataZoom?: { startValue?: number; endValue?: number }[] }
type Formatter = (parameters: unknown) => HTMLElement | string

/** Everything of an option but the data of its series and its functions: as long as it stays, only data need to be set. */
function structureOf(option: EChartsOption): string {
  return JSON.stringify({ ...option, tooltip: undefined, series: seriesOf(option).map(({ data: _data, ...rest }) => rest) })
}
function seriesOf(option: EChartsOption): { id?: string; type?: string; data?: unknown }[] {
  return (Array.isArray(option.series) ? option.series : option.series ? [option.series] : []) as { id?: string; type?: string; data?: unknown }[]
}

export function createChartInstance(element: HTMLElement, onZoom: () => void): ChartInstance {
  const chart: EChartsType = init(element, null, { renderer: 'canvas' })
  let option: EChartsOption | null = null
  let structure = ''
  let zoom: Range | null = null
  let hovered = false

  const zoomable = (): boolean => Array.isArray(option?.dataZoom) && option.dataZoom.length > 0
  /** Asks the newest option, so that hovering stays right while only data are set. */
  const formatter: Formatter = (parameters) => ((option?.tooltip as { formatter?: Formatter } | undefined)?.formatter?.(parameters) ?? '')
  const hoverOption = (): object => ({ ...option?.tooltip, formatter })

  /** The option with the range in it, or the whole range; replaced series go, everything else is merged. */
  function applyAll(next: EChartsOption): void {
    const range = zoom ? { startValue: zoom[0], endValue: zoom[1] } : { start: 0, end: 100 }
    const dataZoom = zoomable() ? (next.dataZoom as object[]).map((entry) => ({ ...entry, ...range })) : []
    // A hover costs time at every draw, even while nobody points at the chart.
    const { tooltip: _tooltip, ...rest } = next
    chart.setOption({ ...rest, dataZoom, ...(hovered ? { tooltip: hoverOption() } : {}) } as EChartsOption, { replaceMerge: ['series'], silent: true })
  }
  function draw(next: EChartsOption): void {
    option = next
    const nextStructure = structureOf(next)
    if (nextStructure === structure) {
      chart.setOption({ series: seriesOf(next).map(({ id, type, data }) => ({ id, type, data })) } as EChartsOption, { silent: true })
    } else {
      structure = nextStructure
      applyAll(next)
    }
  }
  function hover(inside: boolean): void {
    if (inside === hovered || !option?.tooltip) return
    hovered = inside
    if (inside) chart.setOption({ tooltip: hoverOption() } as EChartsOption, { silent: true })
    else chart.setOption({ tooltip: [] } as EChartsOption, { replaceMerge: ['tooltip'], silent: true })
  }
  function setZoom(range: Range | null): void {
    zoom = range
    if (option && zoomable()) {
      const parameters = range ? { startValue: range[0], endValue: range[1] } : { start: 0, end: 100 }
      chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, ...parameters })
    }
    onZoom()
  }
  function visible(): Range | null {
    const [entry] = (chart.getOption() as WithDataZoom).dataZoom ?? []
    return entry?.startValue !== undefined && entry.endValue !== undefined ? [entry.startValue, entry.endValue] : null
  }
  /** The whole extent of x, asked of the chart while it shows everything. */
  function full(): Range | null {
    const kept = zoom
    if (!kept) return visible()
    chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, start: 0, end: 100 })
    const range = visible()
    chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue: kept[0], endValue: kept[1] })
    return range
  }
  const toValue = (pixel: number): number => Number(chart.convertFromPixel({ xAxisIndex: 0 }, pixel))
  function plot(): Range | null {
    const range = visible()
    if (!range) return null
    return [Number(chart.convertToPixel({ xAxisIndex: 0 }, range[0])), Number(chart.convertToPixel({ xAxisIndex: 0 }, range[1]))]
  }

  return {
    draw,
    hover,
    resize: () => chart.resize(),
    zoomable,
    zoomed: () => zoom !== null,
    zoomBy: (factor, anchorPixel) => {
      const [range, extent] = [visible(), full()]
      if (!range || !extent) return
      const anchor = anchorPixel === undefined ? (range[0] + range[1]) / 2 : toValue(anchorPixel)
      setZoom(zoomRange(range, extent, factor, anchor))
    },
    panBy: (share) => {
      const [range, extent] = [visible(), full()]
      if (zoom && range && extent) setZoom(panRange(range, extent, share))
    },
    zoomToPixels: (from, to) => {
      const extent = full()
      const [low, high] = [toValue(Math.min(from, to)), toValue(Math.max(from, to))]
      if (extent && high > low) setZoom([Math.max(low, extent[0]), Math.min(high, extent[1])])
    },
    resetZoom: () => setZoom(null),
    plot,
    png: (backgroundColor) => chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor }),
    svg: (backgroundColor) => renderSvg({ ...option, backgroundColor }, chart.getWidth(), chart.getHeight()),
    dispose: () => chart.dispose(),
  }
}
