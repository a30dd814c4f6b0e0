/** Presets of every task. Apart from tasks/index.ts, so that the backend can list them without loading an engine. */
import type { Preset } from '../../../src-shared/domain/config.ts'
import { classificationPresets } from './classification/presets.ts'

const presetsByTask = new Map<string, readonly Preset[]>([['classification', classificationPresets]])

/** Starting points of a task, from quick to thorough; empty for a task that is not known. */
export function presets(task: string): Preset[] {
  return [...(presetsByTask.get(task) ?? [])]
}
