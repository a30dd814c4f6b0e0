/** The recurrent kernels (contract and equations: ops/recurrent.ts) over the native ones. */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import type { ShapeArguments } from '../../kernels/loader.ts'
import { cells, recurrentKernels, type RecurrentAttributes } from '../../ops/recurrent.ts'
import type { Kernel } from '../reference/backend.ts'
import type { Held, NativeBackend } from './backend.ts'

/** The cells' numbers in core/table.hpp. */
const cellNumbers = { rnnTanh: 0, rnnRelu: 1, lstm: 2, gru: 3, gruResetFirst: 4 }

function cellNumber({ cell, activation, resetAfter }: RecurrentAttributes): number {
  if (cell === 'rnn') return activation === 'relu' ? cellNumbers.rnnRelu : cellNumbers.rnnTanh
  return cell === 'gru' && !resetAfter ? cellNumbers.gruResetFirst : cellNumbers[cell]
}

/** What the forward pass leaves for the gradient and the gates. */
interface Reserve extends Held {
  shape: ShapeArguments
  rows: number
  lengths: Int32Array | null
  gatesShape: number[]
}

interface Layout {
  shape: ShapeArguments
  batch: number
  steps: number
  inputs: number
  units: number
  gates: number
  /** null where all are T: the kernels then need not sort. */
  lengths: Int32Array | null
  rows: number
}

function layoutOf(backend: NativeBackend, { x, wh, lengths }: Record<string, tf.TensorInfo>, attributes: RecurrentAttributes): Layout {
  const [batch, steps, inputs] = x.shape
  const units = wh.shape[0]
  const own = backend.integers(lengths)
  let rows = 0
  for (const length of own) {
    if (!(length >= 1 && length <= steps)) fail('engine.shape', { operation: attributes.cell, reason: `a length is ${length}, expected 1 to ${steps}` })
    rows += length
  }
  const shape: ShapeArguments = [cellNumber(attributes), batch, steps, inputs, units, attributes.reverse, attributes.truncation]
  return { shape, batch, steps, inputs, units, gates: cells[attributes.cell].gates.length, lengths: rows === batch * steps ? null : own, rows }
}

const sizes = new Float32Array(3)

const forward: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const given = attributes as RecurrentAttributes
  const { shape, batch, steps, units, gates, lengths, rows } = layoutOf(backend, inputs, given)
  const { hasCellState } = cells[given.cell]
  const [x, wx, wh, bias, initialHidden, initialCell] = ['x', 'wx', 'wh', 'bias', 'initialHidden', 'initialCell'].map((name) => backend.floats(inputs[name]))
  backend.kernels.recurrentSizes(...shape, Math.max(rows, 1), sizes)
  const [reserveFloats, workFloats] = sizes
  const kept = backend.buffers.take(reserveFloats)
  const work = backend.buffers.take(workFloats)
  const hidden = backend.output([batch, steps, units])
  const finalHidden = backend.output([batch, units])
  const finalCell = hasCellState ? backend.output([batch, units]) : null
  backend.kernels.recurrentForward(
    ...shape, x, wx, wh, bias, lengths, initialHidden, hasCellState ? initialCell : null,
    hidden.values, finalHidden.values, finalCell?.values ?? null, kept, work,
  )
  backend.buffers.give(work)
  const handle = backend.tensor([], new Float32Array(1))
  // A copy of the lengths: the tensor they came in may be gone when the gates are asked for.
  const reserve: Reserve = { buffers: [kept], shape, rows, lengths: lengths?.slice() ?? null, gatesShape: [batch, steps, gates, units] }
  backend.reserves.set(handle.dataId, reserve)
  const outputs = [hidden.info, finalHidden.info, handle]
  return finalCell ? [...outputs, finalCell.info] : outputs
}

const gradient: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const given = attributes as RecurrentAttributes
  const { batch, steps, inputs: width, units } = layoutOf(backend, inputs, given)
  const { hasCellState } = cells[given.cell]
  const { shape, rows, lengths, buffers } = reserveOf(backend, inputs.reserve)
  const [wx, wh, dHidden, dFinalHidden] = ['wx', 'wh', 'dHidden', 'dFinalHidden'].map((name) => backend.floats(inputs[name]))
  backend.kernels.recurrentSizes(...shape, rows, sizes)
  const work = backend.buffers.take(sizes[2])
  const [dx, dwx, dwh, dbias] = [[batch, steps, width], inputs.wx.shape, inputs.wh.shape, inputs.bias.shape].map((shape) => backend.output(shape))
  const [dInitialHidden, stepNorms] = [[batch, units], [batch, steps]].map((shape) => backend.output(shape))
  const dInitialCell = hasCellState ? backend.output([batch, units]) : null
  backend.kernels.recurrentBackward(
    ...shape, wx, wh, lengths, dHidden, dFinalHidden, hasCellState ? backend.floats(inputs.dFinalCell) : null,
    dx.values, dwx.values, dwh.values, dbias.values, dInitialHidden.values, dInitialCell?.values ?? null, stepNorms.values, buffers[0], work,
  )
  backend.buffers.give(work)
  const outputs = [dx, dwx, dwh, dbias, dInitialHidden, stepNorms].map(({ info }) => info)
  return dInitialCell ? [...outputs, dInitialCell.info] : outputs
}

const gates: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const { shape, rows, lengths, gatesShape, buffers } = reserveOf(backend, inputs.reserve)
  backend.kernels.recurrentSizes(...shape, rows, sizes)
  const work = backend.buffers.take(sizes[1])
  const activations = backend.output(gatesShape)
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
