/** The cells of the reference engine by name; a cell is one file with its forward and backward step side by side. */
import type { CellName, RecurrentAttributes } from '../../../ops/recurrent.ts'
import type { Cell } from './cell.ts'
import { createGruResetBefore } from './gru-reset-before.ts'
import { createGru } from './gru.ts'
import { createLstm } from './lstm.ts'
import { createRnn } from './rnn.ts'

export const referenceCells: Record<CellName, (attributes: RecurrentAttributes) => Cell> = {
  rnn: createRnn,
  lstm: createLstm,
  gru: ({ resetAfter }) => (resetAfter ? createGru() : createGruResetBefore()),
}
