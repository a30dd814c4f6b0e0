/** A text that only a memory can foretell, and a small writer for it. */
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { configOf } from '../prepared-task.ts'

export const row = (text: string, index = 0, label?: string): RoleRow => ({ index, cells: { text: [text], ...(label === undefined ? {} : { label: [label] }) } })
/** What follows an x depends on how long ago the last bracket opened: an n-gram of 6 cannot know. */
export const song = 'abcdefgh xxxxxxxx ABCDEFGH yyyyyyyy\n'.repeat(150)

export const config = (task: object = {}, training: object = {}, model: object = {}) =>
  configOf({
    task: { kind: 'generation', window: 32, ...task }, preprocessing: { kind: 'text', tokenizer: 'character', lowercase: false },
    model: { embedding: 12, recurrent: { cell: 'gru', hidden: 24, ...model } }, training: { epochs: 5, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.02 }, ...training },
  })
