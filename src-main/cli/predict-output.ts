/** Predictions as CSV or JSON Lines. The file appears when it is whole. */
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { once } from 'node:events'
import { fail } from '../../src-shared/contract/errors.ts'
import { answerColumns, answerDocument } from '../services/answer-columns.ts'
import type { Prediction } from '../../src-shared/domain/run.ts'

export interface PredictionFile {
  write: (predictions: Prediction[]) => Promise<void>
  /** Puts the file where it belongs. */
  finish: () => Promise<void>
  discard: () => Promise<void>
}

/**
 * A cell as CSV. One that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets an
 * apostrophe before it, which spreadsheets take as "this is text".
 */
export function csvCell(value: string): string {
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

const formats: Record<string, { header: (prediction: Prediction) => string; row: (prediction: Prediction) => string }> = {
  '.csv': {
    header: ({ answer }) => `${['text', ...Object.keys(answerColumns(answer))].map(csvCell).join(',')}\r\n`,
    row: ({ text, answer }) => `${[csvCell(text), ...Object.values(answerColumns(answer)).map((value) => (typeof value === 'number' ? String(value) : csvCell(value)))].join(',')}\r\n`,
  },
  '.jsonl': {
    header: () => '',
    row: ({ text, answer }) => `${JSON.stringify({ text, ...answerDocument(answer) })}\n`,
  },
}

/** @throws usage for another ending, file.unwritable */
export async function createPredictionFile(path: string): Promise<PredictionFile> {
  const extension = extname(path).toLowerCase()
  const format = Object.hasOwn(formats, extension) ? formats[extension] : fail('usage', { reason: `--output must end in ${Object.keys(formats).join(' or ')}.` })
  const partial = `${path}.part`
  const unwritable = (thrown: unknown): never => fail('file.unwritable', { path, reason: thrown instanceof Error ? thrown.message : String(thrown) }, thrown)
  await mkdir(dirname(path), { recursive: true }).catch(unwritable)
  const stream = createWriteStream(partial)
  await once(stream, 'open').catch(unwritable)
  let failure: unknown = null
  stream.on('error', (error) => (failure = error))
  let begun = false

  return {
    write: async (predictions) => {
      if (predictions.length === 0) return
      const lines = predictions.map(format.row).join('')
      const whole = begun ? lines : format.header(predictions[0]) + lines
      begun = true
      if (!stream.write(whole)) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
      if (failure) unwritable(failure)
    },
    finish: async () => {
      stream.end()
      await once(stream, 'close')
      if (failure) unwritable(failure)
      await rename(partial, path).catch(unwritable)
    },
    discard: async () => {
      stream.destroy()
      await rm(partial, { force: true })
    },
  }
}
