/** The recurrent kernels (contract and equations: ops/recurrent.ts) over the native ones. */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import type { ShapeArguments } from '../../kernels/loader.ts'
import { cells, recurrentKernels, type RecurrentAttributes, type RecurrentGradientAttributes } from '../../ops/recurrent.ts'
import type { Kernel } from '../reference/backend.ts'
import type { Held, NativeBackend } from './backend.ts'

/** The cells' numbers in core/table.hpp. */
const cellNumbers = { rnnTanh: 0, rnnRelu: 1, lstm: 2, gru: 3, gruResetFirst: 4 }

/** The cell's number in core/table.hpp. */
export function cellNumber({ cell, activation, resetAfter }: RecurrentAttributes): number {
  if (cell === 'rnn') return activation === 'relu' ? cellNumbers.rnnRelu : cellNumbers.rnnTanh
  return cell === 'gru' && !resetAfter ? cellNumbers.gruResetFirst : cellNumbers[cell]
}

/** What the forward pass leaves for the gradient and the gates. */
interface Reserve extends Held {
  shape: ShapeArguments
  rows: number
  /** A copy, since the tensor may be gone by then; null where all are T: the kernels then need not sort. */
  lengths: Int32Array | null
  gates: number
  /** Floats of the gradient's work. */
  backwardFloats: number
}

function lengthsOf(backend: NativeBackend, tensor: tf.TensorInfo | undefined, batch: number, steps: number, operation: string): { lengths: Int32Array | null; rows: number } {
  if (!tensor) return { lengths: null, rows: batch * steps }
  const own = backend.integers(tensor)
  let rows = 0
  for (const length of own) {
    if (!(length >= 1 && length <= steps)) fail('engine.shape', { operation, reason: `a length is ${length}, expected 1 to ${steps}` })
    rows += length
  }
  return { lengths: rows === batch * steps ? null : own.slice(), rows }
}

const sizes = new Float32Array(3)

const forward: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const given = attributes as RecurrentAttributes
  const [batch, steps, width] = inputs.x.shape
  const units = inputs.wh.shape[0]
  const { lengths, rows } = lengthsOf(backend, inputs.lengths, batch, steps, given.cell)
  const { hasCellState, gates } = cells[given.cell]
  const shape: ShapeArguments = [cellNumber(given), batch, steps, width, units, given.reverse, given.truncation]
  const floats = (tensor: tf.TensorInfo | undefined) => (tensor ? backend.floats(tensor) : null)
  backend.kernels.recurrentSizes(...shape, rows, sizes)
  const [reserveFloats, workFloats, backwardFloats] = sizes
  const kept = backend.buffers.take(reserveFloats)
  const work = backend.buffers.take(workFloats)
  const hidden = backend.output([batch, steps, units])
  const finalHidden = backend.output([batch, units])
  const finalCell = hasCellState ? backend.output([batch, units]) : null
  backend.kernels.recurrentForward(
    ...shape, backend.floats(inputs.x), backend.floats(inputs.wx), backend.floats(inputs.wh), backend.floats(inputs.bias), lengths,
    floats(inputs.initialHidden), floats(inputs.initialCell), hidden.values, finalHidden.values, finalCell?.values ?? null, kept, work,
  )
  backend.buffers.give(work)
  const handle = backend.tensor([], new Float32Array(1))
  const reserve: Reserve = { buffers: [kept], shape, rows, lengths, gates: gates.length, backwardFloats }
  backend.reserves.set(handle.dataId, reserve)
  const outputs = [hidden.info, finalHidden.info, handle]
  if (finalCell) outputs.push(finalCell.info)
  return outputs
}

const gradient: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { cell, wantsInitial, wantsNorms } = attributes as RecurrentGradientAttributes
  const { hasCellState } = cells[cell]
  const { shape, lengths, buffers, backwardFloats } = reserveOf(backend, inputs.reserve)
  const [, batch, steps, width, units] = shape
  const dx = backend.output([batch, steps, width])
  const dwx = backend.output(inputs.wx.shape)
  const dwh = backend.output(inputs.wh.shape)
  const dbias = backend.output([2, inputs.wx.shape[1]])
  // The kernel writes these whether they are wanted or not.
  const dInitialHidden = backend.buffers.take(batch * units)
  const dInitialCell = hasCellState ? backend.buffers.take(batch * units) : null
  const stepNorms = backend.buffers.take(batch * steps)
  const work = backend.buffers.take(backwardFloats)
  backend.kernels.recurrentBackward(
    ...shape, backend.floats(inputs.wx), backend.floats(inputs.wh), lengths, backend.floats(inputs.dHidden), backend.floats(inputs.dFinalHidden),
    hasCellState ? backend.floats(inputs.dFinalCell) : null,
    dx.values, dwx.values, dwh.values, dbias.values, dInitialHidden, dInitialCell, stepNorms, buffers[0], work,
  )
  backend.buffers.give(work)
  const outputs = [dx.info, dwx.info, dwh.info, dbias.info]
  const keep = (values: Float32Array, shape: number[], wanted: boolean) => {
    if (wanted) outputs.push(backend.tensor(shape, values))
    else backend.buffers.give(values)
  }
  keep(dInitialHidden, [batch, units], wantsInitial)
  if (dInitialCell) keep(dInitialCell, [batch, units], wantsInitial)
  keep(stepNorms, [batch, steps], wantsNorms)
  return outputs
}

const gates: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const { shape, rows, lengths, gates: count, buffers } = reserveOf(backend, inputs.reserve)
  const [, batch, steps, , units] = shape
  backend.kernels.recurrentSizes(...shape, rows, sizes)
  const work = backend.buffers.take(sizes[1])
  const activations = backend.output([batch, steps, count, units])
  backend.kernels.recurrentGates(...shape, lengths, buffers[0], activations.values, work)
  backend.buffers.give(work)
  return [activations.info]
}

export const recurrentNativeKernels: Record<string, Kernel> = {
  [recurrentKernels.forward]: forward,
  [recurrentKernels.gradient]: gradient,
  [recurrentKernels.gates]: gates,
}

function reserveOf(backend: NativeBackend, handle: tf.TensorInfo): Reserve {
  const reserve = backend.reserves.get(handle.dataId)
  return (reserve as Reserve | undefined) ?? fail('engine.shape', { operation: 'recurrent', reason: 'its reserve is gone' })
}
