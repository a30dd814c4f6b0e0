import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isArrayCell, type ArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import { failureOf, newFolder, realData } from '../files.ts'
import { readFiles } from './read.ts'

const arrays = (cells: Cell[]): ArrayCell[] => cells.map((cell) => (isArrayCell(cell) ? cell : { shape: [0], data: new Float32Array(), rate: null }))
const values = (cell: ArrayCell): number[] => [...cell.data].map((value) => Math.fround(value))

const header = (...lines: string[]) => `# a comment\n@problemName Test\n${lines.join('\n')}\n@data\n`

describe('.ts of sktime and aeon', () => {
  it('reads channels by colon into [T, C] and the class', async () => {
    const path = newFolder().file('a.ts', `${header('@univariate false', '@classLabel true yes no')}1,2,3:10,20,30:yes\n4,5,6:40,50,60:no\n`)
    const read = await readFiles([path])
    expect(read.format).toBe('ts')
    expect(arrays(read.column('series')).map(({ shape }) => shape)).toEqual([[3, 2], [3, 2]])
    expect(values(arrays(read.column('series'))[0])).toEqual([1, 10, 2, 20, 3, 30])
    expect(read.column('label')).toEqual(['yes', 'no'])
    expect(read.table).toMatchObject({ types: { series: 'series' }, channels: { series: ['channel1', 'channel2'] }, intent: { task: 'classification', roles: { series: ['series'], label: ['label'] } } })
  })

  it('unequal lengths, missing values, and a header that says neither', async () => {
    const path = newFolder().file('a.ts', `${header('@equalLength false', '@seriesLength 26', '@missing true', '@classLabel true 1 2')}1,?,3:1\n4,NaN:2\n`)
    const read = await readFiles([path])
    expect(arrays(read.column('series')).map(values)).toEqual([[1, NaN, 3], [4, NaN]])
    const bare = await readFiles([newFolder().file('b.ts', '@problemName ArrowHead\n@classLabel true 0 1\n@data\n1,2:0\n3,4:1\n')])
    expect(arrays(bare.column('series')).map(({ shape }) => shape)).toEqual([[2, 1], [2, 1]])
  })

  it('(time, value) pairs, with numbers and with dates that hold colons', async () => {
    const numbers = await readFiles([newFolder().file('a.ts', `${header('@timeStamps true', '@classLabel true a b')}(0,1),(1,2),(2,3):(0,4),(1,5),(2,6):a\n`)])
    expect(arrays(numbers.column('series'))).toMatchObject([{ shape: [3, 2], rate: 1 }])
    const dates = await readFiles([newFolder().file('b.ts', `${header('@timestamps true', '@classLabel true a b')}(2020-01-01 10:00:00,1),(2020-01-01 10:00:30,2),(2020-01-01 10:01:00,?):b\n`)])
    expect(arrays(dates.column('series'))).toMatchObject([{ shape: [3, 1], rate: 1 / 30 }])
    expect(values(arrays(dates.column('series'))[0])).toEqual([1, 2, NaN])
    const irregular = await readFiles([newFolder().file('c.ts', `${header('@timestamps true', '@classLabel true a b')}(0,1),(1,2),(5,3):b\n(0,1),(0,2):a\n`)])
    expect(arrays(irregular.column('series'))).toMatchObject([{ rate: null }])
    expect(irregular.rejected[0].rejected.details.reason).toContain('does not follow')
  })

  it('a number to predict', async () => {
    const read = await readFiles([newFolder().file('a.ts', `${header('@univariate true', '@targetLabel true')}1,2:0.5\n3,4:-1.25\n5,6:x\n`)])
    expect(read.column('label')).toEqual(['0.5', '-1.25'])
    expect(read.rejected).toMatchObject([{ line: 8, rejected: { code: 'series', details: { reason: 'the target x is no number' } } }])
  })

  it('no label at all', async () => {
    const read = await readFiles([newFolder().file('a.ts', `${header('@univariate true', '@classLabel false')}1,2\n3,4\n`)])
    expect(read.table).toMatchObject({ columns: ['series'], intent: undefined })
    expect(arrays(read.column('series')).map(values)).toEqual([[1, 2], [3, 4]])
  })

  it.each([
    ['wrong number of channels', '1,2:3,4:a\n', '2 channels where 1 were expected'],
    ['another length than promised', '1,2,3:a\n', '3 time steps where 2 were expected'],
    ['a class that is not in the header', '1,2:c\n', 'the class c is not in the header'],
    ['what is no number', '1,x:a\n', 'x is no number'],
    ['nothing', ':a\n', 'it has no time step'],
  ])('rejects a row with %s, with its line', async (_, row, reason) => {
    const path = newFolder().file('a.ts', `${header('@univariate true', '@seriesLength 2', '@classLabel true a b')}1,2:a\n${row}3,4:b\n`)
    const read = await readFiles([path])
    expect(read.rows).toHaveLength(2)
    expect(read.rejected).toEqual([{ file: 'a.ts', line: 8, rejected: { code: 'series', details: { reason } } }])
  })

  it.each([
    ['no @data', '@problemName x\n@classLabel true a\n', { options: { format: 'ts' }, reason: 'the header ends without @data', line: 2 }],
    ['a count that is none', '@problemName x\n@dimensions many\n@data\n1:a\n', { options: {}, reason: 'many is no count', line: 2 }],
    ['a truth that is none', '@problemName x\n@univariate perhaps\n@data\n1:a\n', { options: {}, reason: 'perhaps stands where true or false was expected', line: 2 }],
  ])('refuses a header with %s', async (_, content, { options, reason, line }) => {
    expect(await failureOf(readFiles([newFolder().file('a.ts', content)], options))).toMatchObject({ code: 'import.layout', details: { reason, line } })
  })

  it('files named _TRAIN and _TEST give a split column; of other channels they are refused', async () => {
    const folder = newFolder()
    const content = `${header('@univariate true', '@classLabel true a b')}1,2:a\n3,4:b\n`
    const read = await readFiles([folder.file('X_TRAIN.ts', content), folder.file('X_TEST.ts', content)])
    expect(read.column('split')).toEqual(['train', 'train', 'test', 'test'])
    expect(read.table.intent?.roles.split).toEqual(['split'])
    const other = folder.file('Y_TEST.ts', `${header('@univariate false', '@classLabel true a b')}1,2:3,4:a\n`)
    expect(await failureOf(readFiles([folder.file('Y_TRAIN.ts', content), other]))).toMatchObject({ code: 'import.columns-differ' })
  })
})

describe('UCR .tsv', () => {
  it('reads the class first, then values; what ends in NaN is shorter', async () => {
    const path = newFolder().file('Z_TRAIN.tsv', '1\t1\t2\t3\t4\t5\t6\t7\t8\n-1\t1\t2\tNaN\t4\t5\tNaN\tNaN\tNaN\n')
    const read = await readFiles([path])
    expect(read.format).toBe('ucr')
    expect(read.column('label')).toEqual(['1', '-1'])
    expect(arrays(read.column('series')).map(values)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], [1, 2, NaN, 4, 5]])
  })

  it('reads the old spelling, and rejects a broken row behind the beginning', async () => {
    const row = '   1.0000000e+00  1 2 3 4 5 6 7 8.5\n'
    const read = await readFiles([newFolder().file('Z_TEST.txt', `${row.repeat(60)}2 1 2 x 4\n`)])
    expect(new Set(read.column('label'))).toEqual(new Set(['1']))
    expect(read.rejected).toEqual([{ file: 'Z_TEST.txt', line: 61, rejected: { code: 'series', details: { reason: 'x is no number' } } }])
  })

  it('leaves tables to others', async () => {
    expect((await readFiles([newFolder().file('a_train.tsv', 'text\tlabel\ngood\t1\n')])).format).toBe('tsv')
  })
})

const archive = realData('ts')
describe.skipIf(archive === null)('the UCR and UEA archives', () => {
  it.each([
    ['BasicMotions', 40, 40, [100, 6], 4],
    ['ItalyPowerDemand', 67, 1029, [24, 1], 2],
    ['GunPoint', 50, 150, [150, 1], 2],
  ])('%s: %i and %i series', async (name, train, test, shape, classes) => {
    const read = await readFiles(['TRAIN', 'TEST'].map((part) => join(archive ?? '', name, `${name}_${part}.ts`)))
    expect(read.rejected).toEqual([])
    const parts = read.column('split')
    expect(['train', 'test'].map((part) => parts.filter((own) => own === part).length)).toEqual([train, test])
    expect(new Set(arrays(read.column('series')).map((cell) => cell.shape.join()))).toEqual(new Set([shape.join()]))
    expect(new Set(read.column('label')).size).toBe(classes)
  })

  it('GunPoint is the same from .tsv and from .ts', async () => {
    const [ts, tsv] = await Promise.all(['ts', 'tsv'].map((extension) => readFiles([join(archive ?? '', `GunPoint/GunPoint_TRAIN.${extension}`)])))
    expect(tsv.format).toBe('ucr')
    expect(tsv.column('label')).toEqual(ts.column('label'))
    arrays(tsv.column('series')).forEach((cell, row) => cell.data.forEach((value, step) => expect(value).toBeCloseTo(arrays(ts.column('series'))[row].data[step], 5)))
  })
})
