/** Made-up reviews, and threads that count them: what the tests of statistics share. */
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { importFiles } from '../../src-main/datasets/import.ts'
import { createStatisticsThread, type StatisticsThread } from '../../src-main/datasets/statistics-thread.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { newFolder } from './files.ts'

export const split = splitSchema.parse({})
export const preprocessing = preprocessingSchema.parse({ kind: 'text' })
export const job = (signal = new AbortController().signal, progress: (progress: Progress) => void = () => undefined) => ({ signal, progress })

const threads: StatisticsThread[] = []
afterEach(() => threads.splice(0).forEach((thread) => thread.close()))
export function newThread(): StatisticsThread {
  const thread = createStatisticsThread()
  threads.push(thread)
  return thread
}

/** Reviews of made-up words, all different. */
export async function importReviews(rows: number): Promise<{ directory: string; dataset: Dataset }> {
  const folder = newFolder()
  const lines = Array.from({ length: rows }, (_, row) => `${Array.from({ length: 30 }, (_, word) => `w${(row * 31 + word * word * 7) % 20_011}`).join(' ')} é${row},${row % 2 ? 'good' : 'bad'}`)
  const file = folder.file('reviews.csv', `text,label\n${lines.join('\n')}\n`)
  const directory = join(folder.path, 'out')
  return { directory, dataset: await importFiles([file], {}, directory) }
}
