/** tfjs's kernels that only move numbers (slice, split, concat, transpose, pad, gather), over one native copy between strided arrays. */
import * as tf from '@tensorflow/tfjs-core'
import type { Kernel } from '../reference/backend.ts'
import type { NativeBackend } from './backend.ts'
import { cpuKernel } from './cpu-kernel.ts'
import { layoutOf, stridesOf } from './strides.ts'

type Inputs = Record<string, tf.TensorInfo>

/** float32 and of some size. */
export const isNumbers = ({ dtype, shape }: tf.TensorInfo): boolean => dtype === 'float32' && shape.every((length) => length > 0)

/** Copies a block of `shape` between two arrays, from an offset in each; false where it has more axes than the kernel knows. */
function copy(backend: NativeBackend, shape: number[], from: Float32Array, fromStrides: number[], fromOffset: number, to: Float32Array, toStrides: number[], toOffset: number): boolean {
  const layout = layoutOf(shape, fromStrides, toStrides)
  if (!layout) return false
  backend.kernels.stridedCopy(layout.length / 3, layout, fromOffset, from, toOffset, to)
  return true
}

const offsetOf = (place: number[], strides: number[]) => place.reduce((sum, index, axis) => sum + index * strides[axis], 0)

/** The block of x that starts at `begin`. */
function block(backend: NativeBackend, x: tf.TensorInfo, begin: number[], shape: number[]): tf.TensorInfo | null {
  const strides = stridesOf(x.shape)
  const out = backend.output(shape)
  if (copy(backend, shape, backend.floats(x), strides, offsetOf(begin, strides), out.values, stridesOf(shape), 0)) return out.info
  backend.disposeIntermediateTensorInfo(out.info)
  return null
}

/** The CPU backend's slice may return a view; memory that is used again must have one owner. */
function ownSlice(call: Parameters<Kernel>[0], piece: tf.TensorInfo): tf.TensorInfo {
  const data = (call.backend as NativeBackend).data.get(piece.dataId)
  if (ArrayBuffer.isView(data.values)) data.values = data.values.slice()
  return piece
}

const slice: Kernel = (call) => {
  const { x } = call.inputs
  const { begin, size } = call.attributes as { begin: number | number[]; size: number | number[] }
  const [start, shape] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size)
  tf.slice_util.assertParamsValid(x as tf.Tensor, start, shape)
  const piece = isNumbers(x) && shape.every((length) => length > 0) ? block(call.backend as NativeBackend, x, start, shape) : null
  return [piece ?? ownSlice(call, cpuKernel(tf.Slice, call)[0])]
}

const split: Kernel = (call) => {
  const { x } = call.inputs
  const { numOrSizeSplits, axis: given } = call.attributes as { numOrSizeSplits: number | number[]; axis: number }
  const [axis] = tf.util.parseAxisParam(given, x.shape)
  const begin = x.shape.map(() => 0)
  return tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, axis).map((length) => {
    const size = x.shape.with(axis, length)
    const [piece] = slice({ ...call, attributes: { begin: [...begin], size } })
    begin[axis] += length
    return piece
  })
}

const concat: Kernel = (call) => {
  const inputs = Object.values(call.inputs)
  const [axis] = tf.util.parseAxisParam((call.attributes as { axis: number }).axis, inputs[0].shape)
  const given = inputs.filter(({ shape }) => tf.util.sizeFromShape(shape) > 0)
  if (given.length === 0 || !given.every(isNumbers)) return cpuKernel(tf.Concat, call)
  tf.backend_util.assertParamsConsistent(inputs.map(({ shape }) => shape), axis)
  const backend = call.backend as NativeBackend
  const shape = tf.backend_util.computeOutShape(inputs.map(({ shape }) => shape), axis)
  const strides = stridesOf(shape)
  const out = backend.output(shape)
  let at = 0
  for (const piece of given) {
    if (!copy(backend, piece.shape, backend.floats(piece), stridesOf(piece.shape), 0, out.values, strides, at * strides[axis])) {
      backend.disposeIntermediateTensorInfo(out.info)
      return cpuKernel(tf.Concat, call)
    }
    at += piece.shape[axis]
  }
  return [out.info]
}

const transpose: Kernel = (call) => {
  const { x } = call.inputs
  const { perm } = call.attributes as { perm: number[] }
  if (!isNumbers(x)) return cpuKernel(tf.Transpose, call)
  const backend = call.backend as NativeBackend
  const [shape, strides] = [x.shape, stridesOf(x.shape)].map((numbers) => perm.map((axis) => numbers[axis]))
  const out = backend.output(shape)
  if (copy(backend, shape, backend.floats(x), strides, 0, out.values, stridesOf(shape), 0)) return [out.info]
  backend.disposeIntermediateTensorInfo(out.info)
  return cpuKernel(tf.Transpose, call)
}

const pad: Kernel = (call) => {
  const { x } = call.inputs
  const { paddings, constantValue } = call.attributes as { paddings: [number, number][]; constantValue: number }
  const strides = stridesOf(x.shape)
  if (!isNumbers(x) || x.shape.length === 0 || !layoutOf(x.shape, strides, strides)) return cpuKernel(tf.PadV2, call)
  const backend = call.backend as NativeBackend
  const shape = x.shape.map((length, axis) => length + paddings[axis][0] + paddings[axis][1])
  const outer = stridesOf(shape)
  const out = backend.output(shape)
  out.values.fill(constantValue)
  if (copy(backend, x.shape, backend.floats(x), strides, 0, out.values, outer, offsetOf(paddings.map(([before]) => before), outer))) return [out.info]
  backend.disposeIntermediateTensorInfo(out.info)
  return cpuKernel(tf.PadV2, call)
}

const gather: Kernel = (call) => {
  const { x, indices } = call.inputs as Inputs
  const { axis, batchDims } = call.attributes as { axis: number; batchDims: number }
  const backend = call.backend as NativeBackend
  if (axis !== 0 || batchDims > 0 || indices.dtype !== 'int32' || !isNumbers(x)) return cpuKernel(tf.GatherV2, call)
  const wanted = backend.integers(indices)
  const rows = x.shape[0]
  // The CPU backend says which index is none.
  if (wanted.length === 0 || wanted.some((row) => !(row >= 0 && row < rows))) return cpuKernel(tf.GatherV2, call)
  const out = backend.output([...indices.shape, ...x.shape.slice(1)])
  backend.kernels.embedding(rows, out.values.length / wanted.length, wanted.length, backend.floats(x), wanted, out.values)
  return [out.info]
}

export const arrayNativeKernels: Record<string, Kernel> = {
  [tf.Slice]: slice,
  [tf.SplitV]: split,
  [tf.Concat]: concat,
  [tf.Transpose]: transpose,
  [tf.PadV2]: pad,
  [tf.GatherV2]: gather,
}
