/** Series of ../shared/data as a person drops them: types, dates, missing values and what is to be forecast. Skipped where absent. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../src-main/datasets/import.ts'
import { splitRows } from '../../src-main/datasets/splits/index.ts'
import { readRoleRows } from '../../src-main/datasets/store.ts'
import { splitSchema } from '../../src-shared/domain/split.ts'
import { newFolder, realData } from './files.ts'

const brownlee = realData('brownlee')
const ett = realData('ett')

describe.skipIf(brownlee === null)('the series of brownlee', () => {
  it.each<[string, number, string[], string[], [string, number, string, string] | null]>([
    // The daily temperatures leave out 31 December of leap years.
    ['airline-passengers', 144, ['date', 'integer'], ['Passengers'], null],
    ['daily-max-temperatures', 3650, ['date', 'number'], ['Temperature'], ['time-gaps', 2, '1984-12-30', '1985-01-01']],
    ['daily-min-temperatures', 3650, ['date', 'number'], ['Temp'], ['time-gaps', 2, '1984-12-30', '1985-01-01']],
    ['daily-total-female-births', 365, ['date', 'integer'], ['Births'], null],
    ['monthly-sunspots', 2820, ['date', 'number'], ['Sunspots'], null],
    ['shampoo', 36, ['date', 'number'], ['Sales'], null],
  ])('%s', async (name, rows, types, values, gap) => {
    const dataset = await importFiles([join(brownlee ?? '', `${name}.csv`)], {}, join(newFolder().path, 'out'))
    expect(dataset).toMatchObject({ task: 'forecasting', sequences: rows, rejected: 0, roles: { time: [dataset.columns[0].name], values }, lengths: { unit: 'steps', maximum: rows } })
    expect(dataset.columns.map(({ type }) => type)).toEqual(types)
    expect(dataset.findings.map(({ code, details: { count, first, last } }) => [code, count, first, last])).toEqual(gap ? [gap] : [])
  })

  it('pollution: a date in four columns, 2,067 values that are NA, a category beside', async () => {
    const dataset = await importFiles([join(brownlee ?? '', 'pollution.csv')], {}, join(newFolder().path, 'out'))
    expect(dataset).toMatchObject({
      task: 'forecasting', sequences: 43_824, rejected: 0,
      roles: { time: ['year', 'month', 'day', 'hour'], values: ['pm2.5', 'DEWP', 'TEMP', 'PRES', 'Iws', 'Is', 'Ir'], past: ['cbwd'] },
      columns: ['integer', 'integer', 'integer', 'integer', 'integer', 'integer', 'integer', 'number', 'number', 'category', 'number', 'integer', 'integer'].map((type, place) => ({ type: type === 'number' && [7, 8].includes(place) ? expect.stringMatching(/integer|number/) as string : type })),
    })
    expect(dataset.findings.map(({ code, details }) => [code, details.column, details.count])).toEqual([['missing-values', 'pm2.5', 2067]])
  })
})

describe.skipIf(ett === null)('ETTh1', () => {
  it('is 17,420 hours of 7 values, cut where its papers cut it', async () => {
    const directory = join(newFolder().path, 'out')
    const dataset = await importFiles([join(ett ?? '', 'ETTh1.csv')], {}, directory)
    expect(dataset).toMatchObject({ task: 'forecasting', sequences: 17_420, rejected: 0, findings: [], roles: { time: ['date'], values: ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'] } })
    const { rows } = await readRoleRows(directory)
    const [train, validation, test] = [12, 4, 4].map((months) => (months * 30 * 24) / rows.length)
    const split = splitRows(rows, splitSchema.parse({ kind: 'chronological', train, validation, test }))
    expect([split.train.length, split.validation.length, split.test.length, split.test[0], split.test.at(-1)]).toEqual([8640, 2880, 2880, 11_520, 14_399])
  })
})
