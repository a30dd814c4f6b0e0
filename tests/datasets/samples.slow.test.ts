/** Every sample is the same bytes each time. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { samples } from '../../src-main/datasets/samples/index.ts'
import { newFolder } from './files.ts'

const filesIn = (path: string): string[] => (statSync(path).isDirectory() ? readdirSync(path).sort().map((name) => join(path, name)) : [path])

describe.each(samples)('the sample $name', (sample) => {
  it('is the same bytes each time', async () => {
    const [first, second] = await Promise.all([newFolder(), newFolder()].map(async ({ path }) => (await sample.write(path)).paths.flatMap(filesIn).map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))))
    expect(first).toEqual(second)
  })
})
