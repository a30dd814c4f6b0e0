/** The table of tasks. A new task is a folder and a row here and in presets.ts, and its types in src-shared/domain/tasks. */
import type { TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import { classification } from './classification/index.ts'
import { forecasting } from './forecasting/index.ts'
import { generation } from './generation/index.ts'
import { tagging } from './tagging/index.ts'
import { transcription } from './transcription/index.ts'
import { translation } from './translation/index.ts'
import type { AnyTask } from './define-task.ts'

export const tasks: Record<TrainedTask, AnyTask> = { classification, forecasting, generation, tagging, transcription, translation }
