/** Real sequences and media from file to dataset: task, roles, counts, and the cells read back. Skipped where ../shared/data is absent. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../../src-main/datasets/import.ts'
import { previewFiles } from '../../../src-main/datasets/preview.ts'
import { readRoleRows } from '../../../src-main/datasets/store.ts'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import type { Dataset } from '../../../src-shared/domain/dataset.ts'
import { newFolder, realData } from '../files.ts'

interface Case {
  folder: string
  files: string[]
  expected: Partial<Dataset>
}

const cases: Record<string, Case> = {
  'wnut17': {
    folder: 'wnut17', files: ['wnut17train.conll', 'emerging.dev.conll', 'emerging.test.annotated'],
    expected: { format: 'conll', task: 'tagging', sequences: 3394 + 1009 + 1287, rejected: 0, roles: { tokens: ['tokens'], tags: ['tags'], split: ['split'] } },
  },
  'BasicMotions': {
    folder: 'ts', files: ['BasicMotions/BasicMotions_TRAIN.ts', 'BasicMotions/BasicMotions_TEST.ts'],
    expected: { format: 'ts', task: 'classification', sequences: 80, rejected: 0, roles: { series: ['series'], label: ['label'], split: ['split'] } },
  },
  'tatoeba': { folder: 'tatoeba_en_zh', files: ['cmn.txt'], expected: { format: 'pairs', task: 'translation', sequences: 21_007, rejected: 0, roles: { source: ['source'], target: ['target'] } } },
  'tinyshakespeare': { folder: 'tinyshakespeare', files: ['input.txt'], expected: { format: 'corpus', task: 'generation', sequences: 1, rejected: 0, roles: { text: ['text'] } } },
  'names': { folder: 'names_classification', files: ['data/names'], expected: { format: 'class-files', task: 'classification', rejected: 0, roles: { text: ['text'], label: ['label'] } } },
  'spoken digits': { folder: 'spoken_digits', files: ['recordings'], expected: { format: 'audio', task: 'classification', sequences: 200, rejected: 0, roles: { audio: ['audio'], label: ['label'], group: ['speaker'] } } },
  'hand gestures': { folder: 'handgesture_sample', files: ['datasets/sample'], expected: { format: 'frames', task: 'classification', sequences: 4, rejected: 0, roles: { frames: ['frames'], label: ['label'], group: ['subject'] } } },
  'ETTh1': {
    folder: 'ett', files: ['ETTh1.csv'],
    expected: { format: 'csv', task: 'forecasting', sequences: 17_420, rejected: 0, roles: { time: ['date'], values: ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'] } },
  },
}

describe.each(Object.entries(cases))('%s', (_, { folder, files, expected }) => {
  const place = realData(folder)
  it.skipIf(place === null)('is imported as what it is, and read back', async () => {
    const paths = files.map((file) => join(place ?? '', file))
    const preview = await previewFiles(paths)
    expect(preview.suggestions[0]).toMatchObject({ task: expected.task, roles: expected.roles })
    const directory = join(newFolder().path, 'out')
    expect(await importFiles(paths, {}, directory)).toMatchObject(expected)
    const { dataset, rows } = await readRoleRows(directory)
    expect(rows).toHaveLength(dataset.sequences)
    for (const { cells } of rows.slice(0, 3)) for (const cell of Object.values(cells).flat()) expect(isArrayCell(cell) ? cell.data.length : cell.length).toBeGreaterThan(0)
  })
})
