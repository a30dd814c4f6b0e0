/** tfjs's matrix products over the native ones. */
import * as tf from '@tensorflow/tfjs-core'
import type { Kernel } from '../reference/backend.ts'
import { isNumbers } from './arrays.ts'
import type { NativeBackend } from './backend.ts'
import { canFinish, finish } from './convolution.ts'
import { cpuKernel } from './cpu-kernel.ts'

const size = new Float32Array(1)

/** One product of two matrices, [rows, inner] and [inner, columns] after transposing. */
function product(backend: NativeBackend, a: tf.TensorInfo, b: tf.TensorInfo, transposeA: boolean, transposeB: boolean, bias: tf.TensorInfo | null): tf.TensorInfo {
  const [left, right] = [a.shape.slice(-2), b.shape.slice(-2)]
  const [rows, inner] = transposeA ? [left[1], left[0]] : left
  const columns = transposeB ? right[0] : right[1]
  backend.kernels.matMulSize(rows, inner, columns, size)
  const work = backend.buffers.take(size[0])
  const c = backend.output([...a.shape.slice(0, -2), rows, columns])
  backend.kernels.matMul(rows, inner, columns, transposeA, transposeB, backend.floats(a), backend.floats(b), bias && backend.floats(bias), c.values, work)
  backend.buffers.give(work)
  return c.info
}

interface MatMulAttributes {
  transposeA: boolean
  transposeB: boolean
}

const isProduct = (a: tf.TensorInfo, b: tf.TensorInfo) => isNumbers(a) && isNumbers(b) && a.shape.length >= 2 && b.shape.length >= 2

/** Matrices in an operand: all axes but the last two. */
const countOf = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape.slice(0, -2))

const batchMatMul: Kernel = (call) => {
  const { a, b } = call.inputs
  const { transposeA, transposeB } = call.attributes as MatMulAttributes
  const [aCount, bCount] = [countOf(a), countOf(b)]
  if (!isProduct(a, b)) return cpuKernel(tf.BatchMatMul, call)
  const backend = call.backend as NativeBackend
  if (aCount === 1 && bCount === 1 && a.shape.length === b.shape.length) return [product(backend, a, b, transposeA, transposeB, null)]
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const count = tf.util.sizeFromShape(outer)
  const [left, right] = [a.shape.slice(-2), b.shape.slice(-2)]
  const [rows, inner] = transposeA ? [left[1], left[0]] : left
  const [other, columns] = transposeB ? [right[1], right[0]] : right
  // Operands that are repeated along some axes only are the CPU backend's; and it says what is wrong with sizes that do not meet.
  if (inner !== other || [aCount, bCount].some((own) => own !== 1 && own !== count)) return cpuKernel(tf.BatchMatMul, call)
  backend.kernels.matMulSize(rows, inner, columns, size)
  const work = backend.buffers.take(size[0] * backend.kernels.describe().threads)
  const c = backend.output([...outer, rows, columns])
  backend.kernels.batchMatMul(count, aCount < count, bCount < count, rows, inner, columns, transposeA, transposeB, backend.floats(a), backend.floats(b), c.values, work)
  backend.buffers.give(work)
  return [c.info]
}

const fusedMatMul: Kernel = (call) => {
  const { a, b, bias, preluActivationWeights } = call.inputs
  const { transposeA, transposeB, activation } = call.attributes as MatMulAttributes & { activation: string }
  const rowOfBias = !bias || bias.shape.length === 1
  const isOne = isProduct(a, b) && countOf(a) === 1 && countOf(b) === 1 && a.shape.length === b.shape.length
  if (!isOne || !rowOfBias || !canFinish(activation) || preluActivationWeights) return cpuKernel(tf._FusedMatMul, call)
  const backend = call.backend as NativeBackend
  const y = product(backend, a, b, transposeA, transposeB, bias ?? null)
  if (activation !== 'linear') finish(backend, backend.floats(y), null, activation)
  return [y]
}

export const productNativeKernels: Record<string, Kernel> = {
  [tf.BatchMatMul]: batchMatMul,
  [tf._FusedMatMul]: fusedMatMul,
}

