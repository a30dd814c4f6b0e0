import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import { readNpy } from '../../../src-main/datasets/reading/npy.ts'
import { failureOf, newFolder } from '../files.ts'
import { readFiles } from './read.ts'

const folder = join(import.meta.dirname, '../fixtures/arrays')
const path = (name: string): string => join(folder, name)
const counted = Array.from({ length: 24 }, (_, index) => index)

describe('.npy', () => {
  it.each(['f2', 'f4', 'f8', 'i2', 'i4', 'i8', 'u1', 'u2', 'u8', 'fortran'])('%s', (name) => {
    const { shape, data } = readNpy(name, readFileSync(path(`${name}.npy`)))
    expect(shape).toEqual([2, 4, 3])
    expect([...data]).toEqual(counted)
  })

  it('objects are never opened, records are refused', async () => {
    expect(await failureOf(readFiles([path('objects.npy')]))).toMatchObject({ code: 'import.objects', details: { file: 'objects.npy' } })
    expect(await failureOf(readFiles([path('records.npy')]))).toMatchObject({ code: 'import.array' })
  })

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 1), 'promises 24 values of 4 bytes and it holds 95 bytes'],
    ['without its header', (bytes) => bytes.subarray(0, 20), 'its header is cut off'],
    ['not one', () => Buffer.from('hello, this is none'), 'it does not begin as one does'],
    ['of another type', (bytes) => Buffer.from(bytes.toString('latin1').replace('i4', 'c8'), 'latin1'), 'values of type c8'],
  ])('one that is %s', async (_, damage, reason) => {
    const file = newFolder().file('a.npy', damage(readFileSync(path('i4.npy'))))
    expect(await failureOf(readFiles([file]))).toMatchObject({ code: 'import.array', details: { reason: expect.stringContaining(reason) } })
  })

  it('a shape beyond all memory is refused before it is made', async () => {
    const large = readFileSync(path('i4.npy')).toString('latin1').replace("'shape': (2, 4, 3), }        ", "'shape': (99999, 99999, 9), } ")
    expect(await failureOf(readFiles([newFolder().file('b.npy', Buffer.from(large, 'latin1'))]))).toMatchObject({ code: 'import.too-large' })
  })
})

describe('arrays as data', () => {
  it('x and y of two parts in one .npz', async () => {
    const read = await readFiles([path('parts.npz')])
    expect(read.format).toBe('numpy')
    expect(read.table).toMatchObject({ columns: ['series', 'label', 'split'], types: { series: 'series' }, intent: { task: 'classification' } })
    expect(read.rows.map(({ values }) => values.slice(1))).toEqual([['no', 'train'], ['是', 'train'], ['no', 'test']])
    const [, second, third] = read.column('series')
    expect(isArrayCell(second) && [second.shape, ...second.data]).toEqual([[4, 3], ...counted.slice(12)])
    expect(isArrayCell(third) && third.data[0]).toBe(100)
  })

  it('clips of bytes', async () => {
    const read = await readFiles([path('clips.npz')])
    expect(read.table).toMatchObject({ columns: ['frames', 'label'], types: { frames: 'frames' } })
    expect(read.column('frames').map((cell) => isArrayCell(cell) && [cell.shape, cell.data[0]])).toEqual([0, 1, 2].map((value) => [[2, 5, 5, 1], value]))
    expect(read.column('label')).toEqual(['0', '1', '1'])
  })

  it('one long series, a row a time step', async () => {
    const read = await readFiles([path('matrix.npy')])
    expect(read.rows.map(({ values }) => values)).toEqual([['1.5', ''], ['2', '-3'], ['0.25', '10000000000']])
    expect(read.table.intent).toMatchObject({ task: 'forecasting', roles: { values: ['column1', 'column2'] } })
  })

  it('a folder of features with classes; one of other channels, and one of objects, are rejected', async () => {
    const made = newFolder()
    const place = (name: string, from: string) => {
      mkdirSync(dirname(join(made.path, name)), { recursive: true })
      copyFileSync(path(from), join(made.path, name))
    }
    for (const name of ['a/1.npy', 'a/2.npy', 'b/1.npy', 'b/2.npy']) place(name, 'f4.npy')
    place('b/3.npy', 'matrix.npy')
    place('b/4.npy', 'objects.npy')
    const read = await readFiles([made.path])
    expect(read.column('label')).toEqual(['a', 'a', 'b', 'b'])
    expect(read.column('series').map((cell) => isArrayCell(cell) && cell.shape)).toEqual(Array.from({ length: 4 }, () => [2, 12]))
    expect(read.rejected.map(({ file, rejected }) => [file, rejected.details.reason])).toEqual([['b/3.npy', '2 channels where 12 were expected'], ['b/4.npy', 'it holds Python objects, not numbers']])
  })

  it('a damaged .npz is refused', async () => {
    const bytes = readFileSync(path('parts.npz'))
    expect(await failureOf(readFiles([newFolder().file('a.npz', bytes.subarray(0, 200))]))).toMatchObject({ code: 'import.array' })
  })
})
