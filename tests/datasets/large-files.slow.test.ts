/** Files too large for the quick tests. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../src-main/datasets/import.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import { failureOf, newFolder } from './files.ts'

const good = 'text,label\ngood film,1\nbad film,0\nfine film,1\npoor film,0\n'

async function refuse(name: string, content: string | Buffer) {
  const folder = newFolder()
  const failure = await failureOf(importFiles([folder.file(name, content)], {}, join(folder.path, 'out')))
  expect(folder.list()).toEqual([name])
  return failure
}

describe('refused', () => {
  it('a 100 MB single line, at once and without holding it', async () => {
    const before = process.memoryUsage().rss
    const failure = await refuse('a.csv', Buffer.alloc(100 * 2 ** 20, 'a'))
    expect(failure).toMatchObject({ code: 'import.line-too-long', details: { line: 1 } })
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  it('an endless line below the header', async () => {
    expect(await refuse('a.csv', `text,label\n${'b '.repeat(9 * 2 ** 20)}`)).toMatchObject({ code: 'import.line-too-long', details: { line: 2 } })
  })

  it('an endless line later in the file', async () => {
    expect(await refuse('a.csv', good + 'b'.repeat(17 * 2 ** 20))).toMatchObject({ code: 'import.line-too-long', details: { line: 6 } })
  })
})

describe('a file of 200 MB', () => {
  it('is previewed as fast as a small one', async () => {
    const folder = newFolder()
    const path = folder.file('large.csv', good)
    for (let part = 0; part < 20; part++) appendFileSync(path, 'a film that goes on and on,1\nand one that ends too soon,0\n'.repeat(175_000))
    await previewFiles([path])
    const started = process.cpuUsage()
    expect((await previewFiles([path])).rows).toHaveLength(100)
    // Processor time, since the machine may be busy: the file is not read through, which would take seconds.
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000).toBeLessThan(300)
  })
})
