/** The table of tasks: which panel tries a model of which. */
import type { Component } from 'vue'
import type { TaskKind } from '../../../../src-shared/domain/roles.ts'
import ClassificationPanel from './ClassificationPanel.vue'
import ForecastPanel from './ForecastPanel.vue'
import TaggingPanel from './TaggingPanel.vue'

export const panels: Partial<Record<TaskKind, Component>> = {
  classification: ClassificationPanel,
  forecasting: ForecastPanel,
  tagging: TaggingPanel,
}
