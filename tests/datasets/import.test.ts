import { appendFileSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { datasetSchema, previewSchema, type ImportOptions } from '../../src-shared/domain/dataset.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import { readDataset, readExamples, readRows } from '../../src-main/datasets/store.ts'
import { failureOf, newFolder } from './files.ts'

const good = 'text,label\ngood film,1\nbad film,0\nfine film,1\npoor film,0\n'

async function importText(name: string, content: string | Buffer, options: ImportOptions = {}) {
  const folder = newFolder()
  const path = folder.file(name, content)
  const directory = join(folder.path, 'out')
  const dataset = await importFiles([path], options, directory)
  return { dataset, directory, folder, path, examples: await readExamples(directory) }
}

describe('an import', () => {
  it('writes dataset.json and rows.jsonl, and nothing else', async () => {
    const { dataset, directory, folder } = await importText('films.csv', good)
    expect(datasetSchema.parse(JSON.parse(readFileSync(join(directory, 'dataset.json'), 'utf8')))).toEqual(dataset)
    expect(readFileSync(join(directory, 'rows.jsonl'), 'utf8').split('\n')).toEqual(['["good film","1"]', '["bad film","0"]', '["fine film","1"]', '["poor film","0"]', ''])
    expect(folder.list()).toEqual(['films.csv', 'out'])
    expect(dataset).toMatchObject({ name: 'films', format: 'csv', encoding: 'utf-8', delimiter: ',', sequences: 4, rows: 4, rejected: 0, task: 'classification', roles: { text: ['text'], label: ['label'] }, labels: [{ label: '1', count: 2 }, { label: '0', count: 2 }] })
    expect(dataset.lengths).toMatchObject({ unit: 'words', minimum: 2, maximum: 2 })
  })

  it('gives the same content the same hash wherever it came from', async () => {
    const csv = await importText('a.csv', good)
    const lines = [['good film', '1'], ['bad film', '0'], ['fine film', '1'], ['poor film', '0']].map(([text, label]) => `${JSON.stringify({ text, label })}\n`)
    expect((await importText('b.jsonl', lines.join(''))).dataset.hash).toBe(csv.dataset.hash)
    expect((await importText('c.tsv', good.replaceAll(',', '\t'))).dataset.hash).toBe(csv.dataset.hash)
    expect((await importText('d.csv', good.replace('good', 'nice'))).dataset.hash).not.toBe(csv.dataset.hash)
  })

  it('reads back any text that CSV can hold', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', ';', '\t', 'é', '汉', '👍', '\u2028', '\u0085', "'", '\\', '|'), minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '')
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(fc.asyncProperty(fc.array(value, { minLength: 4, maxLength: 12 }), async (texts) => {
      const rows = [...texts, ...texts].map((text, index) => ({ text, label: index % 2 ? 'yes' : 'no' }))
      const { examples } = await importText('any.csv', `text,label\n${rows.map(({ text, label }) => `${quote(text)},${quote(label)}\n`).join('')}`, { delimiter: ',' })
      expect(examples.map(({ text, label }) => ({ text, label }))).toEqual(rows)
    }), { numRuns: 40 })
  })

  it('finds the lines of rows after quoted line ends', async () => {
    const { dataset } = await importText('lines.csv', 'text,label\r\n"one\r\ntwo\r\nthree",1\r\nragged\r\nfine,0\r\n"x, y",1\r\n,0\r\nz,0\r\n')
    expect(dataset.rejections.map(({ line, code }) => [line, code])).toEqual([[5, 'ragged'], [8, 'empty-text']])
  })

  it.each([['CR alone', '\r'], ['CRLF', '\r\n'], ['LF', '\n']])('reads lines that end with %s', async (_, end) => {
    expect((await importText('ends.csv', good.replaceAll('\n', end))).examples.map(({ text }) => text)).toEqual(['good film', 'bad film', 'fine film', 'poor film'])
  })

  it('joins several files with the same columns, whatever their order', async () => {
    const folder = newFolder()
    const paths = [folder.file('a.csv', good), folder.file('b.csv', 'label;text\n1;lovely\n0;awful\n')]
    const dataset = await importFiles(paths, {}, join(folder.path, 'out'))
    expect(dataset).toMatchObject({ name: 'a + 1', sequences: 6, files: [{ name: 'a.csv' }, { name: 'b.csv' }] })
    expect((await readExamples(join(folder.path, 'out'))).slice(4)).toEqual([{ index: 4, text: 'lovely', label: '1' }, { index: 5, text: 'awful', label: '0' }])
  })

  it('reads a folder of text files per class', async () => {
    const folder = newFolder()
    for (const index of [1, 2, 3]) {
      folder.file(`films/pos/${index}.txt`, `good film\nnumber ${index}\n`)
      folder.file(`films/neg/${index}.txt`, Buffer.from(`caf\xe9 number ${index}`, 'latin1'))
    }
    folder.file('films/neg/poster.txt', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))
    folder.file('films/README.pdf', 'not a class')
    const dataset = await importFiles([join(folder.path, 'films')], {}, join(folder.path, 'out'))
    expect(dataset).toMatchObject({ name: 'films', format: 'text-folders', sequences: 6, rejected: 1, labels: [{ label: 'neg', count: 3 }, { label: 'pos', count: 3 }] })
    expect(dataset.rejections[0]).toMatchObject({ file: 'neg/poster.txt', code: 'file-binary' })
    expect((await readExamples(join(folder.path, 'out'))).map(({ text }) => text)).toContain('café number 2')
    const several = await importFiles([join(folder.path, 'films/pos'), join(folder.path, 'films/neg')], {}, join(folder.path, 'several'))
    expect(several.sequences).toBe(6)
  })

  it('finds class folders below a wrapping folder, and follows no link to a folder', async () => {
    const folder = newFolder()
    for (const label of ['pos', 'neg']) for (const one of [1, 2]) folder.file(`set/inner/${label}/${one}.txt`, `${label} text ${one}`)
    symlinkSync('..', join(folder.path, 'set/inner/pos/up'))
    const { labels, sequences } = await importFiles([join(folder.path, 'set')], {}, join(folder.path, 'out'))
    expect({ labels, sequences }).toEqual({ labels: [{ label: 'neg', count: 2 }, { label: 'pos', count: 2 }], sequences: 4 })
  })

  it('takes what a person says over what it would guess', async () => {
    const content = Buffer.from('id;words;mood\n1;caf\xe9;a\n2;th\xe9;b\n3;lait;a\n4;eau;b\n', 'latin1')
    const { dataset, examples } = await importText('said.csv', content, { encoding: 'iso-8859-1', delimiter: ';', header: false, roles: { text: ['column2'], label: ['column3'] }, name: 'Mine', format: 'csv' }).catch(() => ({ dataset: null, examples: [] }))
    expect(dataset).toMatchObject({ name: 'Mine', encoding: 'windows-1252', sequences: 5, roles: { text: ['column2'], label: ['column3'] } })
    expect(examples[1].text).toBe('café')
  })

  it('reads quotes as a person says', async () => {
    const content = 'text,label\n"a",x\n"b",y\n"c",x\n"d",y\n'
    expect((await importText('q.csv', content)).examples[0].text).toBe('a')
    expect((await importText('q.csv', content, { quoting: false })).examples[0].text).toBe('"a"')
  })

  it('tells of repeated rows and of texts with two labels', async () => {
    const { dataset } = await importText('twice.csv', `${good}good film,1\ngood film,0\n`)
    expect(dataset.findings.map(({ code, details }) => [code, details.count])).toEqual(expect.arrayContaining([['duplicates', 1], ['label-conflicts', 1]]))
  })
})

describe('a preview', () => {
  it('says what an import will do', async () => {
    const folder = newFolder()
    const preview = previewSchema.parse(await previewFiles([folder.file('films.csv', good)]))
    expect(preview.suggestions[0]).toMatchObject({ task: 'classification', roles: { text: ['text'], label: ['label'] } })
    expect(preview).toMatchObject({ format: 'csv', encoding: 'utf-8', delimiter: ',', header: true, quoting: true, rows: [['good film', '1'], ['bad film', '0'], ['fine film', '1'], ['poor film', '0']] })
  })
  it('reads the beginning only', async () => {
    const folder = newFolder()
    const path = folder.file('large.csv', good.repeat(50_000))
    appendFileSync(path, Buffer.from([0xff, 0xfe, 0, 0, 0]))
    expect((await previewFiles([path])).rows).toHaveLength(100)
  })
})

describe('the store', () => {
  it('gives pages, searched or not, with the row of the dataset', async () => {
    const { directory } = await importText('rows.csv', `text,label\n${Array.from({ length: 3500 }, (_, index) => `film ${index},${index % 2 ? 'Yes' : 'no'}\n`).join('')}`)
    const page = async (offset: number, limit: number, search = '') => readRows(directory, { offset, limit, search })
    expect(await page(3000, 2)).toEqual({ total: 3500, rows: [{ index: 3000, values: ['film 3000', 'no'] }, { index: 3001, values: ['film 3001', 'Yes'] }] })
    expect(await page(1000, 1)).toMatchObject({ rows: [{ index: 1000, values: ['film 1000', 'no'] }] })
    expect(await page(3499, 10)).toMatchObject({ total: 3500, rows: [{ index: 3499 }] })
    expect(await page(9999, 10)).toEqual({ total: 3500, rows: [] })
    expect(await page(1, 2, 'FILM 12')).toMatchObject({ total: 111, rows: [{ index: 120 }, { index: 121 }] })
    expect((await page(0, 1, 'yes')).total).toBe(1750)
    expect(await page(0, 1, 'nothing like it')).toEqual({ total: 0, rows: [] })
  })
  it('notices rows that were changed', async () => {
    const { directory } = await importText('films.csv', good)
    appendFileSync(join(directory, 'rows.jsonl'), '["more","1"]\n')
    expect(await failureOf(readExamples(directory))).toMatchObject({ code: 'dataset.damaged' })
  })
  it('says what is missing', async () => expect(await failureOf(readDataset(join(newFolder().path, 'none')))).toMatchObject({ code: 'dataset.missing' }))
})
