/** Whether a comma is decimal is decided for the whole column, and whoever reads it later reads it so. */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInputs, type Batch } from '../../src-main/cli/predict-input.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { decimalsOf, plainRows } from '../../src-main/datasets/plain-numbers.ts'
import { inputAt, prepare, preparePart } from '../../src-main/datasets/prepare/index.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import { createDecimalCounter, decimalIn } from '../../src-main/datasets/sniff/decimals.ts'
import { reimport } from '../../src-main/datasets/reimport.ts'
import { readRoleRows } from '../../src-main/datasets/store.ts'
import { saidAhead } from '../../src-main/datasets/timelines/ahead.ts'
import { detectTimes } from '../../src-main/datasets/times.ts'
import type { ImportOptions } from '../../src-shared/domain/dataset.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { parseNumber, type Decimal } from '../../src-shared/domain/spelled-numbers.ts'
import { classificationTaskSchema } from '../../src-shared/domain/tasks/classification.ts'
import { forecastingTaskSchema } from '../../src-shared/domain/tasks/forecasting.ts'
import { ofTask } from '../../src-shared/domain/tasks/index.ts'
import { newFolder } from './files.ts'

function decide(cells: string[]) {
  const counter = createDecimalCounter()
  for (const cell of cells) counter.add(cell)
  return counter.result()
}

describe('a column', () => {
  it.each<[string, string[], ReturnType<typeof decide>]>([
    ['of whole numbers says nothing', ['1', '-20', '', 'NA'], undefined],
    ['of digits behind a lone comma is unclear', ['1,234', '12,345', '7'], 'unclear'],
    ['with one cell that cannot group', ['1,234', '1,5'], 'comma'],
    ['with a nought before the comma', ['1,234', '0,125'], 'comma'],
    ['with four digits before the comma', ['1234,567', '1,234'], 'comma'],
    ['with points that group', ['1.234,56', '1,234'], 'comma'],
    ['with a percentage', ['12,5%', '1,250%'], 'comma'],
    ['with commas that group twice', ['1,234,567', '1,234'], 'point'],
    ['with a group and a decimal point', ['12,345.6', '1,234'], 'point'],
    ['with a decimal point alone', ['0.75', '1,234'], 'point'],
    ['where one writes 1,5 and many 1.234', ['1,5', '1.234', '2.345', '3.456'], 'mixed'],
    ['where one writes 1.234 and many 1,5', ['1,5', '2,5', '1.234'], 'comma'],
    ['of both, one of which groups', ['1,5', '0.5', '1.234,5'], 'comma'],
    ['of both alike', ['1,5', '0.5'], 'mixed'],
    ['of addresses is none', ['192.168.100.200', '127.000.000.001'], undefined],
  ])('%s', (_, cells, decimal) => expect(decide(cells)).toBe(decimal))

  it.each<[string, Decimal, number | null]>([
    ['1,234', 'point', 1234], ['1,234', 'comma', 1.234], ['1,234', 'mixed', 1.234],
    ['1.234', 'point', 1.234], ['1.234', 'comma', 1234], ['1.234', 'mixed', 1.234],
    ['0,125', 'point', 0.125], ['-0,125', 'comma', -0.125], ['1.234,5', 'point', 1234.5], ['1,234.5', 'comma', 1234.5],
    ['1.234.567', 'comma', 1_234_567], ['1,234,567', 'comma', 1_234_567], ['1,5E3', 'comma', 1500], ['12,5%', 'comma', 0.125], ['0.5', 'comma', 0.5],
    ['%', 'comma', null], ['1,2,3', 'comma', null], ['NA', 'comma', NaN],
  ])('%s in a column of %s is %s', (cell, decimal, value) => expect(parseNumber(cell, decimal)).toEqual(value))

  // The platform's own formatting is the oracle; one cell says which convention it is.
  it.each([['de-DE', '1.234,5'], ['en-US', '1,234.5']])('written as in %s is read back', (locale, sure) => {
    const formats = [{ useGrouping: true, maximumFractionDigits: 6 }, { useGrouping: true, minimumFractionDigits: 3, maximumFractionDigits: 3 }, { useGrouping: false, maximumFractionDigits: 4 }]
      .map((options) => new Intl.NumberFormat(locale, options))
    const value = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map((whole) => whole / 1000)
    fc.assert(fc.property(fc.array(value, { maxLength: 30 }), fc.constantFrom(...formats), (values, format) => {
      const cells = values.map((one) => format.format(one))
      const decimal = decimalIn([...cells, sure, sure])
      cells.forEach((cell, place) => expect(parseNumber(cell, decimal)).toBeCloseTo(values[place], 6))
    }), { numRuns: 300, seed: 7 })
  })
})

const days = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10))
/** Three decimals throughout; only the last cell, in the test part, says what the comma is. */
const values = days.map((_, day) => 1 + ((day * 37) % 50) / 100)
const table = (format: (value: number) => string, last: string): string => `day;shop;price;wind\n${days.map((day, place) => `${day};a;${place === 59 ? last : format(values[place])};${format(values[place])}\n`).join('')}`
const german = (value: number): string => value.toFixed(3).replace('.', ',')
const roles = { time: ['day'], values: ['price'], known: ['wind'] }
const config = {
  split: splitSchema.parse({ kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 }),
  preprocessing: preprocessingSchema.parse({ kind: 'windows', input: 4, scaling: 'none' }),
  task: forecastingTaskSchema.parse({ kind: 'forecasting', horizon: 2 }),
}

async function imported(text: string, options: ImportOptions = { task: 'forecasting', roles }) {
  const folder = newFolder()
  const directory = join(folder.path, 'out')
  return { dataset: await importFiles([folder.file('prices.csv', text)], options, directory), directory, folder }
}

describe('what is learned from a column with decimal commas', () => {
  it('is the same as of the same numbers with points, held or streamed, and the cells stay as they were', async () => {
    const comma = await imported(table(german, '0,5'))
    const point = await imported(table((value) => value.toFixed(3), '0.5'))
    expect(comma.dataset.columns.map(({ decimal }) => decimal)).toEqual([undefined, undefined, 'comma', 'comma'])
    expect(comma.dataset.findings.map(({ code }) => code)).toContain('decimal-comma')
    const [one, other] = [await prepare(comma.directory, config), await prepare(point.directory, config)].map((data) => ofTask(data, 'forecasting'))
    expect(Array.from(one.parts.train.series[0].values)).toEqual(Array.from(other.parts.train.series[0].values))
    expect(Array.from(one.parts.train.series[0].known)).toEqual(Array.from(other.parts.train.series[0].known))
    const { decimals, ...fitted } = one.fitted
    expect(decimals).toEqual({ price: 'comma', wind: 'comma' })
    expect(fitted).toEqual(other.fitted)
    expect((await inputAt(comma.directory, one.fitted, 0)).cells.values).toEqual((await inputAt(point.directory, other.fitted, 0)).cells.values)
    const { rows: streamed } = await readRoleRows(comma.directory, { held: 0 })
    expect(streamed.slice(0, 3).map(({ cells }) => cells.values)).toEqual(values.slice(0, 3).map((value) => [String(value)]))
  })

  it('holds for a table that does not say: another dataset, and rows to predict', async () => {
    const { directory, dataset } = await imported(table(german, '0,5'))
    const { fitted } = await prepare(directory, config)
    // Nothing but 1,ddd: by itself a thousand.
    const silent = await imported(table(german, '1,250'))
    expect(silent.dataset.columns[2].decimal).toBe('unclear')
    const part = await preparePart(silent.directory, config, fitted, null)
    if (!('series' in part)) throw new Error('another task')
    expect(part.series[0].values[0]).toBeCloseTo(values[0], 5)
    const path = silent.folder.file('new.csv', table(german, '1,250'))
    const read = async (decimals?: ReturnType<typeof decimalsOf>) => {
      const { value } = await readInputs(path, roles, { decimals }).next()
      const { values: cell, known } = (value as Batch).inputs[0].cells
      if (typeof cell !== 'object' || Array.isArray(cell) || !('values' in cell) || !Array.isArray(known)) throw new Error('other cells')
      return { value: cell.values[1], known: known[1] }
    }
    expect(await read(decimalsOf(dataset))).toEqual({ value: Math.fround(values[1]), known: String(values[1]) })
    expect(await read()).toEqual({ value: 1000 * values[1], known: german(values[1]) })
  })

  it('holds for labels that are numbers', async () => {
    const text = `text,label\n${values.map((value, row) => `"text number ${row}","${row === 5 ? '0,5' : german(value + row)}"\n`).join('')}`
    const { directory, folder } = await imported(text, { task: 'classification' })
    const recipe = { split: splitSchema.parse({}), preprocessing: preprocessingSchema.parse({ kind: 'text' }), task: classificationTaskSchema.parse({ kind: 'classification', target: 'number' }) }
    const { fitted, parts } = ofTask(await prepare(directory, recipe), 'classification')
    expect(fitted.decimal).toBe('comma')
    expect(Math.max(...Object.values(parts).flatMap(({ targets = [] }) => Array.from(targets as Float32Array)))).toBeLessThan(70)
    const other = join(folder.path, 'other')
    await importFiles([folder.file('other.csv', 'text,label\none text,"1,250"\ntwo texts,"2,500"\n')], { task: 'classification', roles: { text: ['text'], label: ['label'] } }, other, { purpose: 'evaluation' })
    const part = await preparePart(other, recipe, fitted, null)
    if (!('targets' in part) || !(part.targets instanceof Float32Array)) throw new Error('another target')
    expect([...part.targets]).toEqual([1.25, 2.5])
  })

  it('holds for what is said of steps to come, where a point is the window\'s own', () => {
    const assumed = { columns: [{ name: 'wind', kind: 'number' as const, values: [] }], steps: [['1'], ['1'], ['1']], given: [[false], [false], [false]] }
    expect(saidAhead(assumed, [['1,234'], ['1.234'], ['1.234,5']], { wind: 'comma' }).steps).toEqual([['1.234'], ['1.234'], ['1.234,5']])
    expect(parseNumber('1.234,5')).toBe(1234.5)
    expect(saidAhead(assumed, [['1,234'], ['1.234']]).steps).toEqual([['1,234'], ['1.234'], ['1']])
  })

  it('holds for steps that are counted', () => {
    expect(['0,500', '1,000', '1,500'].map((cell) => detectTimes([['0,500'], ['1,000'], ['1,500']])?.read([cell]))).toEqual([0.5, 1, 1.5])
  })
})

describe('a column that does not say', () => {
  const unclear = table(german, '1,250')
  it('is read as before, which is told, and the other reading is one click away', async () => {
    const { dataset, directory, folder } = await imported(unclear)
    expect((await readRoleRows(directory)).rows[0].cells.values).toEqual([german(values[0])])
    const [told] = dataset.findings.filter(({ code }) => code === 'decimal-unclear')
    expect(told).toMatchObject({ details: { columns: 'price, wind', example: '1,000', value: 1000, other: 1 }, remedy: { action: 'set-option', value: { decimal: 'comma' } } })
    expect((await previewFiles([folder.file('again.csv', unclear)])).findings).toContainEqual(told)
    const chosen = await imported(unclear, { task: 'forecasting', roles, decimal: 'comma' })
    expect((await readRoleRows(chosen.directory)).rows[0].cells.values).toEqual([String(values[0])])
    expect(chosen.dataset.findings.map(({ code }) => code)).not.toContain('decimal-unclear')
  })
  it('once imported is read the other way by a new version, which keeps it from then on', async () => {
    const { directory, folder } = await imported(unclear)
    const [other, third] = ['other', 'third'].map((name) => join(folder.path, name))
    expect((await reimport(directory, { decimal: 'comma' }, other)).columns.map(({ decimal }) => decimal)).toEqual([undefined, undefined, 'comma', 'comma'])
    expect((await reimport(other, { roles: { known: [] } }, third)).columns.map(({ decimal }) => decimal)).toEqual([undefined, undefined, 'comma', 'comma'])
  })
  it('is read as the other columns of its table say', async () => {
    const { dataset } = await imported(table(german, '1,250').replace('1,000\n', '0,999\n'))
    expect(dataset.columns.slice(2).map(({ decimal }) => decimal)).toEqual(['comma', 'comma'])
  })
  it('of two hands is told', async () => {
    const { dataset } = await imported(table(german, '0.5').replaceAll('1,3', '0,3'))
    expect(dataset.columns[2].decimal).toBe('mixed')
    expect(dataset.findings).toContainEqual(expect.objectContaining({ code: 'decimal-mixed', details: { columns: 'price', example: expect.any(String) as string, other: '0.5' } }))
  })
})

it('rows of a table that was never imported are read by their own cells first', () => {
  const rows = ['0,5', '1,250', 'NA'].map((cell, index) => ({ index, cells: { values: [cell, 'text'] } }))
  expect(plainRows(rows, { values: ['a', 'b'] }).map(({ cells }) => cells.values)).toEqual([['0.5', 'text'], ['1.25', 'text'], ['NA', 'text']])
  expect(plainRows(rows.slice(1), { values: ['a', 'b'] }, { a: 'comma' })[0].cells.values).toEqual(['1.25', 'text'])
})
