/** The table of tasks: which panel tries a model of which. */
import type { Component } from 'vue'
import type { TaskKind } from '../../../../src-shared/domain/roles.ts'
import ClassificationPanel from './ClassificationPanel.vue'
import ForecastPanel from './ForecastPanel.vue'
import GenerationPanel from './GenerationPanel.vue'
import TaggingPanel from './TaggingPanel.vue'
import TranscriptionPanel from './TranscriptionPanel.vue'
import TranslationPanel from './TranslationPanel.vue'

export const panels: Record<TaskKind, Component> = {
  classification: ClassificationPanel,
  forecasting: ForecastPanel,
  tagging: TaggingPanel,
  generation: GenerationPanel,
  transcription: TranscriptionPanel,
  translation: TranslationPanel,
}
