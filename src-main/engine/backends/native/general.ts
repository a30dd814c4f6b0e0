/** Matrix products, embeddings, norms and updates of the optimisers over the native kernels. */
import * as tf from '@tensorflow/tfjs-core'
import { embeddingKernels, type EmbeddingGradientAttributes } from '../../ops/embedding.ts'
import { adamKernel, type AdamAttributes } from '../../optimizers/adam.ts'
import { squaredNormKernel } from '../../optimizers/clip.ts'
import { sgdKernel, type SgdAttributes } from '../../optimizers/sgd.ts'
import type { Kernel } from '../reference/backend.ts'
import { pointwiseReferenceKernels } from '../reference/pointwise.ts'
import { isNumbers } from './arrays.ts'
import type { NativeBackend } from './backend.ts'
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
  if (!isProduct(a, b) || countOf(a) > 1 || countOf(b) > 1 || a.shape.length !== b.shape.length || !rowOfBias || activation !== 'linear' || preluActivationWeights) return cpuKernel(tf._FusedMatMul, call)
  return [product(call.backend as NativeBackend, a, b, transposeA, transposeB, bias ?? null)]
}

const embedding: Kernel = (call) => {
  const { table, ids } = call.inputs
  const backend = call.backend as NativeBackend
  const [rows, columns] = table.shape
  const wanted = backend.integers(ids)
  // The reference names the id that is no row.
  if (wanted.some((id) => !(id >= 0 && id < rows))) return pointwiseReferenceKernels[embeddingKernels.forward](call)
  const y = backend.output([...ids.shape, columns])
  backend.kernels.embedding(rows, columns, wanted.length, backend.floats(table), wanted, y.values)
  return [y.info]
}

const embeddingGradient: Kernel = ({ inputs: { ids, dy }, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { rows } = attributes as EmbeddingGradientAttributes
  const columns = dy.shape[dy.shape.length - 1]
  const wanted = backend.integers(ids)
  const dTable = backend.output([rows, columns])
  backend.kernels.embeddingGradient(rows, columns, wanted.length, dTable.values, wanted, backend.floats(dy))
  return [dTable.info]
}

const squaredNorm: Kernel = ({ inputs: { x }, backend: general }) => {
  const backend = general as NativeBackend
  const values = backend.floats(x)
  const result = new Float32Array(1)
  backend.kernels.squaredNorm(values.length, values, result)
  return [backend.tensor([], result)]
}

const adam: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes as unknown as AdamAttributes
  const [w, g, m, v] = [inputs.value, inputs.gradient, inputs.moment1, inputs.moment2].map((tensor) => backend.floats(tensor))
  const rate = learningRate / (1 - beta1 ** step)
  backend.kernels.adam(w.length, w, g, m, v, rate, beta1, beta2, epsilon, 1 / Math.sqrt(1 - beta2 ** step), 1 - learningRate * weightDecay)
  return []
}

const sgd: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { learningRate, momentum } = attributes as unknown as SgdAttributes
  const [w, g, m] = [inputs.value, inputs.gradient, inputs.momentum].map((tensor) => backend.floats(tensor))
  backend.kernels.sgd(w.length, w, g, m, learningRate, momentum)
  return []
}

/** Kernels that tfjs's own ops call: one output, which they expect bare. */
export const tfjsNativeKernels: Record<string, Kernel> = {
  [tf.BatchMatMul]: batchMatMul,
  [tf._FusedMatMul]: fusedMatMul,
}

/** The project's. */
export const generalNativeKernels: Record<string, Kernel> = {
  [embeddingKernels.forward]: embedding,
  [embeddingKernels.gradient]: embeddingGradient,
  [squaredNormKernel]: squaredNorm,
  [adamKernel]: adam,
  [sgdKernel]: sgd,
}
