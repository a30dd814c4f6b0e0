/** An ONNX export from its folder, without the run it came from: what a stranger's program would do with it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { fittedSchema, type Fitted } from '../../src-shared/domain/prepared.ts'
import type { Prediction } from '../../src-shared/domain/run.ts'
import { openOnnx } from '../exports/onnx/run.ts'
import { predictionsOf } from './predictions.ts'

export interface ExportedModel {
  predict: (texts: string[]) => Promise<Prediction[]>
  close: () => Promise<void>
}

/** Texts that run together: enough to be quick, few enough that padding to the longest costs little memory. */
const batchSize = 32

/** @throws file.unreadable where model.json or model.onnx is missing or is not what Seqbench writes. */
export async function openExportedModel(directory: string): Promise<ExportedModel> {
  const fitted = await readFitted(join(directory, 'model.json'))
  const path = join(directory, 'model.onnx')
  const bytes = await readFile(path).catch((thrown: NodeJS.ErrnoException) => fail('file.unreadable', { path, reason: thrown.code ?? thrown.message }, thrown))
  const session = await openOnnx(bytes).catch((thrown: Error) => fail('file.unreadable', { path, reason: thrown.message }, thrown))

  return {
    predict: async (texts) => {
      const predictions: Prediction[] = []
      for (let from = 0; from < texts.length; from += batchSize) predictions.push(...(await predictionsOf(fitted, texts.slice(from, from + batchSize), session.run)))
      return predictions
    },
    close: session.close,
  }
}

async function readFitted(path: string): Promise<Fitted> {
  try {
    return fittedSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    return fail('file.unreadable', { path, reason: code ?? message.split('\n')[0] }, thrown)
  }
}
