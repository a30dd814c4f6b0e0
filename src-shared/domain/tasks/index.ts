/**
 * The table of tasks as data: what each adds to a config, what is fitted for it, what it reads and answers. A new task is
 * a file here and a line in each list; datasets/prepare and engine/tasks then refuse to compile until they have it too.
 */
import { z } from 'zod'
import { fail } from '../../contract/errors.ts'
import type { MetricName } from '../metric-table.ts'
import type { Parts } from '../prepared.ts'
import {
  classificationAnswerSchema, classificationFittedSchema, classificationTaskSchema,
  type ClassificationAnswer, type ClassificationEncoded, type ClassificationFitted, type ClassificationPart,
} from './classification.ts'
import {
  forecastingAnswerSchema, forecastingFittedSchema, forecastingTaskSchema,
  type ForecastPart, type ForecastingAnswer, type ForecastingEncoded, type ForecastingFitted,
} from './forecasting.ts'
import {
  generationAnswerSchema, generationFittedSchema, generationOptionsSchema, generationTaskSchema,
  type GenerationAnswer, type GenerationEncoded, type GenerationFitted, type GenerationPart,
} from './generation.ts'
import { taggingAnswerSchema, taggingFittedSchema, taggingTaskSchema, type TaggingAnswer, type TaggingEncoded, type TaggingFitted, type TaggingPart, type VocabularyVectors } from './tagging.ts'
import {
  transcriptionAnswerSchema, transcriptionFittedSchema, transcriptionOptionsSchema, transcriptionTaskSchema,
  type TranscriptionAnswer, type TranscriptionEncoded, type TranscriptionFitted, type TranscriptionPart,
} from './transcription.ts'
import {
  translationAnswerSchema, translationFittedSchema, translationOptionsSchema, translationTaskSchema,
  type TranslationAnswer, type TranslationEncoded, type TranslationFitted, type TranslationPart,
} from './translation.ts'

export const taskSchema = z.discriminatedUnion('kind', [classificationTaskSchema, forecastingTaskSchema, generationTaskSchema, taggingTaskSchema, transcriptionTaskSchema, translationTaskSchema])
export type TaskConfig = z.infer<typeof taskSchema>
/** Tasks that can be trained. */
export type TrainedTask = TaskConfig['kind']

export const fittedSchema = z.discriminatedUnion('task', [classificationFittedSchema, forecastingFittedSchema, generationFittedSchema, taggingFittedSchema, transcriptionFittedSchema, translationFittedSchema])
export type Fitted = z.infer<typeof fittedSchema>

export const answerSchema = z.discriminatedUnion('task', [classificationAnswerSchema, forecastingAnswerSchema, generationAnswerSchema, taggingAnswerSchema, transcriptionAnswerSchema, translationAnswerSchema])
export type Answer = z.infer<typeof answerSchema>

/** How a task is asked beyond its input: sampling, beams. A task with none has no line; what is left out is the task's default. */
export const predictOptionsSchema = z.strictObject({ generation: generationOptionsSchema.partial().optional(), transcription: transcriptionOptionsSchema.partial().optional(), translation: translationOptionsSchema.partial().optional() })
export type PredictOptions = z.infer<typeof predictOptionsSchema>

/** Types of each task. */
export interface TaskTypes {
  classification: { fitted: ClassificationFitted; part: ClassificationPart; encoded: ClassificationEncoded; answer: ClassificationAnswer }
  forecasting: { fitted: ForecastingFitted; part: ForecastPart; encoded: ForecastingEncoded; answer: ForecastingAnswer }
  generation: { fitted: GenerationFitted; part: GenerationPart; encoded: GenerationEncoded; answer: GenerationAnswer }
  tagging: { fitted: TaggingFitted; part: TaggingPart; encoded: TaggingEncoded; answer: TaggingAnswer }
  transcription: { fitted: TranscriptionFitted; part: TranscriptionPart; encoded: TranscriptionEncoded; answer: TranscriptionAnswer }
  translation: { fitted: TranslationFitted; part: TranslationPart; encoded: TranslationEncoded; answer: TranslationAnswer }
}
export type FittedOf<Kind extends TrainedTask> = TaskTypes[Kind]['fitted']
export type PartOf<Kind extends TrainedTask> = TaskTypes[Kind]['part']
export type EncodedOf<Kind extends TrainedTask> = TaskTypes[Kind]['encoded']
export type AnswerOf<Kind extends TrainedTask> = TaskTypes[Kind]['answer']
/** `vectors`: what the embedding of the vocabulary begins as, where a file says so. */
export interface PreparedOf<Kind extends TrainedTask> { task: Kind; fitted: FittedOf<Kind>; parts: Parts<PartOf<Kind>>; vectors?: VocabularyVectors }

export type PreparedData = { [Kind in TrainedTask]: PreparedOf<Kind> }[TrainedTask]
export type Encoded = { [Kind in TrainedTask]: EncodedOf<Kind> }[TrainedTask]

/**
 * Metrics of each task, the first two drawn first; `headline` says which model or baseline is the better, unless one of `instead`
 * was measured: an answer of another kind.
 */
export const taskMetrics: Record<TrainedTask, { headline: MetricName; instead?: readonly MetricName[]; metrics: readonly MetricName[] }> = {
  classification: { headline: 'accuracy', instead: ['microF1', 'rmse'], metrics: ['loss', 'accuracy', 'macroF1', 'microF1', 'auc', 'calibrationError', 'mse', 'mae', 'rmse', 'r2', 'coverage'] },
  forecasting: { headline: 'mse', metrics: ['loss', 'mse', 'mae', 'rmse', 'smape', 'mase', 'quantileLoss', 'coverage'] },
  generation: { headline: 'loss', metrics: ['loss', 'bitsPerCharacter', 'perplexity'] },
  tagging: { headline: 'f1', metrics: ['loss', 'f1', 'precision', 'recall', 'tagAccuracy'] },
  transcription: { headline: 'wer', metrics: ['loss', 'wer', 'cer', 'exactMatch'] },
  translation: { headline: 'bleu', metrics: ['loss', 'bleu', 'chrf', 'exactMatch', 'perplexity', 'cer'] },
}

/** The metric by which answers with these metrics are judged. */
export const headlineAmong = (task: TrainedTask, metrics: object): MetricName => taskMetrics[task].instead?.find((name) => Object.hasOwn(metrics, name)) ?? taskMetrics[task].headline

/** A value (an answer, fitted values, encoded inputs) that must be of one task. @throws checkpoint.damaged where it is of another */
export function ofTask<Value extends { task: TrainedTask }, Kind extends TrainedTask>(value: Value, task: Kind): Extract<Value, { task: Kind }> {
  return value.task === task ? (value as Extract<Value, { task: Kind }>) : fail('checkpoint.damaged', { file: 'model', reason: `it is of the task ${value.task}, not ${task}` })
}
