/** The table of tasks: which panel tries a model of which. */
import type { Component } from 'vue'
import type { TaskKind } from '../../../../src-shared/domain/roles.ts'
import ClassificationPanel from './ClassificationPanel.vue'

export const panels: Partial<Record<TaskKind, Component>> = {
  classification: ClassificationPanel,
}
