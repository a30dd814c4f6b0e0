/** The table of tasks: what ONNX holds of each. */
import type { Encoded, TrainedTask } from '../../../../src-shared/domain/tasks/index.ts'
import type { ExportableModel } from '../../model.ts'
import type { OnnxSession } from '../run.ts'
import type { OnnxModel, OnnxTask } from '../task.ts'
import { classification } from './classification.ts'
import { forecasting } from './forecasting.ts'
import { generation } from './generation.ts'
import { tagging } from './tagging.ts'
import { transcription } from './transcription.ts'
import { translation } from './translation.ts'

const table: { [Kind in TrainedTask]: OnnxTask<Kind> } = { classification, forecasting, generation, tagging, transcription, translation }

/** The row of a model's task with that model in it. The types belong together; seen through a document they cannot be told apart. */
export function onnxTaskOf(given: Pick<ExportableModel, 'config' | 'fitted' | 'parameters'>) {
  const task = table[given.fitted.task] as unknown as OnnxTask<TrainedTask>
  const model = given as unknown as OnnxModel<TrainedTask>
  return {
    programs: () => task.programs(model),
    cases: (input: Encoded): Encoded[] => task.cases?.(model, input) ?? [input],
    run: (sessions: readonly OnnxSession[], batch: readonly Encoded[]) => task.run(sessions, model, batch),
  }
}
