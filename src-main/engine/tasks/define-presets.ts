/** Presets from what they change: everything that one does not name is the config's default. */
import { parseConfig, type Config, type Preset } from '../../../src-shared/domain/config.ts'
import type { TrainedTask } from '../../../src-shared/domain/tasks/index.ts'

type Part = Record<string, unknown>

export interface Recipe {
  name: string
  title: string
  /** Plain words: when to take it, and why. */
  reason: string
  preprocessing: Part
  task?: Part
  model: Part
  training: Part
  split?: Part
}

/** @throws Error where a recipe is no valid config: a mistake of ours */
export function definePresets(task: TrainedTask, recipes: readonly Recipe[]): readonly Preset[] {
  return recipes.map(({ name, title, reason, preprocessing, model, training, split = {}, task: own = {} }) => {
    const document = { version: 1, name: title, dataset: 'any', split, preprocessing, task: { kind: task, ...own }, model, training }
    const { config, issues } = parseConfig(document)
    if (!config) throw new Error(`preset ${name}: ${issues.map(({ path, message }) => `${path} ${message}`).join('; ')}`)
    const { dataset: _any, ...rest } = config
    return { name, task, title, reason, config: rest satisfies Omit<Config, 'dataset'> }
  })
}
