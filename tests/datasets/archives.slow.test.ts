/** What a compressed file unpacks to is limited by its size, at the very limit. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { importFiles } from '../../src-main/datasets/import.ts'
import { failureOf, newFolder } from './files.ts'
const leftBehind = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('.unpacked-'))
afterEach(() => expect(leftBehind()).toEqual([]))

/** gzip files one after the other are one file. */
const repeated = (bytes: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => bytes))

async function refuse(path: string) {
  const folder = newFolder()
  const failure = await failureOf(importFiles([path], {}, join(folder.path, 'out')))
  expect(folder.list()).toEqual([])
  return failure
}

describe('one compressed file', () => {
  it('goes off at the limit, not behind it', async () => {
    const path = newFolder().file('bomb.csv.gz', repeated(gzipSync(Buffer.alloc(64 * 2 ** 20, 'a,1\n'), { level: 9 }), 6))
    expect(await refuse(path)).toMatchObject({ code: 'import.archive-size', details: { limit: '300 times its size' } })
  })
})
