/** Real series, recordings and clips as the engine trains on them; what is fitted does not depend on the other parts. Skipped without ../shared/data. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../../src-main/datasets/import.ts'
import { prepareRows } from '../../../src-main/datasets/prepare/index.ts'
import { readRoleRows } from '../../../src-main/datasets/store.ts'
import { isArrayCell, type RoleRow } from '../../../src-shared/domain/cell.ts'
import { preprocessingSchema } from '../../../src-shared/domain/preprocessing.ts'
import { splitSchema } from '../../../src-shared/domain/split.ts'
import { taskSchema } from '../../../src-shared/domain/tasks/index.ts'
import { newFolder, realData } from '../files.ts'

const cases: [string, string, string[], { preprocessing: object; split: object; step: number }][] = [
  ['BasicMotions', 'ts', ['BasicMotions/BasicMotions_TRAIN.ts', 'BasicMotions/BasicMotions_TEST.ts'], { preprocessing: { kind: 'series' }, split: { kind: 'column', seed: 1 }, step: 6 }],
  ['spoken digits', 'spoken_digits', ['recordings'], { preprocessing: { kind: 'audio' }, split: { kind: 'stratified', seed: 1 }, step: 40 }],
]

/** The same rows with other numbers in the arrays of those that are not for training. */
const altered = (rows: readonly RoleRow[], kept: ReadonlySet<number>): RoleRow[] =>
  rows.map((row) => (kept.has(row.index) ? row : { ...row, cells: Object.fromEntries(Object.entries(row.cells).map(([role, cells]) => [role, cells.map((cell) => (isArrayCell(cell) ? { ...cell, data: cell.data.map((value) => value / 2 + 7) } : cell))])) }))

describe.each(cases)('%s', (_, folder, files, { preprocessing, split, step }) => {
  const place = realData(folder)
  it.skipIf(place === null)('is encoded, and nothing fitted knows the other parts', async () => {
    const directory = join(newFolder().path, 'out')
    await importFiles(files.map((file) => join(place ?? '', file)), {}, directory)
    const { dataset, rows } = await readRoleRows(directory)
    const config = { task: taskSchema.parse({ kind: 'classification' }), preprocessing: preprocessingSchema.parse(preprocessing), split: splitSchema.parse(split) }
    const prepared = prepareRows(config, rows, dataset)
    if (prepared.task !== 'classification') throw new Error(prepared.task)
    const { fitted, parts: { train, validation, test } } = prepared
    expect(train.sequences.length + validation.sequences.length + test.sequences.length).toBe(rows.length)
    for (const sequence of [...train.sequences, ...test.sequences]) {
      expect(sequence.length % step).toBe(0)
      expect(sequence.length).toBeGreaterThan(0)
      expect(sequence.every(Number.isFinite)).toBe(true)
    }
    const again = prepareRows(config, altered(rows, new Set(train.indices)), dataset)
    expect(again.fitted).toEqual(fitted)
    expect(again.task === 'classification' && again.parts.train.sequences).toEqual(train.sequences)
    expect(again.task === 'classification' && again.parts.test.sequences.at(0)).not.toEqual(test.sequences.at(0))
  })
})
