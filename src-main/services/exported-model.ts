/** An ONNX export from its folder, without the run it came from: what a stranger's program would do with it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, SeqbenchError } from '../../src-shared/contract/errors.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { ofTask, type Answer, type Encoded } from '../../src-shared/domain/tasks/index.ts'
import { classificationFittedSchema, classificationTaskSchema, type ClassificationFitted } from '../../src-shared/domain/tasks/classification.ts'
import { uncalibrated, type Calibration } from '../engine/tasks/classification/targets/target.ts'
import { targets } from '../engine/tasks/classification/targets/index.ts'
import type { Prediction } from '../../src-shared/domain/run.ts'
import { openOnnx, rowOf } from '../exports/onnx/run.ts'
import { feedsOf } from '../exports/onnx/tasks/classification.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import { inputRole } from '../datasets/inputs/index.ts'
import { predictionsOf } from './predictions.ts'

export interface ExportedModel {
  /** What it reads. */
  role: Role
  predict: (rows: Pick<RoleRow, 'cells'>[]) => Promise<Prediction[]>
  close: () => Promise<void>
}

/** Texts that run together: enough to be quick, few enough that padding to the longest costs little memory. */
const batchSize = 32

/** @throws file.unreadable where model.json or model.onnx is missing or is not what Seqbench writes, export.task for models that are no classifiers. */
export async function openExportedModel(directory: string): Promise<ExportedModel> {
  const model = await readModel(join(directory, 'model.json'))
  const task = classificationTaskSchema.parse({ kind: 'classification' })
  const path = join(directory, 'model.onnx')
  const bytes = await readFile(path).catch((thrown: NodeJS.ErrnoException) => fail('file.unreadable', { path, reason: thrown.code ?? thrown.message }, thrown))
  const session = await openOnnx(bytes).catch((thrown: Error) => fail('file.unreadable', { path, reason: thrown.message }, thrown))
  const { fitted, calibration } = model

  const answer = async (encoded: Encoded[]): Promise<Answer[]> => {
    const inputs = encoded.map((input) => ofTask(input, 'classification'))
    const { logits } = await session.run(feedsOf(fitted, inputs.map(({ sequence }) => sequence)))
    return inputs.map(({ pieces }, row) =>
      ({ task: 'classification', target: fitted.target, ...targets[fitted.target].answer(rowOf(logits, row), calibration, { fitted, task, classWeights: null }), tokens: pieces, steps: null }))
  }
  return {
    role: inputRole(fitted.input),
    predict: async (rows) => {
      const predictions: Prediction[] = []
      for (let from = 0; from < rows.length; from += batchSize) predictions.push(...(await predictionsOf(model.fitted, rows.slice(from, from + batchSize), answer)))
      return predictions
    },
    close: session.close,
  }
}

/** The temperature is in the weights of an export; the thresholds, and how wide an interval is, stand beside them. */
async function readModel(path: string): Promise<{ fitted: ClassificationFitted; calibration: Calibration }> {
  try {
    const document = JSON.parse(await readFile(path, 'utf8')) as { fitted: { task?: unknown }; thresholds?: number[]; radius?: number }
    if (typeof document.fitted.task === 'string' && document.fitted.task !== 'classification') return fail('export.task', { path, task: document.fitted.task })
    const fitted = classificationFittedSchema.parse(document.fitted)
    const none = uncalibrated(fitted)
    return { fitted, calibration: { ...none, thresholds: Float32Array.from(document.thresholds ?? none.thresholds), radius: document.radius ?? none.radius } }
  } catch (thrown) {
    if (thrown instanceof SeqbenchError) throw thrown
    const { code, message } = thrown as NodeJS.ErrnoException
    return fail('file.unreadable', { path, reason: code ?? message.split('\n')[0] }, thrown)
  }
}
