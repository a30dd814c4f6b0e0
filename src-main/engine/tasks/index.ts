/** The table of tasks. A new task is a folder that makes a `Task`, a row here and in presets.ts, and a variant of the config's `task`. */
import type { Config } from '../../../src-shared/domain/config.ts'
import { classification } from './classification/index.ts'
import type { Task } from './task.ts'

export const tasks: Record<Config['task']['kind'], Task> = { classification }
