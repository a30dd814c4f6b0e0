/**
 * The recurrent kernels of the reference engine (contract and equations: ops/recurrent.ts; one cell's step: cells/).
 * One sequence after the other, each over its own steps only: nothing is spent on padding, and that the result equals
 * running each sequence alone needs no proof. What does not depend on the step before is done for all steps at once:
 *
 *   forward    A = X Wx + bx, then the steps
 *   backward   the steps, then dX = dA Wx^T;  dWx += X^T dA;  dWh += H^T dR;  dbx += sum dA;  dbh += sum dR
 */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import { cells, recurrentKernels, type RecurrentAttributes, type RecurrentGradientAttributes } from '../../ops/recurrent.ts'
import type { Kernel, ReferenceBackend } from './backend.ts'
import { at, zeros, type Cell, type CellWeights, type Sequence, type SequenceGradient } from './cells/cell.ts'
import { referenceCells } from './cells/index.ts'
import { addOuterProducts, addProduct, addProductTransposed, addRows, type Matrix } from './products.ts'

/** What the forward kernel keeps for the gradient and for the gates kernel, by time step t of the padded layout. */
interface Reserve {
  layout: Layout
  /** The arrays of x, of the output and of the initial state (null: zero), not copies. */
  x: Float32Array
  hidden: Float32Array
  initialHidden: Float32Array | null
  initialCell: Float32Array | null
  shape: [batch: number, steps: number, gates: number, units: number]
  /** [B, T, G, H] */
  gates: Float32Array
  /** c_t [B, T, H] of an lstm, empty for the others. */
  cellStates: Float32Array
  /** `Cell.kept` [B, T, H], or empty. */
  kept: Float32Array
}

/** The sizes of one call and where things lie in its padded layout. */
interface Layout {
  batch: number
  steps: number
  inputs: number
  units: number
  gates: number
  hasCellState: boolean
  lengths: Int32Array
  /** Row b * T + t of step s of sequence b. */
  row(b: number, s: number): number
}

type Inputs = Record<string, tf.TensorInfo>

function layoutOf(backend: ReferenceBackend, { x, wh, lengths }: Inputs, { cell, reverse }: RecurrentAttributes): Layout {
  const [batch, steps, inputs] = x.shape
  const own = (lengths as tf.TensorInfo | undefined) ? backend.integers(lengths) : new Int32Array(batch).fill(steps)
  const wrong = own.find((length) => !(length >= 1 && length <= steps))
  if (wrong !== undefined) fail('engine.shape', { operation: cell, reason: `a length is ${wrong}, expected 1 to ${steps}` })
  const row = reverse ? (b: number, s: number) => b * steps + own[b] - 1 - s : (b: number, s: number) => b * steps + s
  return { batch, steps, inputs, units: wh.shape[0], gates: cells[cell].gates.length, hasCellState: cells[cell].hasCellState, lengths: own, row }
}

const forward: Kernel = ({ inputs, attributes, backend }) => {
  const given = attributes as RecurrentAttributes
  const layout = layoutOf(backend, inputs, given)
  const { batch, steps, units, gates, hasCellState, lengths, row } = layout
  const cell = referenceCells[given.cell](given)
  const weights = weightsOf(backend, inputs)
  const sequence = createSequence(layout, cell)
  const x = backend.floats(inputs.x)
  const [initialHidden, initialCell] = [inputs.initialHidden, inputs.initialCell].map((state) => (state ? backend.floats(state) : null))

  const hidden = new Float32Array(batch * steps * units)
  const finalHidden = new Float32Array(batch * units)
  const finalCell = new Float32Array(hasCellState ? batch * units : 0)
  const reserve: Reserve = {
    layout, x, hidden, initialHidden, initialCell,
    shape: [batch, steps, gates, units],
    gates: new Float32Array(batch * steps * gates * units),
    cellStates: new Float32Array(hasCellState ? batch * steps * units : 0),
    kept: new Float32Array(cell.kept ? batch * steps * units : 0),
  }

  for (let b = 0; b < batch; b++) {
    const length = lengths[b]
    start(sequence, initialHidden, initialCell, b)
    for (let s = 0; s < length; s++) {
      load(sequence.x, s, x, row(b, s))
      copyRow(sequence.gates, s, weights.bias)
    }
    addProduct(sequence.gates, sequence.x, weights.wx, length, layout.inputs, gates * units)
    for (let s = 0; s < length; s++) cell.forward(sequence, weights, s)
    for (let s = 0; s < length; s++) {
      store(hidden, row(b, s), sequence.hidden, s + 1)
      store(reserve.gates, row(b, s), sequence.gates, s)
      if (hasCellState) store(reserve.cellStates, row(b, s), sequence.cell, s + 1)
      if (cell.kept) store(reserve.kept, row(b, s), sequence.kept, s)
    }
    store(finalHidden, b, sequence.hidden, length)
    if (hasCellState) store(finalCell, b, sequence.cell, length)
  }

  const handle = backend.tensor([], new Float32Array(1))
  backend.reserves.set(handle.dataId, reserve)
  const outputs = [backend.tensor([batch, steps, units], hidden), backend.tensor([batch, units], finalHidden), handle]
  return hasCellState ? [...outputs, backend.tensor([batch, units], finalCell)] : outputs
}

const gradient: Kernel = ({ inputs, attributes, backend }) => {
  const given = attributes as RecurrentGradientAttributes
  const reserve = reserveOf(backend, inputs.reserve)
  const { layout, x, hidden, initialHidden, initialCell } = reserve
  const { batch, steps, units, gates, hasCellState, lengths, row } = layout
  const cell = referenceCells[given.cell](given)
  const weights = weightsOf(backend, inputs)
  const sequence = createSequence(layout, cell)
  const own = createGradient(layout, cell)
  const [dHidden, dFinalHidden] = [inputs.dHidden, inputs.dFinalHidden].map((tensor) => backend.floats(tensor))

  const columns = gates * units
  const [dwx, dwh, dbias] = [zeros(layout.inputs, columns), zeros(units, columns), zeros(2, columns)]
  const dxOwn = zeros(steps, layout.inputs)
  const dx = new Float32Array(batch * steps * layout.inputs)
  const dInitialHidden = new Float32Array(batch * units)
  const dInitialCell = new Float32Array(hasCellState ? batch * units : 0)
  const stepNorms = new Float32Array(batch * steps)

  for (let b = 0; b < batch; b++) {
    const length = lengths[b]
    start(sequence, initialHidden, initialCell, b)
    for (let s = 0; s < length; s++) {
      load(sequence.x, s, x, row(b, s))
      load(sequence.hidden, s + 1, hidden, row(b, s))
      load(sequence.gates, s, reserve.gates, row(b, s))
      if (hasCellState) load(sequence.cell, s + 1, reserve.cellStates, row(b, s))
      if (cell.kept) load(sequence.kept, s, reserve.kept, row(b, s))
    }
    load(own.dHidden, 0, dFinalHidden, b)
    if (hasCellState) load(own.dCell, 0, backend.floats(inputs.dFinalCell), b)
    for (let s = length - 1; s >= 0; s--) {
      stepNorms[row(b, s)] = addAndMeasure(own.dHidden, dHidden, row(b, s))
      cell.backward(sequence, own, weights, s)
      if (given.truncation > 0 && s > 0 && s % given.truncation === 0) {
        own.dHidden.data.fill(0)
        own.dCell.data.fill(0)
      }
    }
    store(dInitialHidden, b, own.dHidden, 0)
    if (hasCellState) store(dInitialCell, b, own.dCell, 0)

    dxOwn.data.fill(0, 0, length * layout.inputs)
    addProductTransposed(dxOwn, own.da, weights.wx, length, layout.inputs, columns)
    for (let s = 0; s < length; s++) store(dx, row(b, s), dxOwn, s)
    addOuterProducts(dwx, sequence.x, own.da, length, layout.inputs, columns)
    cell.addRecurrentWeightGradient(dwh, sequence, own, length)
    addRows(dbias, own.da, length, columns)
    addRows(at(dbias, 1), own.dr, length, columns)
  }

  const outputs = [
    backend.tensor([batch, steps, layout.inputs], dx),
    backend.tensor([layout.inputs, columns], Float32Array.from(dwx.data)),
    backend.tensor([units, columns], Float32Array.from(dwh.data)),
    backend.tensor([2, columns], Float32Array.from(dbias.data)),
  ]
  if (given.wantsInitial) outputs.push(backend.tensor([batch, units], dInitialHidden))
  if (given.wantsInitial && hasCellState) outputs.push(backend.tensor([batch, units], dInitialCell))
  if (given.wantsNorms) outputs.push(backend.tensor([batch, steps], stepNorms))
  return outputs
}

const gates: Kernel = ({ inputs, backend }) => {
  const reserve = reserveOf(backend, inputs.reserve)
  return [backend.tensor(reserve.shape, reserve.gates.slice())]
}

export const recurrentReferenceKernels: Record<string, Kernel> = {
  [recurrentKernels.forward]: forward,
  [recurrentKernels.gradient]: gradient,
  [recurrentKernels.gates]: gates,
}

function reserveOf(backend: ReferenceBackend, handle: tf.TensorInfo): Reserve {
  const reserve = backend.reserves.get(handle.dataId)
  return (reserve as Reserve | undefined) ?? fail('engine.shape', { operation: 'recurrent', reason: 'its reserve is gone' })
}

/** The backward pass of no cell reads the bias: there it is not given. */
function weightsOf(backend: ReferenceBackend, { wx, wh, bias }: Inputs): CellWeights {
  const matrix = (tensor: tf.TensorInfo): Matrix => ({ data: Float64Array.from(backend.floats(tensor)), offset: 0, stride: tensor.shape[1] })
  return { wx: matrix(wx), wh: matrix(wh), bias: bias ? matrix(bias) : zeros(2, wx.shape[1]) }
}

/** State 0 of sequence b, zero where none was given. */
function start({ hidden, cell }: Sequence, initialHidden: Float32Array | null, initialCell: Float32Array | null, b: number): void {
  if (initialHidden) load(hidden, 0, initialHidden, b)
  else hidden.data.fill(0, 0, hidden.stride)
  if (initialCell) load(cell, 0, initialCell, b)
  else cell.data.fill(0, 0, cell.stride)
}

function createSequence({ steps, inputs, units, gates, hasCellState }: Layout, { kept }: Cell): Sequence {
  return {
    units,
    x: zeros(steps, inputs),
    gates: zeros(steps, gates * units),
    hidden: zeros(steps + 1, units),
    cell: zeros(hasCellState ? steps + 1 : 0, units),
    kept: zeros(kept ? steps : 0, units),
    scratch: zeros(1, gates * units),
  }
}

function createGradient({ steps, units, gates }: Layout, { separateRecurrentGradient }: Cell): SequenceGradient {
  const da = zeros(steps, gates * units)
  return { da, dr: separateRecurrentGradient ? zeros(steps, gates * units) : da, dHidden: zeros(1, units), dCell: zeros(1, units) }
}

/** Row `to` of a matrix = row `from` of a tensor's numbers. */
function load(matrix: Matrix, to: number, values: Float32Array, from: number): void {
  const width = matrix.stride
  for (let index = 0, target = to * width, source = from * width; index < width; index++) matrix.data[target++] = values[source++]
}

/** Row `to` of a tensor's numbers = row `from` of a matrix. */
function store(values: Float32Array, to: number, matrix: Matrix, from: number): void {
  const width = matrix.stride
  for (let index = 0, target = to * width, source = from * width; index < width; index++) values[target++] = matrix.data[source++]
}

/** Row `to` of a matrix = row 0 of another of the same width. */
function copyRow(matrix: Matrix, to: number, source: Matrix): void {
  matrix.data.set(source.data.subarray(0, matrix.stride), to * matrix.stride)
}

/** dh += what the loss says of h at this row directly; its norm. */
function addAndMeasure(dh: Matrix, direct: Float32Array, row: number): number {
  let square = 0
  for (let unit = 0, source = row * dh.stride; unit < dh.stride; unit++) {
    const value = dh.data[unit] + direct[source++]
    dh.data[unit] = value
    square += value * value
  }
  return Math.sqrt(square)
}
