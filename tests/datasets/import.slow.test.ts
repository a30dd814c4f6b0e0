/** An import of 120,000 rows: its progress, and a cancel. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { newFolder } from './files.ts'

describe('an import', () => {
  it('reports progress to the end, and can be cancelled', async () => {
    const folder = newFolder()
    const path = folder.file('long.csv', `text,label\n${'good film,1\nbad film,0\n'.repeat(60_000)}`)
    const seen: Progress[] = []
    await importFiles([path], {}, join(folder.path, 'whole'), { progress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toMatchObject({ unit: 'bytes', done: seen.at(-1)?.total, etaSeconds: 0, rows: 120_000 })
    expect(isDeepStrictEqual(seen.map(({ done }) => done), seen.map(({ done }) => done).sort((a, b) => a - b))).toBe(true)
    const controller = new AbortController()
    const cancelled = importFiles([path], {}, join(folder.path, 'cancelled'), { signal: controller.signal, progress: () => controller.abort() })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(folder.list()).toEqual(['long.csv', 'whole'])
  })
})
