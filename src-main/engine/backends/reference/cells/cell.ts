/** What a cell is to the walk over a sequence (../recurrent.ts), and the memory in which both work. */
import type { Matrix } from '../products.ts'

/** The weights of one layer in one direction as doubles, layouts as in ops/recurrent.ts. */
export interface CellWeights {
  wx: Matrix
  wh: Matrix
  bias: Matrix
}

/**
 * One sequence of n steps, s = 0 ... n - 1 in the order in which they run; the memory is for the longest and used for
 * one sequence after the other. Row s of the states is the one before step s, row s + 1 the one behind it.
 */
export interface Sequence {
  units: number
  /** [n, I] */
  x: Matrix
  /** [n, G H]: x Wx + bx, which step s turns into its gates. */
  gates: Matrix
  /** [n + 1, H] */
  hidden: Matrix
  /** [n + 1, H], lstm only. */
  cell: Matrix
  /** [n, H]: one more number a unit and step that a cell wants back for its gradient; gru only. */
  kept: Matrix
  /** [G H]: memory for one step. */
  scratch: Matrix
}

/** Gradients of the same sequence. */
export interface SequenceGradient {
  /** [n, G H]: dL/da_s, of x Wx + bx. */
  da: Matrix
  /** [n, G H]: dL/dr_s, of h Wh + bh; the same memory as `da` for cells that only use a + r. */
  dr: Matrix
  /** [H]: dL/dh_s when step s begins, dL/dh_{s-1} when it is done. */
  dHidden: Matrix
  /** [H]: the same for c, lstm only. */
  dCell: Matrix
}

export interface Cell {
  /** Whether dr differs from da. */
  separateRecurrentGradient: boolean
  /** What `Sequence.kept` holds, null if nothing. */
  kept: string | null
  /** Step s of a sequence: from row s of the states to row s + 1, gates in row s. */
  forward(sequence: Sequence, weights: CellWeights, step: number): void
  /** Step s backwards. */
  backward(sequence: Sequence, gradient: SequenceGradient, weights: CellWeights, step: number): void
  /** dWh += what the n steps of a sequence contribute: h_{s-1}^T dr_s, added up. */
  addRecurrentWeightGradient(dwh: Matrix, sequence: Sequence, gradient: SequenceGradient, steps: number): void
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** The part of a matrix that begins at an element. */
export const at = (matrix: Matrix, row: number, column = 0): Matrix => ({
  data: matrix.data,
  offset: matrix.offset + row * matrix.stride + column,
  stride: matrix.stride,
})

/** A matrix of zeros. */
export const zeros = (rows: number, columns: number): Matrix => ({ data: new Float64Array(rows * columns), offset: 0, stride: columns })
