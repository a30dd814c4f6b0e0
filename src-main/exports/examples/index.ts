/** The program that lies beside an ONNX export, by task: the shortest that loads it and asks it something. */
import type { TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import type { ExportableModel } from '../model.ts'
import { classifyArrays, transcribe } from './arrays.ts'
import { forecastNext } from './forecasting.ts'
import { tagArrays, tagWords } from './tagging.ts'
import { classifyText } from './text.ts'
import { translateText, writeOn } from './writing.ts'

export const onnxExamples: Record<TrainedTask, (model: Pick<ExportableModel, 'fitted'>) => string> = {
  classification: ({ fitted }) => (fitted.task !== 'classification' || fitted.input.kind === 'tokens' ? classifyText : classifyArrays(fitted.input.kind)),
  forecasting: () => forecastNext,
  generation: () => writeOn,
  tagging: ({ fitted }) => (fitted.task !== 'tagging' || fitted.input.kind === 'words' ? tagWords : tagArrays(fitted.input.kind)),
  transcription: () => transcribe,
  translation: () => translateText,
}
