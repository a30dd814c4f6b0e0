/** The table of panels: which component draws which kind. A new kind does not compile until it has a row. */
import type { Component } from 'vue'
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import ConfusionPanel from './ConfusionPanel.vue'
import ExamplesPanel from './ExamplesPanel.vue'
import ForecastsPanel from './ForecastsPanel.vue'
import LinesPanel from './LinesPanel.vue'
import TablePanel from './TablePanel.vue'

/** `wide` panels take the whole width, the others stand two in a row where there is room. `named`: the component says its title itself, as charts do. */
export const panels: Record<Panel['kind'], { component: Component; wide: boolean; named: boolean }> = {
  confusion: { component: ConfusionPanel, wide: true, named: true },
  table: { component: TablePanel, wide: false, named: false },
  lines: { component: LinesPanel, wide: false, named: true },
  examples: { component: ExamplesPanel, wide: true, named: false },
  forecasts: { component: ForecastsPanel, wide: true, named: false },
}
