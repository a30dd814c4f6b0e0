/** Rows with a truth for each whole sequence: the input is fitted on the training rows, and so is the scale of numbers. */
import { inputRoles } from '../../../src-shared/domain/preprocessing.ts'
import { encodeCell, fitInput, inputRole } from '../inputs/index.ts'
import { inputWithExtraWords, loadTextVectors } from '../inputs/text-vectors.ts'
import { describeCell } from '../describe-cell.ts'
import { keepInMemory } from '../encoded-sequences.ts'
import { decimalOf } from '../plain-numbers.ts'
import { lazily, listOf } from '../stored-rows.ts'
import { inputCell, type Preparer } from './preparer.ts'
import { fitTarget, truthOf } from './targets.ts'

/** Of a text: enough to recognise it in a list. */
const shownCharacters = 300

export const classification: Preparer<'classification'> = {
  load: (rows, { preprocessing }) => loadTextVectors(rows, preprocessing),
  fit: (training, { preprocessing, task }, { rows, roles, columns, loaded }) => {
    const role = inputRoles[preprocessing.kind]
    const input = inputWithExtraWords(fitInput(lazily(training, (row) => inputCell(row, role)), preprocessing), loaded)
    return { task: 'classification', input, ...fitTarget(task, training, rows, decimalOf(columns.find(({ name }) => name === roles.label?.[0]))) }
  },
  part: (fitted, rows, keep = keepInMemory) => {
    const role = inputRole(fitted.input)
    return {
      sequences: keep(rows, (row) => encodeCell(fitted.input, inputCell(row, role)).sequence),
      ...truthOf(fitted, rows),
      indices: Int32Array.from(rows, ({ index }) => index),
      texts: listOf(rows, (row) => describeCell(inputCell(row, role)).slice(0, shownCharacters)),
    }
  },
  encode: ({ input }, row) => ({ task: 'classification', ...encodeCell(input, inputCell(row, inputRole(input))) }),
  describe: ({ input }, row) => describeCell(inputCell(row, inputRole(input))),
}
