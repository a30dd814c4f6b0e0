/** The list of bad input: each gives its error with what, where and what to do, and leaves nothing behind. */
import { appendFileSync, chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import type { ErrorCode } from '../../src-shared/contract/errors.ts'
import { importFiles, type ImportContext } from '../../src-main/datasets/import.ts'
import { failureOf, newFolder } from './files.ts'

const rows = 'good film,1\nbad film,0\nfine film,1\npoor film,0\n'
const good = `text,label\n${rows}`
const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from('xl/worksheets/sheet1.xml')])

async function refuse(name: string, content: string | Buffer, options: ImportOptions = {}, context: ImportContext = {}) {
  const folder = newFolder()
  const path = folder.file(name, content)
  const failure = await failureOf(importFiles([path], options, join(folder.path, 'out'), context))
  expect(folder.list()).toEqual([name])
  return failure
}

async function accept(name: string, content: string | Buffer, options: ImportOptions = {}): Promise<Dataset> {
  const folder = newFolder()
  return importFiles([folder.file(name, content)], options, join(folder.path, 'out'))
}

describe('refused', () => {
  it.each<[string, string, string | Buffer, ErrorCode, object, ImportOptions?]>([
    ['an empty file', 'a.csv', '', 'import.empty', { file: 'a.csv' }],
    ['only blank lines', 'a.csv', '\n\n\n', 'import.empty', { file: 'a.csv' }],
    ['an empty JSON Lines file', 'a.jsonl', '\n \n', 'import.empty', { file: 'a.jsonl' }],
    ['a header only', 'a.csv', 'text,label\n', 'import.header-only', { file: 'a.csv' }],
    ['one class only', 'a.csv', 'text,label\ngood film,1\nfine film,1\nnice film,1\n', 'import.one-class', { label: '1', column: 'label' }],
    ['one tag only', 'a.conll', 'It O\nis O\n\nso O\n\nthere O\nwe O\nare O\n\n', 'import.one-tag', { label: 'O' }],
    ['a label that is unique per row', 'a.csv', `text,label\n${Array.from({ length: 30 }, (_, index) => `film ${index},id${index}\n`).join('')}`, 'import.label-unique', { column: 'label', distinct: 30, rows: 30 }],
    ['a PNG named .csv', 'a.csv', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'import.binary', { kind: 'a PNG picture' }],
    ['a workbook named .csv', 'a.csv', zip, 'import.archive', {}],
    ['a workbook', 'a.xlsx', zip, 'import.archive', {}],
    ['NUL bytes all over', 'a.csv', Buffer.from('good\0\0film\0\0\0\0\x01,1\n\0\0\0', 'latin1'), 'import.binary', { kind: 'binary data' }],
    ['blank lines of spaces', 'a.csv', '\n\n \n', 'import.empty', { file: 'a.csv' }],
    ['bytes at random', 'a.csv', randomBytes(4000), 'import.binary', { kind: 'binary data' }],
    ['text that is no table', 'a.log', 'nothing here parts fields\nsecond line\n', 'import.format-unknown', { file: 'a.log' }],
    ['a JSON document that is cut off', 'a.json', '["good, film", "bad, film\n', 'import.json-file', { file: 'a.json', line: 1 }],
    ['a column that is not there', 'a.csv', good, 'import.column-missing', { column: 'mood', columns: 'text, label' }, { roles: { label: ['mood'] } }],
    ['one column in two roles', 'a.csv', good, 'import.same-column', { column: 'text' }, { roles: { text: ['text'], label: ['text'] } }],
    ['no column for a label', 'a.csv', 'text\ngood film\nbad film\n', 'import.no-label', { columns: 'text' }, { task: 'classification' }],
    ['no column for a text', 'a.csv', 'a,b\n1,2\n3,4\n1,4\n3,2\n', 'import.no-text', { columns: 'a, b' }, { task: 'classification' }],
    ['nothing that can be learned', 'a.csv', 'a,b,c\nx,2,y\nx,4,z\nx,4,y\nx,2,z\n', 'import.no-task', { columns: 'a, b, c' }],
    ['a delimiter of two characters', 'a.csv', good, 'import.delimiter', { delimiter: ', ' }, { delimiter: ', ' }],
    ['an encoding that is none', 'a.csv', good, 'import.encoding-unknown', { encoding: 'utf-9' }, { encoding: 'utf-9' }],
    ['a format that is none', 'a.csv', good, 'import.format-unknown', { file: 'a.csv' }, { format: 'none' }],
    ['JSON that is no object', 'a.jsonl', '[1, 2]\n', 'import.json', { line: 1, reason: 'it is a list' }],
    ['broken JSON', 'a.jsonl', '\n{"text": "a", \n', 'import.json', { line: 2 }],
    ['rows that are all rejected', 'a.csv', 'text,label\n,1\n ,0\n', 'import.nothing-left', { rows: 2, line: 2, reason: 'the text is empty' }],
  ])('%s', async (_, name, content, code, details, options = {}) => {
    expect(await refuse(name, content, options)).toMatchObject({ code, details })
  })

  it('a path that is not there, or that leads in a circle', async () => {
    const folder = newFolder()
    const missing = join(folder.path, 'none.csv')
    expect(await failureOf(importFiles([missing], {}, join(folder.path, 'out')))).toMatchObject({ code: 'file.unreadable', details: { path: missing, reason: 'there is no such file' } })
    symlinkSync('circle.csv', join(folder.path, 'circle.csv'))
    expect(await failureOf(importFiles([join(folder.path, 'circle.csv')], {}, join(folder.path, 'out')))).toMatchObject({ code: 'file.unreadable' })
    expect(await failureOf(importFiles([], {}, join(folder.path, 'out')))).toMatchObject({ code: 'import.no-files' })
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file without permission', async () => {
    const folder = newFolder()
    const path = folder.file('a.csv', good)
    chmodSync(path, 0)
    expect(await failureOf(importFiles([path], {}, join(folder.path, 'out')))).toMatchObject({ code: 'file.unreadable', details: { reason: 'you may not read it' } })
  })

  it('a folder without class folders', async () => {
    const folder = newFolder()
    mkdirSync(join(folder.path, 'empty'))
    expect(await failureOf(importFiles([join(folder.path, 'empty')], {}, join(folder.path, 'out')))).toMatchObject({ code: 'import.folder-empty' })
  })

  it('a folder of text files that are no classes', async () => {
    const folder = newFolder()
    folder.file('notes/a.txt', 'good film')
    folder.file('notes/b.txt', 'bad film')
    expect(await failureOf(importFiles([join(folder.path, 'notes')], {}, join(folder.path, 'out')))).toMatchObject({ code: 'import.label-unique' })
  })

  it('hundreds of columns are not all listed', async () => {
    const wide = Array.from({ length: 300 }, (_, index) => index).join(',')
    expect((await refuse('a.csv', `${wide}\n${wide}\n`, { task: 'classification' })).hint).toMatch(/column20, \.\.\. \(\+280\)\.$/)
  })

  it('files with other columns', async () => {
    const folder = newFolder()
    const paths = [folder.file('a.csv', good), folder.file('b.csv', 'text,mood\na,1\nb,0\n')]
    expect(await failureOf(importFiles(paths, {}, join(folder.path, 'out')))).toMatchObject({ code: 'import.columns-differ', details: { file: 'b.csv', first: 'a.csv' } })
  })

  it('a file that grows while it is read', async () => {
    const folder = newFolder()
    const path = folder.file('a.csv', `text,label\n${rows.repeat(60_000)}`)
    let grown = false
    const progress = () => {
      if (!grown) appendFileSync(path, rows)
      grown = true
    }
    expect(await failureOf(importFiles([path], {}, join(folder.path, 'out'), { progress }))).toMatchObject({ code: 'import.changed', details: { file: 'a.csv' } })
    expect(folder.list()).toEqual(['a.csv'])
  })

  it('a disk without space, at any moment', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const nothing = async () => undefined
    const never = async () => { throw full }
    for (const openSink of [never, async () => ({ write: never, sync: nothing, close: nothing }), async () => ({ write: nothing, sync: never, close: nothing })]) {
      expect(await refuse('a.csv', good, {}, { openSink })).toMatchObject({ code: 'disk.full' })
    }
  })

  it('a directory that has content already', async () => {
    const folder = newFolder()
    folder.file('out/precious.txt', 'keep me')
    expect(await failureOf(importFiles([folder.file('a.csv', good)], {}, join(folder.path, 'out')))).toMatchObject({ code: 'file.unwritable', details: { reason: 'it is not empty' } })
    expect(folder.list()).toEqual(['a.csv', 'out'])
  })
})

describe('wrong encodings', () => {
  const text = 'text,label\nun café très bon,1\nle thé est mauvais,0\nun café agréable,1\ngarçon énervé,0\n'
  it('are named with line and byte, and a better one is suggested', async () => {
    const failure = await refuse('a.csv', iconv.encode(text, 'windows-1252'), { encoding: 'utf-8' })
    expect(failure).toMatchObject({ code: 'import.encoding', details: { file: 'a.csv', encoding: 'utf-8', line: 2, offset: 7, suggestion: 'windows-1252' } })
  })
  it('are found when a mark promises what the bytes do not keep', async () => {
    const bytes = Buffer.concat([Buffer.from('\ufeff'), Buffer.from(text), Buffer.from([0x61, 0xff, 0x2c, 0x31, 0x0a])])
    expect(await refuse('a.csv', bytes)).toMatchObject({ code: 'import.encoding', details: { line: 6, offset: 2 } })
  })
  it('are found half way through a large file', async () => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from('é bon,1\nun thé,0\n'.repeat(100_000)), Buffer.from([0xe9, 0x2c, 0x31, 0x0a])])
    expect(await refuse('a.csv', bytes)).toMatchObject({ code: 'import.encoding', details: { line: 200_006, offset: 1 } })
  })
  it('a half pair in UTF-16 is a bad byte', async () => {
    const bytes = Buffer.concat([iconv.encode(text, 'utf-16le', { addBOM: true }), Buffer.from([0x00, 0xd8, 0x2c, 0, 0x31, 0, 0x0a, 0])])
    expect(await refuse('a.csv', bytes)).toMatchObject({ code: 'import.encoding', details: { encoding: 'utf-16le', line: 6, offset: 1 } })
  })
  const chinese = 'text,label\n这家餐厅的菜很好吃,好\n服务员态度不好,坏\n我们非常喜欢这个地方,好\n价格太贵了不会再来,坏\n'
  it.each([['windows-1252', text], ['gbk', chinese], ['utf-16le', text], ['utf-16be', chinese], ['utf-8', chinese], ['utf-32le', text]])('%s is read by itself, with a mark or without', async (encoding, content) => {
    for (const addBOM of encoding.startsWith('utf') ? [true, false] : [false]) {
      const dataset = await accept('a.csv', iconv.encode(content, encoding, { addBOM }))
      expect(dataset).toMatchObject({ sequences: 4, rejected: 0, roles: { text: ['text'] } })
      expect(dataset.hash).toBe((await accept('b.csv', content)).hash)
    }
  })
  it('is told from where the first foreign byte stands, however late', async () => {
    const late = Buffer.concat([Buffer.from(`text,label\n${rows.repeat(10_000)}`), iconv.encode('un café très bon,1\nle garçon énervé,0\n', 'windows-1252')])
    const dataset = await accept('a.csv', late)
    expect(dataset).toMatchObject({ encoding: 'windows-1252', sequences: 40_002 })
    expect(dataset.findings.map(({ code }) => code)).toContain('encoding-guessed')
  })
})

describe('rejected rows', () => {
  it('are counted with file, line and reason', async () => {
    const dataset = await accept('a.csv', `${good}one field\nthree,fields,1\n,1\nno label,\nbad\0byte,1\nlast film,1\n`)
    expect(dataset).toMatchObject({ sequences: 5, rows: 10, rejected: 5 })
    expect(dataset.rejections.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['a.csv', 6, 'ragged'], ['a.csv', 7, 'ragged'], ['a.csv', 8, 'empty-text'], ['a.csv', 9, 'empty-label'], ['a.csv', 10, 'nul'],
    ])
    expect(dataset.rejections[0].reason).toBe('1 fields where 2 were expected')
    expect(dataset.findings[0]).toMatchObject({ code: 'rejected-many', severity: 'warning', details: { percent: 50 } })
  })
  it('are few: told, not warned of', async () => {
    const dataset = await accept('a.csv', `text,label\n${rows.repeat(20)}ragged\n`)
    expect(dataset.findings[0]).toMatchObject({ code: 'rejected-few', severity: 'info', details: { rejected: 1, rows: 81, line: 82 } })
  })
  it('hold halves of characters, in JSON', async () => {
    const dataset = await accept('a.jsonl', ['good', 'bad', 'fine', 'half \\ud800', 'poor', 'whole \\ud83d\\ude00'].map((text, index) => `{"text": "${text}", "label": ${index % 2}}\n`).join(''))
    expect(dataset).toMatchObject({ sequences: 5, rejections: [{ line: 4, code: 'lone-surrogate' }] })
  })
  it('are lines that are no JSON object, after a first one that is', async () => {
    const dataset = await accept('a.jsonl', '{"text":"a","label":"x"}\nnot json\n{"text":"b","label":"y"}\n7\n{"text":"c","label":"x","more":[1]}\n{"label":"y"}\n{"text":"d","label":"y"}\n')
    expect(dataset.columns.map(({ name }) => name)).toEqual(['text', 'label', 'more'])
    expect(dataset.rejections.map(({ line, code }) => [line, code])).toEqual([[2, 'json'], [4, 'json'], [6, 'empty-text']])
  })
})

describe('a lone quote', () => {
  it('does not swallow rows of an unquoted file', async () => {
    const dataset = await accept('a.tsv', 'He said "yes\t1\n"Well done\t1\nfine\t1\nbad\t0\n" poor\t0\nend"\t0\n')
    expect(dataset).toMatchObject({ sequences: 6, rejected: 0 })
    expect(dataset.findings.map(({ code }) => code)).toContain('quotes-plain')
  })
  it('costs a quoted file its own row alone, wherever it stands', async () => {
    const quoted = '"good, film",1\n"bad, film",0\n'.repeat(10_000)
    const dataset = await accept('a.csv', `text,label\n${quoted}"lone, film,1\n${quoted}"open, 1\nlast film,0\n`)
    expect(dataset).toMatchObject({ sequences: 40_001, rejected: 2 })
    expect(dataset.rejections.map(({ line, code }) => [line, code])).toEqual([[20_002, 'quote-misplaced'], [40_003, 'quote-unclosed']])
  })
})
