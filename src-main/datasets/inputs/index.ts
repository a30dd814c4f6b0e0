/**
 * The table of inputs: how a cell becomes time steps, and what is fitted for that on the training rows. A kind of input is a
 * file and a row here, with its variants in src-shared/domain/{preprocessing,prepared}.ts and in engine/layers/input.ts.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { Role } from '../../../src-shared/domain/roles.ts'
import { inputRoles, type CellPreprocessing, type PreprocessingConfig } from '../../../src-shared/domain/preprocessing.ts'
import type { EncodedSequence, Input, InputKind } from '../../../src-shared/domain/prepared.ts'
import { audioInput } from './audio.ts'
import { framesInput } from './frames.ts'
import { seriesInput } from './series.ts'
import { textInput } from './text.ts'

export interface InputEncoder<Own extends Input, Preprocessing extends CellPreprocessing> {
  /** Fitted on the cells of the training split alone. */
  fit: (cells: Iterable<Cell>, preprocessing: Preprocessing) => Own
  /** Never throws for a cell of its kind. @throws predict.input for another */
  encode: (input: Own, cell: Cell) => EncodedSequence
}

type Encoders = { [Kind in CellPreprocessing['kind']]: InputEncoder<Input, Extract<CellPreprocessing, { kind: Kind }>> }

const encoders: Encoders = { text: textInput, series: seriesInput, audio: audioInput, frames: framesInput }
const preprocessingOf: Record<InputKind, CellPreprocessing['kind']> = { tokens: 'text', series: 'series', audio: 'audio', frames: 'frames' }

function encoderOf(kind: PreprocessingConfig['kind']): InputEncoder<Input, CellPreprocessing> {
  return kind in encoders ? (encoders[kind as CellPreprocessing['kind']] as InputEncoder<Input, CellPreprocessing>) : fail('predict.input', { expected: kind })
}

export const inputRole = ({ kind }: Input): Role => inputRoles[preprocessingOf[kind]]

export const fitInput = (cells: Iterable<Cell>, preprocessing: PreprocessingConfig): Input => encoderOf(preprocessing.kind).fit(cells, preprocessing as CellPreprocessing)
export const encodeCell = (input: Input, cell: Cell): EncodedSequence => encoderOf(preprocessingOf[input.kind]).encode(input, cell)
