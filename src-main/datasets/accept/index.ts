/** The table of checks: one a task. */
import type { TaskKind } from '../../../src-shared/domain/roles.ts'
import type { CreateCheck } from './check.ts'
import { checkClassification } from './classification.ts'
import { checkForecasting } from './forecasting.ts'
import { checkTagging } from './tagging.ts'
import { checkGeneration, checkTranscription, checkTranslation } from './texts.ts'

export const checks: Record<TaskKind, CreateCheck> = {
  classification: checkClassification,
  tagging: checkTagging,
  forecasting: checkForecasting,
  generation: checkGeneration,
  translation: checkTranslation,
  transcription: checkTranscription,
}
