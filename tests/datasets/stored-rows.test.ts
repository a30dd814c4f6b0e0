import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { classificationTaskSchema } from '../../src-shared/domain/tasks/classification.ts'
import { itemAt } from '../../src-shared/domain/prepared.ts'
import { keepBeside } from '../../src-main/datasets/encoded-sequences.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { openRoleRows, readRoleRows } from '../../src-main/datasets/rows.ts'
import { statisticsOf } from '../../src-main/datasets/statistics.ts'
import { areStored } from '../../src-main/datasets/stored-rows.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { newFolder, type Folder } from './files.ts'

let folder: Folder
beforeEach(() => (folder = newFolder()))

/** Reviews whose texts take several blocks, with letters of one to four bytes. */
async function importReviews(rows = 400): Promise<string> {
  const text = (row: number): string => `Review ${row}, ${'café 好 👍 "quoted"\n'.repeat(row % 97)}word${row % 13} end`
  const lines = Array.from({ length: rows }, (_, row) => `"${text(row).replaceAll('"', '""')}",${row % 3 ? 'good' : 'bad'},s${row % 40}\n`)
  const path = folder.file('reviews.csv', `text,label,speaker\n${lines.join('')}`)
  const directory = join(folder.path, 'dataset')
  await importFiles([path], { task: 'classification', roles: { text: ['text'], label: ['label'], group: ['speaker'] } }, directory)
  return directory
}

const plain = (rows: readonly RoleRow[]): unknown[] => rows.map(({ index, cells }) => ({ index, cells: Object.fromEntries((['text', 'label', 'group'] as const).map((role) => [role, cells[role]])) }))
const recipe = { split: splitSchema.parse({}), preprocessing: preprocessingSchema.parse({ kind: 'text' }), task: classificationTaskSchema.parse({ kind: 'classification' }) }

describe('rows that are not held', () => {
  it('are what the same rows in memory are, in any order', async () => {
    const directory = await importReviews()
    const { rows: held } = await readRoleRows(directory)
    const { rows: stored, dataset } = await readRoleRows(directory, { held: 0 })
    expect([areStored(held), areStored(stored)]).toEqual([false, true])
    expect(plain(stored)).toEqual(plain(held))
    expect(plain(stored.toReversed())).toEqual(plain(held.toReversed()))
    expect(statisticsOf(dataset, stored, recipe.split, recipe.preprocessing)).toEqual(statisticsOf(dataset, held, recipe.split, recipe.preprocessing))
  })

  it('read arrays too', async () => {
    const directory = join(folder.path, 'series')
    await importFiles([join(import.meta.dirname, 'fixtures/arrays/clips.npz')], {}, directory)
    const { rows } = await openRoleRows(directory)
    const held: RoleRow[] = []
    for await (const batch of rows) held.push(...batch)
    const { rows: stored } = await readRoleRows(directory, { held: 0 })
    expect(areStored(stored)).toBe(true)
    const roles = Object.keys(held[0].cells) as (keyof RoleRow['cells'])[]
    expect(stored.map(({ cells }) => roles.map((role) => cells[role]))).toEqual(held.map(({ cells }) => roles.map((role) => cells[role])))
  })

  it('say that the dataset is damaged where its file became shorter', async () => {
    const directory = await importReviews()
    const { rows } = await readRoleRows(directory, { held: 0 })
    truncateSync(join(directory, 'rows.jsonl'), 1000)
    expect(() => rows[350].cells.text).toThrowError(expect.objectContaining({ code: 'dataset.damaged' }) as Error)
    await expect(readRoleRows(directory, { held: 0 })).rejects.toMatchObject({ code: 'dataset.damaged' })
  })
})

describe('sequences beside', () => {
  it('are those in memory, by row, in order, and leave no file behind', async () => {
    const directory = await importReviews()
    const { rows: held, dataset } = await readRoleRows(directory)
    const { rows: stored } = await readRoleRows(directory, { held: 0 })
    const inMemory = prepareRows(recipe, held, dataset)
    const beside = prepareRows(recipe, stored, dataset, null, keepBeside(folder.path, 2000))
    if (inMemory.task !== 'classification' || beside.task !== 'classification') throw new Error('another task')
    expect(beside.fitted).toEqual(inMemory.fitted)
    for (const name of ['train', 'validation', 'test'] as const) {
      const [one, other] = [inMemory.parts[name], beside.parts[name]]
      expect([Array.isArray(one.sequences), Array.isArray(other.sequences)]).toEqual([true, false])
      expect([...other.sequences]).toEqual([...one.sequences])
      expect([5, 0, 17].map((row) => itemAt(other.sequences, row))).toEqual([5, 0, 17].map((row) => itemAt(one.sequences, row)))
      expect(Array.from(other.sequences.sizes ?? [])).toEqual(Array.from(one.sequences, ({ length }) => length))
      expect(other.sequences.at(one.sequences.length)).toBeUndefined()
      expect([...(other.texts ?? [])]).toEqual([...(one.texts ?? [])])
      expect([other.labels, other.indices]).toEqual([one.labels, one.indices])
    }
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.encoded'))).toEqual([])
  })

  it('keep numbers with a fraction', () => {
    const sequences = keepBeside(folder.path, 100)(Array.from({ length: 50 }, (_, row) => row), (row) => Float32Array.of(row, row / 7))
    expect(sequences.at(49)).toEqual(Float32Array.of(49, 7))
    expect([...sequences][20]).toEqual(Float32Array.of(20, 20 / 7))
  })

  it('fail with what to do where there is no room', () => {
    const many = Array.from({ length: 400 }, (_, row) => row)
    expect(() => keepBeside(join(folder.path, 'nowhere'), 100)(many, () => new Int32Array(1000))).toThrowError(expect.objectContaining({ code: 'file.unwritable' }) as Error)
  })
})
