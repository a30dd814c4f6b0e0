/** Rows with a class: the input is fitted on the training rows; the classes are those of all rows, since a class is no secret. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { textOf } from '../../../src-shared/domain/cell.ts'
import { inputRoles } from '../../../src-shared/domain/preprocessing.ts'
import { encodeCell, fitInput, inputRole } from '../inputs/index.ts'
import { describeCell } from '../describe-cell.ts'
import { compareLabels } from '../labels.ts'
import { inputCell, type Preparer } from './preparer.ts'

export const classification: Preparer<'classification'> = {
  fit: (training, { preprocessing }, { rows }) => {
    const role = inputRoles[preprocessing.kind]
    return {
      task: 'classification',
      input: fitInput(training.map((row) => inputCell(row, role)), preprocessing),
      labels: [...new Set(rows.map((row) => textOf(row, 'label')))].sort(compareLabels),
    }
  },
  part: ({ input, labels }, rows) => {
    const role = inputRole(input)
    const classes = new Map(labels.map((label, place) => [label, place]))
    return {
      sequences: rows.map((row) => encodeCell(input, inputCell(row, role)).sequence),
      labels: Int32Array.from(rows, (row) => {
        const label = textOf(row, 'label')
        return classes.get(label) ?? fail('evaluate.label-unknown', { label, row: row.index + 1, labels: labels.join(', ') })
      }),
      indices: Int32Array.from(rows, ({ index }) => index),
    }
  },
  encode: ({ input }, row) => ({ task: 'classification', ...encodeCell(input, inputCell(row, inputRole(input))) }),
  describe: ({ input }, row) => describeCell(inputCell(row, inputRole(input))),
}
