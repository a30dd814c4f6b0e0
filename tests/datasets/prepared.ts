/** Texts with labels, prepared without a dataset on disk. */
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import type { PreparedOf } from '../../src-shared/domain/tasks/index.ts'
import { classificationTaskSchema } from '../../src-shared/domain/tasks/classification.ts'
import { prepareRows } from '../../src-main/datasets/prepare/index.ts'

export interface LabelledText { index: number; text: string; label: string }

export const rowsOf = (examples: readonly LabelledText[]): RoleRow[] => examples.map(({ index, text, label }) => ({ index, cells: { text: [text], label: [label] } }))

export function prepareTexts(examples: readonly LabelledText[], preprocessing: object = {}): PreparedOf<'classification'> {
  const recipe = { split: splitSchema.parse({}), preprocessing: preprocessingSchema.parse({ kind: 'text', ...preprocessing }), task: classificationTaskSchema.parse({ kind: 'classification' }) }
  return prepareRows(recipe, rowsOf(examples)) as PreparedOf<'classification'>
}

/** What such rows are for. */
export const labelledTexts: Pick<Dataset, 'task' | 'roles'> = { task: 'classification', roles: { text: ['text'], label: ['label'] } }
