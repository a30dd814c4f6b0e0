/** Statistics that are counted beside: rows are served meanwhile, a cancelled count ends, an answer is kept. */
import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { importReviews, job, newThread, preprocessing, split } from './counted-reviews.ts'
import { failureOf } from './files.ts'

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
