/** Statistics of sixty thousand rows: pages are answered beside the count, a cancelled count ends. */
import { describe, expect, it } from 'vitest'
import { splitSchema } from '../../src-shared/domain/config.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { statisticsOf } from '../../src-main/datasets/statistics.ts'
import { readRoleRows, readRows } from '../../src-main/datasets/store.ts'
import { importReviews, job, newThread, preprocessing, split } from './counted-reviews.ts'

describe('the statistics of a split', () => {
  it('are counted on a thread while pages of rows are answered, and are those counted in place', async () => {
    const { directory, dataset } = await importReviews(60_000)
    const told: Progress[] = []
    let counted = false
    const counting = newThread().count(directory, dataset, split, preprocessing, job(undefined, (progress) => told.push(progress)))
    void counting.then(() => (counted = true))
    let pages = 0
    for (let offset = 0; !counted; offset = (offset + 7919) % 59_000) {
      expect((await readRows(directory, { offset, limit: 100 })).rows).toHaveLength(100)
      pages++
    }
    // Were it counted in place, one page would be answered before the loop is blocked and the rest after it.
    expect(pages).toBeGreaterThan(10)
    expect(told.length).toBeGreaterThan(1)
    expect(told.every(({ done, total, unit }, place) => total === 60_000 && done <= total && unit === 'rows' && done >= (told[place - 1]?.done ?? 0))).toBe(true)
    const { rows } = await readRoleRows(directory)
    expect(await counting).toEqual(statisticsOf(dataset, rows, split, preprocessing))
  })

  it('that are cancelled end at once, running or waiting, and the next are counted', async () => {
    const { directory, dataset } = await importReviews(60_000)
    const thread = newThread()
    const [running, waiting] = [new AbortController(), new AbortController()]
    const first = thread.count(directory, dataset, split, preprocessing, job(running.signal, () => running.abort()))
    const second = thread.count(directory, dataset, splitSchema.parse({ seed: 2 }), preprocessing, job(waiting.signal))
    waiting.abort()
    await expect(second).rejects.toThrow(/abort/i)
    await expect(first).rejects.toThrow(/abort/i)
    expect((await thread.count(directory, dataset, split, preprocessing, job())).sizes).toEqual({ train: 48_000, validation: 6000, test: 6000 })
  })
})
