/** Presets of every task. Apart from tasks/index.ts, so that the backend can list them without loading an engine. */
import type { Preset } from '../../../src-shared/domain/config.ts'
import type { TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import { forecastingPresets } from './forecasting/presets.ts'
import { generationPresets } from './generation/presets.ts'
import { classificationPresets } from './classification/presets.ts'
import { taggingPresets } from './tagging/presets.ts'
import { transcriptionPresets } from './transcription/presets.ts'
import { translationPresets } from './translation/presets.ts'

const presetsByTask: Record<TrainedTask, readonly Preset[]> = { classification: classificationPresets, forecasting: forecastingPresets, generation: generationPresets, tagging: taggingPresets, transcription: transcriptionPresets, translation: translationPresets }

/** Starting points of a task, from quick to thorough; empty for a task that is not known. */
export function presets(task: string): Preset[] {
  return Object.hasOwn(presetsByTask, task) ? [...presetsByTask[task as TrainedTask]] : []
}
