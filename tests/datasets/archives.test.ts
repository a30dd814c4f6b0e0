/** Compressed files: what is inside is imported, what is hostile is refused, and nothing is left behind. */
import { readFileSync, readdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import zlib, { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createBudget } from '../../src-main/datasets/archives/limits.ts'
import { withUnpacked } from '../../src-main/datasets/archives/unpack.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import { describeSource } from '../../src-main/datasets/reading/source.ts'
import { zstandardOf } from '../../src-main/datasets/reading/zstandard.ts'
import { failureOf, newFolder } from './files.ts'

const table = 'text,label\ngood film,1\nbad film,0\nfine film,1\npoor film,0\n'
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures/archives', name)
const leftBehind = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('.unpacked-'))
afterEach(() => expect(leftBehind()).toEqual([]))

/** gzip files one after the other are one file. */
const repeated = (bytes: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => bytes))
const accept = (path: string) => importFiles([path], {}, join(newFolder().path, 'out'))

async function refuse(path: string) {
  const folder = newFolder()
  const failure = await failureOf(importFiles([path], {}, join(folder.path, 'out')))
  expect(folder.list()).toEqual([])
  return failure
}

describe('one compressed file', () => {
  it.each([['gz', gzipSync], ['zst', zstdCompressSync]] as const)('.%s is imported and previewed like the file itself', async (extension, compress) => {
    const folder = newFolder()
    const plain = await accept(folder.file('reviews.csv', table))
    const path = folder.file(`reviews.csv.${extension}`, compress(Buffer.from(table)))
    const packed = await accept(path)
    expect([packed.hash, packed.format, packed.name, packed.files]).toEqual([plain.hash, 'csv', 'reviews', [{ name: 'reviews.csv', bytes: table.length }]])
    expect((await previewFiles([path])).rows).toEqual((await previewFiles([folder.file('reviews.csv', table)])).rows)
  })
  it.each([['gz', gzipSync], ['zst', zstdCompressSync]] as const)('.%s that is cut off is told of', async (extension, compress) => {
    const path = newFolder().file(`a.csv.${extension}`, compress(Buffer.from(Array.from({ length: 5000 }, (_, row) => `text ${row * row % 977},${row % 2}\n`).join(''))))
    truncateSync(path, Math.floor(readFileSync(path).length * 0.7))
    expect(await refuse(path)).toMatchObject({ code: 'import.archive', details: { file: `a.csv.${extension}` } })
  })
  it('is previewed from its beginning, whatever its size', async () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => `text number ${(row * 7919) % 100_003},${row % 2}\n`).join('')
    const path = newFolder().file('large.csv.gz', repeated(gzipSync(Buffer.from(rows)), 30))
    const started = process.cpuUsage()
    expect((await previewFiles([path])).rows).toHaveLength(100)
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000).toBeLessThan(600)
  })
  it('that is a binary table is unpacked whole', async () => {
    const bytes = readFileSync(join(import.meta.dirname, 'fixtures/tables/rows.parquet'))
    expect((await previewFiles([newFolder().file('rows.parquet.gz', gzipSync(bytes))])).format).toBe('parquet')
  })
  it('is no longer than a bomb is allowed to be', async () => {
    const budget = createBudget(1e9, { bytes: 1e6, ratio: 100 })
    const source = await describeSource(newFolder().file('a.gz', gzipSync(Buffer.alloc(1e7))))
    expect(await failureOf((async () => { for (let spent = 0; spent < 1e7; spent += 1e5) budget.spend(source, 1e5); await Promise.resolve() })())).toMatchObject({ code: 'import.archive-size' })
  })
  it('with another archive in it is refused', async () => {
    expect(await refuse(newFolder().file('a.csv.gz.gz', gzipSync(gzipSync(Buffer.from(table)))))).toMatchObject({ code: 'import.archive-inner' })
  })
})

describe('a runtime without Zstandard', () => {
  it('says so by name of the file, when such a file comes', () => {
    const { createZstdDecompress: _, ...older } = zlib
    expect(() => zstandardOf('a.csv.zst', older)).toThrow(expect.objectContaining({ code: 'import.zstandard', details: { file: 'a.csv.zst', runtime: process.versions.node } }))
    expect(zstandardOf('a.csv.zst').zstdDecompressSync(zstdCompressSync(Buffer.from(table))).toString()).toBe(table)
  })
})

describe('a zip archive', () => {
  it('of tables with the same columns is one table; what systems leave in archives is passed over', async () => {
    expect(await accept(fixture('several.zip'))).toMatchObject({ sequences: 8, files: [{ name: 'a.csv' }, { name: 'b.csv' }] })
  })
  it('of class folders is a folder of texts', async () => {
    expect(await accept(fixture('classes.zip'))).toMatchObject({ format: 'text-folders', sequences: 12, labels: [{ count: 6 }, { count: 6 }] })
  })
  it.each([
    ['climbs.zip', 'import.archive-path'], ['absolute.zip', 'import.archive-path'], ['windows.zip', 'import.archive-path'], ['link.zip', 'import.archive-path'],
    ['twice.zip', 'import.archive'], ['overlap.zip', 'import.archive'], ['empty.zip', 'import.archive'], ['lies.zip', 'import.archive'],
    ['password.zip', 'import.password'], ['nested.zip', 'import.archive-inner'],
  ])('%s is refused: %s', async (name, code) => expect(await refuse(fixture(name))).toMatchObject({ code, details: { file: name } }))

  it('with a file where a folder is wanted is refused every time: a file that cannot be opened fails within the pipeline, not beside it', async () => {
    for (let time = 0; time < 60; time++) expect(await failureOf(previewFiles([fixture('overlap.zip')]))).toMatchObject({ code: 'import.archive' })
  })
  it('with a name of NULs is refused, and closed', async () => {
    const path = newFolder().file('nul.zip', zipOf('\0\0\0', deflateRawSync(Buffer.from(table)), table.length))
    expect(await refuse(path)).toMatchObject({ code: 'import.archive-path' })
    if (process.platform === 'linux') expect(openFiles()).not.toContain(path)
  })
  it('that promises a terabyte is refused before a byte is written', async () => {
    const path = newFolder().file('bomb.zip', zipOf('zeros.csv', deflateRawSync(Buffer.alloc(1000)), 2 ** 32 - 2))
    expect((await refuse(path)).code).toBe('import.archive-size')
  })
})

describe('a cancel', () => {
  it('while a file is unpacked leaves nothing', async () => {
    const path = newFolder().file('a.csv.gz', repeated(gzipSync(Buffer.from('some text,1\nother text,0\n'.repeat(200_000))), 60))
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 60)
    const within = newFolder()
    await expect(withUnpacked([path], { scope: 'whole', within: within.path, signal: stop.signal }, () => Promise.resolve('done'))).rejects.toThrow(/abort/i)
    expect(within.list()).toEqual([])
  })
  it('leaves plain files alone', async () => {
    const path = newFolder().file('a.csv', table)
    expect(await withUnpacked([path], { scope: 'whole' }, (paths) => Promise.resolve(paths))).toEqual([path])
    writeFileSync(path, table)
  })
})

const openFiles = (): string[] => readdirSync('/proc/self/fd').flatMap((descriptor) => {
  try {
    return [readlinkSync(`/proc/self/fd/${descriptor}`)]
  } catch {
    return []
  }
})

/** A zip of one file, whose directory says that it unpacks to `bytes`. */
function zipOf(name: string, packed: Buffer, bytes: number): Buffer {
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  for (const [header, at] of [[local, 8], [central, 10]] as const) {
    header.writeUInt16LE(8, at)
    header.writeUInt32LE(packed.length, at + 10)
    header.writeUInt32LE(bytes, at + 14)
    header.writeUInt16LE(name.length, at + 18)
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end])
}
