/** Datasets of every kind: what a table is for, which rows it keeps, what is said of it, and that arrays come back as they were. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ArrayCell, Cell } from '../../src-shared/domain/cell.ts'
import type { ColumnType, Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import type { Roles, TaskKind } from '../../src-shared/domain/roles.ts'
import { createAcceptance } from '../../src-main/datasets/accept.ts'
import { asList } from '../../src-main/datasets/accept/tagging.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { createOutput } from '../../src-main/datasets/output.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import { openRoleRows, readRoleRow, readRoleRows, readRows, startHash } from '../../src-main/datasets/store.ts'
import { failureOf, newFolder } from './files.ts'

async function imported(name: string, content: string, options: ImportOptions = {}) {
  const folder = newFolder()
  const directory = join(folder.path, 'out')
  return { dataset: await importFiles([folder.file(name, content)], options, directory), directory, folder }
}
const suggested = async (name: string, content: string, options: ImportOptions = {}) => (await previewFiles([newFolder().file(name, content)], options)).suggestions.map(({ task, roles }) => ({ task, roles }))
const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('')
const codes = ({ findings }: Pick<Dataset, 'findings'>): string[] => findings.map(({ code }) => code)
const day = (index: number): string => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)

describe('what data is for', () => {
  it.each<[string, string, TaskKind, Roles]>([
    ['a series by date', `date,value\n${lines(60, (index) => `${day(index)},${index % 7}`)}`, 'forecasting', { time: ['date'], values: ['value'] }],
    ['many series in one table', `store,day,sold\n${lines(60, (index) => `s${index % 3},${day(Math.floor(index / 3))},${index}`)}`, 'forecasting', { time: ['day'], values: ['sold'], item: ['store'] }],
    ['series of stores and products', `store,product,day,sold\n${lines(120, (index) => `s${index % 2},p${Math.floor(index / 2) % 2},${day(Math.floor(index / 4))},${index % 9}`)}`, 'forecasting', { time: ['day'], values: ['sold'], item: ['store', 'product'] }],
    ['a date in four columns, and a category beside', `No,year,month,day,hour,pm,wind\n${lines(80, (index) => `${index + 1},2010,1,${1 + Math.floor(index / 24)},${index % 24},${index % 5},${index % 2 ? 'NW' : 'SE'}`)}`, 'forecasting', { time: ['year', 'month', 'day', 'hour'], values: ['pm'], past: ['wind'] }],
    ['a date and a clock, days first', `Date;Time;Power\n${lines(60, (index) => `${String(13 + Math.floor(index / 24)).padStart(2, '0')}/12/2006;${String(index % 24).padStart(2, '0')}:00:00;${index}.5`)}`, 'forecasting', { time: ['Date', 'Time'], values: ['Power'] }],
    ['reviews with a date are texts with a class', `date,review,stars\n${lines(60, (index) => `${day(index)},this is the review of a film number ${index},${index % 5}`)}`, 'classification', { text: ['review'], label: ['stars'], time: ['date'] }],
    ['texts alone', `text\n${lines(60, (index) => `a line that stands for itself ${index}`)}`, 'generation', { text: ['text'] }],
    ['two languages', `english,french\n${lines(60, (index) => `the house number ${index},la maison numéro ${index}`)}`, 'translation', { source: ['english'], target: ['french'] }],
    ['numbers in letters', `source,target\n${lines(60, (index) => `${index},number ${index} in words`)}`, 'translation', { source: ['source'], target: ['target'] }],
    ['speakers stay together', `speaker,sentence,label\n${lines(60, (index) => `p${index % 6},something is said here ${index},${index % 2}`)}`, 'classification', { text: ['sentence'], label: ['label'], group: ['speaker'] }],
    ['parts that the data names', `text,label,split\n${lines(60, (index) => `something is said here ${index},${index % 2},${index < 50 ? 'train' : 'test'}`)}`, 'classification', { text: ['text'], label: ['label'], split: ['split'] }],
  ])('%s', async (_, content, task, roles) => expect((await suggested('a.csv', content))[0]).toEqual({ task, roles }))

  it('keeps what a person chose', async () => {
    const content = `date,a,b,c\n${lines(60, (index) => `${day(index)},${index},${index * 2},${index % 2}`)}`
    expect((await suggested('a.csv', content, { roles: { values: ['b'] } }))[0]).toEqual({ task: 'forecasting', roles: { time: ['date'], values: ['b'] } })
    expect(await suggested('a.csv', content, { task: 'translation' })).toEqual([])
    expect((await failureOf(imported('a.csv', content, { task: 'transcription' }))).code).toBe('import.role-missing')
  })

  it('takes a column that is called a text as one, however few are different', async () => {
    const content = `text,label\n${lines(90, (index) => `${['night', 'winter', 'river'][index % 3]},${index % 2}`)}`
    expect(await suggested('a.csv', content, { task: 'generation' })).toEqual([{ task: 'generation', roles: { text: ['text'] } }])
  })

  it('leaves a role empty that a person emptied, and says no task that needs it', async () => {
    const content = `speaker,date,sentence,label\n${lines(60, (index) => `p${index % 6},${day(index)},something is said here ${index},${index % 2}`)}`
    const full = { text: ['sentence'], label: ['label'], group: ['speaker'], time: ['date'] }
    expect((await suggested('a.csv', content, { task: 'classification' }))[0].roles).toEqual(full)
    expect((await suggested('a.csv', content, { task: 'classification', roles: { group: [], time: [] } }))[0].roles).toEqual({ text: ['sentence'], label: ['label'] })
    expect((await imported('a.csv', content, { task: 'classification', roles: { ...full, group: [] } })).dataset.roles).toEqual({ text: ['sentence'], label: ['label'], time: ['date'] })
    expect(await suggested('a.csv', content, { task: 'classification', roles: { label: [] } })).toEqual([])
    expect((await failureOf(imported('a.csv', content, { task: 'classification', roles: { label: [] } }))).code).toBe('import.no-label')
    expect((await suggested('a.csv', content, { roles: { time: [] } })).find(({ task }) => task === 'forecasting')?.roles.time).toBeUndefined()
  })

  it('reads lists of words that a table spells as text', async () => {
    expect(asList('["a", "b"]')).toEqual(['a', 'b'])
    expect(asList(`['it', "isn't", 'O']`)).toEqual(['it', "isn't", 'O'])
    expect(asList(`['a' 'b']`)).toEqual(['a', 'b'])
    expect(asList('B-LOC O  O')).toEqual(['B-LOC', 'O', 'O'])
    const content = `tokens\tner_tags\n${lines(30, (index) => `['in', 'Rome', '${index}']\t['O', 'B-LOC', 'O']`)}['one']\t['O', 'O']\n`
    const { dataset, directory } = await imported('a.tsv', content)
    expect(dataset).toMatchObject({ task: 'tagging', sequences: 30, rejected: 1, labels: [{ label: 'O', count: 60 }, { label: 'B-LOC', count: 30 }], lengths: { unit: 'words', maximum: 3 }, columns: [{ type: 'tokens', meanLength: 3 }, { type: 'tokens', distinct: 2 }] })
    expect(dataset.rejections[0]).toMatchObject({ code: 'tags-count', details: { tags: 2, steps: 1 } })
    expect((await readRoleRows(directory)).rows[0].cells).toEqual({ tokens: [['in', 'Rome', '0']], tags: [['O', 'B-LOC', 'O']] })
  })
})

describe('what is said of a dataset', () => {
  it('times: gaps, rows out of order, steps that are irregular, values that are missing or constant', async () => {
    const days = [...Array.from({ length: 40 }, (_, index) => day(index)), day(45), day(46), day(44)]
    const { dataset } = await imported('a.csv', `date,a,b\n${days.map((own, index) => `${own},${index === 3 ? 'NA' : index},7\n`).join('')}`)
    expect(dataset).toMatchObject({ task: 'forecasting', sequences: 43, labels: [], lengths: { unit: 'steps', maximum: 43 } })
    const told = Object.fromEntries(dataset.findings.map(({ code, details }) => [code, details]))
    expect(told['time-gaps']).toEqual({ count: 5, first: day(39), last: day(45), step: '1 d' })
    expect(told['time-order']).toEqual({ count: 1 })
    expect(told['missing-values']).toEqual({ column: 'a', count: 1, percent: 2.3 })
    expect(told['constant-column']).toEqual({ column: 'b' })
    expect(dataset.columns[1]).toMatchObject({ type: 'integer', missing: 1 })
  })
  it('months are regular though their days are not', async () => {
    const { dataset } = await imported('a.csv', `Month,value\n${lines(48, (index) => `${2000 + Math.floor(index / 12)}-${String(1 + (index % 12)).padStart(2, '0')},${index % 5}`)}`)
    expect(codes(dataset)).toEqual([])
  })
  it('markets are closed at weekends, and on a holiday', async () => {
    const open = Array.from({ length: 80 }, (_, index) => day(index)).filter((own) => ![0, 6].includes(new Date(own).getUTCDay()))
    expect(codes((await imported('a.csv', `date,close\n${open.map((own, index) => `${own},${index % 5}\n`).join('')}`)).dataset)).toEqual([])
    const { dataset } = await imported('a.csv', `date,close\n${open.filter((own) => own !== '2020-02-17').map((own, index) => `${own},${index % 5}\n`).join('')}`)
    expect(dataset.findings.map(({ code, details }) => [code, details.count, details.first, details.last])).toEqual([['time-gaps', 1, '2020-02-14', '2020-02-18']])
  })
  it('commas in numbers', async () => {
    const { dataset } = await imported('a.csv', `Date;CO\n${lines(50, (index) => `${day(index)};${index},5`)}`)
    expect(dataset).toMatchObject({ task: 'forecasting', roles: { values: ['CO'] }, columns: [{ type: 'date' }, { type: 'number' }] })
  })
  it('lines of numbers', async () => {
    expect((await suggested('wave.txt', lines(50, (index) => String(Math.sin(index)))))[0].task).toBe('forecasting')
  })
  it('numbers that are none, times that are none', async () => {
    const { dataset } = await imported('a.csv', `date,a\n${lines(2100, (index) => `${day(index)},${index}`)}soon,5\n${day(3000)},many\n`)
    expect(dataset.rejections.map(({ line, code, details }) => [line, code, details.value])).toEqual([[2102, 'time-unreadable', 'soon'], [2103, 'not-a-number', 'many']])
  })
  it('columns that give the label away, and texts that name it', async () => {
    const { dataset } = await imported('a.csv', `text,label,source\n${lines(100, (index) => `it was ${index % 2 ? 'good' : 'bad'} on day ${index},${index % 2 ? 'good' : 'bad'},${index % 2 ? 'a' : 'b'}`)}`)
    expect(codes(dataset)).toEqual(expect.arrayContaining(['column-gives-label', 'text-names-label']))
    expect(dataset.findings.find(({ code }) => code === 'column-gives-label')?.details).toEqual({ column: 'source', percent: 100 })
  })
  it('numbers to predict are no classes', async () => {
    const { dataset } = await imported('a.csv', `text,label\n${lines(100, (index) => `some words ${index},${index * 1.7}`)}`)
    expect([dataset.labels, codes(dataset)]).toEqual([[], ['label-numeric']])
  })
  it('several classes of a row are counted one by one', async () => {
    const { dataset } = await imported('a.csv', `text,label\n${lines(60, (index) => `some words ${index},${index % 2 ? 'x|y' : 'y'}`)}`)
    expect(dataset.labels).toEqual([{ label: 'y', count: 60 }, { label: 'x', count: 30 }])
  })
  it('repeated rows can be dropped, and are then listed with their lines', async () => {
    const content = 'text,label\na film,1\nb film,0\na film,1\nc film,0\nd film,1\n'
    const kept = await imported('a.csv', content)
    expect(kept.dataset.findings.find(({ code }) => code === 'duplicates')?.remedy).toEqual({ action: 'set-option', value: { duplicates: 'drop' } })
    const { dataset, directory } = await imported('a.csv', content, { duplicates: 'drop' })
    expect(dataset).toMatchObject({ sequences: 4, rejected: 1, rejectedFile: 'rejected.csv' })
    expect(readFileSync(join(directory, 'rejected.csv'), 'utf8')).toBe('file,line,code,reason\r\na.csv,4,duplicate,it repeats an earlier row\r\n')
  })
  it('every rejected row is in the file, not the first hundred alone; no formula gets out', async () => {
    const { dataset, directory } = await imported('=a.csv', `text,label\nx,1\ny,0\nz,1\nw,0\n${',1\n'.repeat(250)}`)
    const listed = readFileSync(join(directory, 'rejected.csv'), 'utf8').trim().split('\r\n')
    expect([dataset.rejections.length, listed.length, listed[250]]).toEqual([100, 251, "'=a.csv,255,empty-text,the text is empty"])
  })
  it('files that name their part become a column that the split reads', async () => {
    const folder = newFolder()
    const [train, test] = ['train', 'test'].map((part) => folder.file(`reviews-${part}.csv`, `text,label\n${lines(10, (index) => `${part} film ${index},${index % 2}`)}`))
    const dataset = await importFiles([train, test], {}, join(folder.path, 'out'))
    expect(dataset.roles).toEqual({ text: ['text'], label: ['label'], split: ['split'] })
    expect((await readRoleRows(join(folder.path, 'out'))).rows.map(({ cells }) => cells.split?.[0])).toEqual([...Array<string>(10).fill('train'), ...Array<string>(10).fill('test')])
  })
  it('rows to evaluate on may be of one class', async () => {
    const folder = newFolder()
    const path = folder.file('a.csv', 'text,label\na,1\nb,1\n')
    expect((await importFiles([path], {}, join(folder.path, 'out'), { purpose: 'evaluation' })).sequences).toBe(2)
    expect((await failureOf(importFiles([path], {}, join(folder.path, 'other')))).code).toBe('import.one-class')
  })
})

describe('arrays in the store', () => {
  const series = (values: number[], shape = [values.length, 1], rate: number | null = null): ArrayCell => ({ shape, data: Float32Array.from(values), rate })

  async function stored(rows: Cell[][], names: string[], roles: Roles, types: Record<string, ColumnType>) {
    const directory = join(newFolder().path, 'out')
    const acceptance = createAcceptance({ names, task: 'classification', roles, types, sample: [] })
    const output = await createOutput(directory)
    const hash = startHash(names, 'classification', roles)
    for (const cells of rows) {
      expect(acceptance.take(cells)).toBeNull()
      const own = cells.map((cell) => {
        if (typeof cell === 'string' || Array.isArray(cell)) return cell
        const { at, bytes } = output.addArray(cell.data)
        hash.arrays(bytes)
        return { at, shape: cell.shape, rate: cell.rate }
      })
      hash.rows(`${JSON.stringify(own)}\n`)
      await output.write(`${JSON.stringify(own)}\n`)
    }
    const { vocabulary, ...accepted } = await acceptance.result()
    const dataset: Dataset = { id: 'd', name: 'd', version: 1, hash: hash.digest(), createdAt: '', format: 'ts', encoding: '', delimiter: null, files: [], rows: rows.length, task: 'classification', roles, rejected: 0, rejections: [], rejectedFile: null, source: '', vocabulary, ...accepted }
    await output.commit(dataset)
    return { directory, dataset }
  }
  const rows = (): Cell[][] => [
    [series([1, 2, NaN, 4, 5, 6], [3, 2]), 'a', { shape: [3, 1], data: Uint8Array.of(7, 8, 9), rate: 10 }],
    [series([0.5], [1, 1], 2), 'b', { shape: [1, 1], data: Uint8Array.of(1), rate: 10 }],
    [series([9, 8], [1, 2]), 'a', { shape: [2, 1], data: Uint8Array.of(3, 4), rate: 10 }],
  ]
  const make = () => stored(rows(), ['x', 'y', 'z'], { series: ['x'], label: ['y'] }, { x: 'series', z: 'frames' })

  it('come back as they were, one by one and in a stream', async () => {
    const { directory, dataset } = await make()
    expect(dataset).toMatchObject({ lengths: { unit: 'steps', minimum: 1, maximum: 3 }, columns: [{ type: 'series', array: { dtype: 'float32' }, missing: 1 }, {}, { type: 'frames', array: { dtype: 'uint8', rate: 10 } }] })
    const expected = rows().map(([x, y], index) => ({ index, cells: { series: [x], label: [y] } }))
    expect((await readRoleRows(directory)).rows).toEqual(expected)
    expect(await readRoleRow(directory, 1)).toEqual(expected[1])
    const streamed = []
    for await (const batch of (await openRoleRows(directory)).rows) streamed.push(...batch)
    expect(streamed).toEqual(expected)
    expect((await failureOf(readRoleRow(directory, 3))).code).toBe('dataset.no-row')
  })
  it('are shown small', async () => {
    const { directory } = await make()
    const { rows: [{ values }] } = await readRows(directory, { offset: 0, limit: 1 })
    expect(values).toEqual([{ shape: [3, 2], rate: null, lines: [[1, null, 5], [2, 4, 6]], picture: null }, 'a', { shape: [3, 1], rate: 10, lines: [[7, 8, 9]], picture: null }])
  })
  it('that were changed are noticed, those of no role as well', async () => {
    const { directory } = await make()
    const path = join(directory, 'arrays.bin')
    const { open } = await import('node:fs/promises')
    const handle = await open(path, 'r+')
    await handle.write(Buffer.of(99), 0, 1, 24)
    await handle.close()
    expect((await failureOf(readRoleRows(directory))).code).toBe('dataset.damaged')
  })
})
