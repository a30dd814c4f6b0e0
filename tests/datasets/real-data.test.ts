/** Real files of ../shared/data, which are no part of the project: skipped where they are absent. */
import { ofTask } from '../../src-shared/domain/tasks/index.ts'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../../src-shared/domain/cell.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { csv } from '../../src-main/datasets/importers/csv.ts'
import { tsv } from '../../src-main/datasets/importers/tsv.ts'
import { describeSource } from '../../src-main/datasets/reading/source.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { classificationTaskSchema } from '../../src-shared/domain/tasks/classification.ts'
import { prepare } from '../../src-main/datasets/prepare/index.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import { readExamples, readRoleRows } from '../../src-main/datasets/store.ts'
import { statisticsOf } from '../../src-main/datasets/statistics.ts'
import { newFolder, realData } from './files.ts'

const sentences = realData('sentiment_labelled_sentences')
const spectrum = realData('bad_csv_spectrum')
const naughty = realData('naughty_strings')
const tatoeba = realData('tatoeba_en_zh')
const surnames = realData('names_classification')

describe.skipIf(sentences === null)('the UCI sentences', () => {
  const paths = ['imdb', 'amazon_cells', 'yelp'].map((name) => join(sentences ?? '', `${name}_labelled.txt`))

  it('imdb has 1,000 rows: neither its raw quotes nor its U+0085 change that', async () => {
    const directory = join(newFolder().path, 'out')
    const dataset = await importFiles([paths[0]], {}, directory)
    expect(dataset).toMatchObject({ format: 'tsv', delimiter: '\t', sequences: 1000, rejected: 0, labels: [{ count: 500 }, { count: 500 }] })
    const lines = readFileSync(paths[0], 'utf8').split('\n').filter((line) => line !== '').map((line) => line.split('\t'))
    expect((await readExamples(directory)).map(({ text, label }) => [text, label])).toEqual(lines.map(([text, label]) => [text, label.trim()]))
  })

  it('all three are one dataset of 3,000, split 2,400 / 300 / 300', async () => {
    const directory = join(newFolder().path, 'out')
    const dataset = await importFiles(paths, {}, directory)
    expect(dataset).toMatchObject({ sequences: 3000, rejected: 0, roles: { text: ['column1'], label: ['column2'] } })
    expect(Object.fromEntries(dataset.labels.map(({ label, count }) => [label, count]))).toEqual({ 0: 1500, 1: 1500 })
    expect(dataset.findings.find(({ code }) => code === 'duplicates')?.details.count).toBe(17)
    const config = { split: splitSchema.parse({}), preprocessing: preprocessingSchema.parse({ kind: 'text' }), task: classificationTaskSchema.parse({ kind: 'classification' }) }
    const { parts, fitted } = ofTask(await prepare(directory, config), 'classification')
    expect([parts.train, parts.validation, parts.test].map(({ indices }) => indices.length)).toEqual([2400, 300, 300])
    expect(fitted.labels).toEqual(['0', '1'])
    const { rows } = await readRoleRows(directory)
    const statistics = statisticsOf(dataset, rows, config.split, config.preprocessing)
    expect(statistics).toMatchObject({ sizes: { train: 2400, validation: 300, test: 300 }, vocabulary: fitted.input.kind === 'tokens' ? fitted.input.vocabulary.length : 0, balance: [{ label: '0', train: 1200, validation: 150, test: 150 }, { label: '1' }] })
    expect(statistics.duplicatesAcross).toBe(statistics.duplicateExamples.length)
  })
})

describe.skipIf(spectrum === null)('the CSV spectrum', () => {
  const files = spectrum === null ? [] : readdirSync(join(spectrum, 'csvs'))
  it.each(files)('%s reads as its JSON says', async (name) => {
    const path = join(spectrum ?? '', 'csvs', name)
    const table = await csv.open([await describeSource(path)], { options: { header: true }, scope: 'whole' })
    const rows: Record<string, Cell>[] = []
    for await (const batch of table.rows()) for (const { values } of batch) rows.push(Object.fromEntries((values ?? []).map((value, index) => [table.columns[index], value])))
    const expected = JSON.parse(readFileSync(join(spectrum ?? '', 'json', name.replace('.csv', '.json')), 'utf8')) as Record<string, string> | Record<string, string>[]
    // location_coordinates.json is one object, and of another phone number than its CSV.
    const list = Array.isArray(expected) ? expected : [{ ...expected, 'Contact Phone Number': rows[0]['Contact Phone Number'] }]
    expect(rows).toEqual(list)
  })
})

describe.skipIf(naughty === null)('the naughty strings', () => {
  const strings = naughty === null ? [] : (JSON.parse(readFileSync(join(naughty, 'blns.json'), 'utf8')) as string[])
  it('survive an import, letter for letter, from JSON Lines and from CSV', async () => {
    const kept = strings.filter((text) => text.trim() !== '' && !text.includes('\0'))
    const folder = newFolder()
    const labels = kept.map((_, index) => (index % 2 ? 'even' : 'odd'))
    const lines = folder.file('naughty.jsonl', strings.map((text, index) => `${JSON.stringify({ text, label: index % 2 ? 'even' : 'odd' })}\n`).join(''))
    const quoted = folder.file('naughty.csv', `text,label\n${kept.map((text, index) => `"${text.replaceAll('"', '""')}",${labels[index]}\n`).join('')}`)
    const fromLines = await importFiles([lines], {}, join(folder.path, 'lines'))
    expect(fromLines.rejections.every(({ code }) => code === 'empty-text' || code === 'nul')).toBe(true)
    expect((await readExamples(join(folder.path, 'lines'))).map(({ text }) => text)).toEqual(kept)
    await importFiles([quoted], {}, join(folder.path, 'csv'))
    expect((await readExamples(join(folder.path, 'csv'))).map(({ text, label }) => [text, label])).toEqual(kept.map((text, index) => [text, labels[index]]))
  })
})

describe.skipIf(tatoeba === null)('sentence pairs in English and Chinese', () => {
  it('are 21,007 rows of two columns, quotes and all', async () => {
    const path = join(tatoeba ?? '', 'cmn.txt')
    expect(await previewFiles([path])).toMatchObject({ format: 'pairs', encoding: 'utf-8', header: null, columns: [{ type: 'text' }, { type: 'text' }] })
    const table = await tsv.open([await describeSource(path)], { options: {}, scope: 'whole' })
    let rows = 0
    for await (const batch of table.rows()) rows += batch.filter(({ values }) => values?.length === 2).length
    expect(rows).toBe(21_007)
  })
})

describe.skipIf(surnames === null)('surnames by language', () => {
  it('import as class folders, one file a name, with diacritics', async () => {
    const folder = newFolder()
    for (const language of ['Czech', 'French', 'Portuguese']) {
      const list = readFileSync(join(surnames ?? '', 'data/names', `${language}.txt`), 'utf8').split('\n').filter((name) => name.trim() !== '').slice(0, 40)
      mkdirSync(join(folder.path, 'names', language), { recursive: true })
      list.forEach((name, index) => writeFileSync(join(folder.path, 'names', language, `${index}.txt`), name))
    }
    expect(await importFiles([join(folder.path, 'names')], {}, join(folder.path, 'out'))).toMatchObject({ sequences: 120, rejected: 0, labels: [{ count: 40 }, { count: 40 }, { count: 40 }] })
  })
})
