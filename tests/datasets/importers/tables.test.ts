/** Binary formats of tables against what pandas wrote: fixtures/tables/make.py. */
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import type { ImportOptions } from '../../../src-shared/domain/dataset.ts'
import { chooseImporter } from '../../../src-main/datasets/importers/index.ts'
import { failureOf, newFolder } from '../files.ts'

const fixtures = join(import.meta.dirname, '../fixtures/tables')
const fixture = (name: string): string => join(fixtures, name)

async function read(path: string, options: ImportOptions = {}) {
  const { importer, sources } = await chooseImporter([path], options)
  const table = await importer.open(sources, { options, scope: 'whole' })
  const rows: Cell[][] = []
  const rejected: string[] = []
  for await (const batch of table.rows()) {
    for (const row of batch) {
      if (row.values) rows.push(row.values)
      else rejected.push(row.rejected.code)
    }
  }
  return { importer: importer.id, table, rows, rejected }
}

/** Rows by column, arrays as lists of lists. */
function plain(columns: string[], rows: Cell[][]): Record<string, unknown>[] {
  return rows.map((cells) => Object.fromEntries(cells.map((cell, place) => [columns[place], isArrayCell(cell) ? asLists(cell.data, cell.shape[1]) : cell])))
}

function asLists(data: ArrayLike<number>, channels: number): number[][] {
  return Array.from({ length: data.length / channels }, (_, step) => Array.from({ length: channels }, (__, channel) => data[step * channels + channel]))
}

const expected = JSON.parse(readFileSync(fixture('rows.json'), 'utf8')) as Record<string, unknown>[]
const scalars = ['text', 'label', 'count', 'score', 'flag', 'day', 'moment']
const number = (value: unknown): unknown => (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) && !value.includes('\t') ? Number(value) : value)

describe.each(['rows.parquet', 'rows.arrow', 'rows-lz4.arrow', 'rows-zstd.arrow', 'rows-stream.arrow'])('%s', (name) => {
  it('holds what pandas wrote, with lists as tokens and series', async () => {
    const { table, rows, rejected } = await read(fixture(name))
    expect(rejected).toEqual([])
    expect(table.types).toEqual({ words: 'tokens', curve: 'series', motion: 'series' })
    const found = plain(table.columns, rows).map((row) => ({ ...row, count: number(row.count), score: number(row.score), inner: JSON.parse(String(row.inner)) as unknown }))
    const wanted = expected.map((row) => ({ ...row, count: number(row.count), score: number(row.score), curve: (row.curve as number[]).map((value) => [value]) }))
    expect(found.map((row) => ({ ...row, score: row.score === 'nan' ? '' : row.score }))).toEqual(wanted)
  })
})

describe('an Excel workbook', () => {
  it('gives the first sheet, from where its rows begin, or the one asked for', async () => {
    const { table, rows, importer } = await read(fixture('rows.xlsx'))
    expect([importer, table.tables, table.columns, table.header]).toEqual(['xlsx', ['Reviews & more', 'Other'], scalars, true])
    expect(plain(table.columns, rows)).toEqual(expected.map((row) => Object.fromEntries(scalars.map((column) => [column, row[column]]))))
    const other = await read(fixture('rows.xlsx'), { table: 'Other' })
    expect([other.table.columns, other.rows]).toEqual([['a', 'b'], [['1', '']]])
    expect(await failureOf(read(fixture('rows.xlsx'), { table: 'None' }))).toMatchObject({ code: 'import.table-missing', details: { tables: 'Reviews & more, Other' } })
  })
  it('says that a password is in the way', async () => {
    const container = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500), Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(600)])
    expect((await failureOf(read(newFolder().file('a.xlsx', container)))).code).toBe('import.password')
  })
})

describe('an SQLite database', () => {
  it('gives a table, and lists the others; views are never run', async () => {
    const { table, rows, importer } = await read(fixture('rows.sqlite'), { table: 'reviews' })
    expect([importer, table.tables]).toEqual(['sqlite', ['odd "name', 'reviews']])
    const found = plain(table.columns, rows).map(({ flag, picture, ...row }) => ({ ...row, flag: flag === '1' ? 'true' : 'false', picture, count: number(row.count), score: number(row.score) }))
    expect(found).toEqual(expected.map((row) => ({ ...Object.fromEntries(scalars.map((column) => [column, row[column]])), count: number(row.count), score: number(row.score), picture: '(2 bytes)' })))
    expect((await failureOf(read(fixture('rows.sqlite'), { table: 'endless' }))).code).toBe('import.table-missing')
  })
})

describe('wrong names', () => {
  it('do not matter: what is inside decides', async () => {
    const folder = newFolder()
    expect((await read(folder.file('a.csv', readFileSync(fixture('rows.parquet'))))).importer).toBe('parquet')
    expect((await read(folder.file('a.parquet', 'text,label\na,1\nb,2\n'))).importer).toBe('csv')
    symlinkSync(fixture('rows.parquet'), join(folder.path, 'odd [1] *?.parquet'))
    expect((await read(join(folder.path, 'odd [1] *?.parquet'))).rows).toHaveLength(12)
  })
})

describe('damaged files', () => {
  it.each(['rows.parquet', 'rows.arrow', 'rows-lz4.arrow', 'rows-stream.arrow', 'rows.xlsx', 'rows.sqlite'])('%s, cut anywhere, is told of, and leaves no open file', async (name) => {
    const whole = readFileSync(fixture(name))
    const folder = newFolder()
    for (const share of [0.999, 0.9, 0.5, 0.2, 0.05]) {
      const path = folder.file(`cut-${name}`, whole)
      truncateSync(path, Math.floor(whole.length * share))
      const failure = await failureOf(read(path))
      expect(['import.damaged', 'import.archive', 'import.binary', 'import.no-tables']).toContain(failure.code)
      expect(failure.message).toContain(`cut-${name}`)
      expect(failure.message).not.toContain(folder.path)
    }
  })
  it('are refused with what they are', async () => {
    const folder = newFolder()
    writeFileSync(join(folder.path, 'a.xlsx'), 'PK\x03\x04xl/workbook.xml but no workbook')
    expect((await failureOf(read(join(folder.path, 'a.xlsx')))).code).toBe('import.archive')
    expect((await failureOf(read(folder.file('a.feather', Buffer.from('FEA1\0\0\0\0 of long ago'))))).message).toContain('first version of Feather')
  })
})
