/** ECharts with only the parts that the charts of this folder use; whoever needs another part registers it here. */
import { use, init, getInstanceByDom, type ComposeOption, type EChartsType } from 'echarts/core'
import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts'
import type { BarSeriesOption, CustomSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts'
import { DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import type {
  DataZoomComponentOption, GridComponentOption, LegendComponentOption, MarkLineComponentOption, TooltipComponentOption, VisualMapComponentOption,
} from 'echarts/components'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([
  BarChart, CustomChart, HeatmapChart, LineChart, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent,
  VisualMapComponent, CanvasRenderer, SVGRenderer,
])

/** Any option a chart of this folder may make; a part that is not registered above does not type-check. */
export type EChartsOption = ComposeOption<
  | BarSeriesOption | CustomSeriesOption | HeatmapSeriesOption | LineSeriesOption | DataZoomComponentOption | GridComponentOption
  | LegendComponentOption | MarkLineComponentOption | TooltipComponentOption | VisualMapComponentOption
>
export type { BarSeriesOption, EChartsType, HeatmapSeriesOption, LineSeriesOption }

export { getInstanceByDom, init }

/** The chart as a standing SVG picture: no document needed, so files and tests use it alike. */
export function renderSvg(option: EChartsOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(option)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
