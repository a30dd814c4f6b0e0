/** What a model says of inputs, whoever computes it: the engine or an export. */
import type { Cell, RoleRow } from '../../src-shared/domain/cell.ts'
import type { PredictInput, Prediction } from '../../src-shared/domain/run.ts'
import type { Answer, Encoded, Fitted } from '../../src-shared/domain/tasks/index.ts'
import { encodeInput } from '../datasets/prepare/index.ts'
import type { InputRow } from '../datasets/prepare/preparer.ts'

type CellInput = Extract<PredictInput, { cells: unknown }>['cells'][keyof Extract<PredictInput, { cells: unknown }>['cells']]

/** Cells as they come over the boundary -> cells of a row. */
export function rowOf({ cells }: Extract<PredictInput, { cells: unknown }>): Pick<RoleRow, 'cells'> {
  const toCell = (cell: NonNullable<CellInput>): Cell =>
    typeof cell === 'string' || Array.isArray(cell) ? cell : { shape: cell.shape, data: ArrayBuffer.isView(cell.values) ? Float32Array.from(cell.values) : Float32Array.from(cell.values, (value) => value ?? Number.NaN), rate: cell.rate }
  return { cells: Object.fromEntries(Object.entries(cells).flatMap(([role, cell]) => (cell === undefined ? [] : [[role, [toCell(cell)]]]))) }
}

/** @throws predict.input, predict.ahead, forecast.ahead-* where a row lacks what the task reads */
export async function predictionsOf(fitted: Fitted, rows: readonly InputRow[], answer: (inputs: Encoded[]) => Promise<Answer[]>): Promise<Prediction[]> {
  const encoded = rows.map((row) => encodeInput(fitted, row))
  const answers = await answer(encoded.map((one) => one.encoded))
  return answers.map((one, index) => ({ text: encoded[index].text, answer: one }))
}
