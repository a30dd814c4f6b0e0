/** tfjs's elementwise kernels, sums along axes and softmax, and the project's dropout, over the native ones. */
import * as tf from '@tensorflow/tfjs-core'
import { dropoutKernel, type DropoutAttributes } from '../../ops/dropout.ts'
import type { Kernel } from '../reference/backend.ts'
import { pointwiseReferenceKernels } from '../reference/pointwise.ts'
import { isNumbers } from './arrays.ts'
import type { NativeBackend } from './backend.ts'
import { cpuKernel } from './cpu-kernel.ts'
import type { RowsGradient } from './rows.ts'
import { layoutOf, repeatedStrides } from './strides.ts'

/** The numbers of `Operation` in core/table.hpp. */
const operations = { addition: 0, subtraction: 1, multiplication: 2, division: 3 }
/** The numbers of `Function` there. */
export const mapFunctions = { negative: 0, square: 1, positivePart: 2, isPositive: 3, exponential: 4, sigmoid: 5, hyperbolicTangent: 6 }

function binary(name: string, operation: number): Kernel {
  const commutes = operation === operations.addition || operation === operations.multiplication
  return (call) => {
    let { a, b } = call.inputs
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return cpuKernel(name, call)
    const backend = call.backend as NativeBackend
    const sizeOf = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape)
    if (commutes && sizeOf(a) === 1 && sizeOf(b) > 1) [a, b] = [b, a]
    const rows = operation === operations.multiplication && sizeOf(b) === 1 ? backend.rowsOf(a) : null
    if (rows) return [scaledRows(backend, rows, b)]
    const single = sizeOf(b) === 1 && b.shape.length <= a.shape.length
    if (single || tf.util.arraysEqual(a.shape, b.shape)) {
      const out = backend.output(a.shape)
      backend.kernels.binary(operation, out.values.length, single, backend.floats(a), backend.floats(b), out.values)
      return [out.info]
    }
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape)
    const layout = layoutOf(shape, repeatedStrides(a.shape, shape), repeatedStrides(b.shape, shape))
    if (!layout || !isNumbers(a) || !isNumbers(b)) return cpuKernel(name, call)
    const out = backend.output(shape)
    backend.kernels.broadcast(operation, layout.length / 3, layout, backend.floats(a), backend.floats(b), out.values)
    return [out.info]
  }
}

/** A gradient of a few rows times one number (clipping) stays one. */
function scaledRows(backend: NativeBackend, { tableRows, rows, kept }: RowsGradient, factor: tf.TensorInfo): tf.TensorInfo {
  const scaled = backend.buffers.take(kept.length)
  backend.kernels.binary(operations.multiplication, kept.length, true, kept, backend.floats(factor), scaled)
  return backend.rowsGradient(tableRows, rows, scaled)
}

function map(name: string, operation: number): Kernel {
  return (call) => {
    const { x } = call.inputs
    if (x.dtype !== 'float32' || (call.attributes as { alpha?: number } | undefined)?.alpha) return cpuKernel(name, call)
    const backend = call.backend as NativeBackend
    const out = backend.output(x.shape)
    backend.kernels.map(operation, out.values.length, backend.floats(x), out.values)
    return [out.info]
  }
}

/** Sum, or with `mean` the mean, over axes that lie beside each other; others are the CPU backend's. */
function sum(name: string, mean: boolean): Kernel {
  return (call) => {
    const { x } = call.inputs
    const { axis, keepDims } = call.attributes as { axis: number | number[]; keepDims: boolean }
    const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((one, other) => one - other)
    if (!isNumbers(x) || axes.length === 0 || axes[axes.length - 1] - axes[0] !== axes.length - 1) return cpuKernel(name, call)
    const backend = call.backend as NativeBackend
    const [first, last] = [axes[0], axes[axes.length - 1] + 1]
    const [outer, length, inner] = [x.shape.slice(0, first), x.shape.slice(first, last), x.shape.slice(last)].map(tf.util.sizeFromShape)
    const out = backend.output([...x.shape.slice(0, first), ...(keepDims ? axes.map(() => 1) : []), ...x.shape.slice(last)])
    backend.kernels.sumAxis(outer, length, inner, mean ? 1 / length : 1, backend.floats(x), out.values)
    return [out.info]
  }
}

const softmax: Kernel = (call) => {
  const { logits } = call.inputs
  const { dim } = call.attributes as { dim: number }
  if (!isNumbers(logits) || logits.shape.length === 0 || tf.util.parseAxisParam(dim, logits.shape)[0] !== logits.shape.length - 1) return cpuKernel(tf.Softmax, call)
  const backend = call.backend as NativeBackend
  const out = backend.output(logits.shape)
  const columns = logits.shape[logits.shape.length - 1]
  backend.kernels.softmax(out.values.length / columns, columns, backend.floats(logits), out.values)
  return [out.info]
}

const dropout: Kernel = (call) => {
  const { x } = call.inputs
  const { rate, seed } = call.attributes as DropoutAttributes
  const threshold = Math.ceil(rate * 2 ** 32)
  if (threshold >= 2 ** 32) return pointwiseReferenceKernels[dropoutKernel](call)
  const backend = call.backend as NativeBackend
  const y = backend.output(x.shape)
  backend.kernels.dropout(y.values.length, seed >>> 0, threshold, 1 / (1 - rate), backend.floats(x), y.values)
  return [y.info]
}

export const tfjsElementwiseKernels: Record<string, Kernel> = {
  [tf.Add]: binary(tf.Add, operations.addition),
  [tf.Sub]: binary(tf.Sub, operations.subtraction),
  [tf.Multiply]: binary(tf.Multiply, operations.multiplication),
  [tf.RealDiv]: binary(tf.RealDiv, operations.division),
  [tf.Neg]: map(tf.Neg, mapFunctions.negative),
  [tf.Square]: map(tf.Square, mapFunctions.square),
  [tf.Relu]: map(tf.Relu, mapFunctions.positivePart),
  [tf.Step]: map(tf.Step, mapFunctions.isPositive),
  [tf.Exp]: map(tf.Exp, mapFunctions.exponential),
  [tf.Sigmoid]: map(tf.Sigmoid, mapFunctions.sigmoid),
  [tf.Tanh]: map(tf.Tanh, mapFunctions.hyperbolicTangent),
  [tf.Sum]: sum(tf.Sum, false),
  [tf.Mean]: sum(tf.Mean, true),
  [tf.Softmax]: softmax,
}

export const elementwiseNativeKernels: Record<string, Kernel> = { [dropoutKernel]: dropout }
