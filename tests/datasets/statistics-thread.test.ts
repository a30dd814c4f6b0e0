/** Statistics that are counted beside: rows are served meanwhile, a cancelled count ends, an answer is kept. */
import { afterEach, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { splitSchema } from '../../src-shared/domain/config.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { createStatisticsThread, type StatisticsThread } from '../../src-main/datasets/statistics-thread.ts'
import { failureOf, newFolder } from './files.ts'

const split = splitSchema.parse({})
const preprocessing = preprocessingSchema.parse({ kind: 'text' })
const job = (signal = new AbortController().signal, progress: (progress: Progress) => void = () => undefined) => ({ signal, progress })

const threads: StatisticsThread[] = []
afterEach(() => threads.splice(0).forEach((thread) => thread.close()))
function newThread(): StatisticsThread {
  const thread = createStatisticsThread()
  threads.push(thread)
  return thread
}

/** Reviews of made-up words, all different. */
async function importReviews(rows: number): Promise<{ directory: string; dataset: Dataset }> {
  const folder = newFolder()
  const lines = Array.from({ length: rows }, (_, row) => `${Array.from({ length: 30 }, (_, word) => `w${(row * 31 + word * word * 7) % 20_011}`).join(' ')} é${row},${row % 2 ? 'good' : 'bad'}`)
  const file = folder.file('reviews.csv', `text,label\n${lines.join('\n')}\n`)
  const directory = join(folder.path, 'out')
  return { directory, dataset: await importFiles([file], {}, directory) }
}

describe('the statistics of a split', () => {
  it('are kept: asked again they come without counting; errors cross from the thread as they are', async () => {
    const { directory, dataset } = await importReviews(1000)
    const thread = newThread()
    const first = await thread.count(directory, dataset, split, preprocessing, job())
    thread.close()
    expect(await thread.count(directory, dataset, split, preprocessing, job())).toBe(first)
    expect((await failureOf(thread.count(directory, dataset, splitSchema.parse({ kind: 'group' }), preprocessing, job()))).code).toBe('split.role-missing')
    expect((await failureOf(thread.count(join(directory, 'gone'), dataset, split, preprocessing, job()))).code).toBe('dataset.missing')
    // A thread that refused goes on counting.
    expect((await thread.count(directory, dataset, splitSchema.parse({ seed: 3 }), preprocessing, job())).sizes.train).toBe(800)
  })
})
