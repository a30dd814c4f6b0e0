/** The project's kernels that learn, over the native ones: embedding and its gradient, norms of gradients, updates of the optimisers. */
import type * as tf from '@tensorflow/tfjs-core'
import { embeddingKernels, type EmbeddingGradientAttributes } from '../../ops/embedding.ts'
import { adamKernel, type AdamAttributes } from '../../optimizers/adam.ts'
import { squaredNormKernel } from '../../optimizers/clip.ts'
import { sgdKernel, type SgdAttributes } from '../../optimizers/sgd.ts'
import type { Kernel } from '../reference/backend.ts'
import { pointwiseReferenceKernels } from '../reference/pointwise.ts'
import type { NativeBackend } from './backend.ts'
import { distinctRows, laggingTable, type RowsRule } from './rows.ts'

const embedding: Kernel = (call) => {
  const { table, ids } = call.inputs
  const backend = call.backend as NativeBackend
  const [rows, columns] = table.shape
  const wanted = backend.integers(ids)
  // The reference names the id that is no row.
  if (wanted.some((id) => !(id >= 0 && id < rows))) return pointwiseReferenceKernels[embeddingKernels.forward](call)
  const lagging = backend.laggingOf(table)
  lagging?.table.catchUp(distinctRows(wanted).rows)
  const y = backend.output([...ids.shape, columns])
  backend.kernels.embedding(rows, columns, wanted.length, lagging?.raw ?? backend.floats(table), wanted, y.values)
  return [y.info]
}

const embeddingGradient: Kernel = (call) => {
  const { ids, dy } = call.inputs
  const backend = call.backend as NativeBackend
  const { rows: tableRows } = call.attributes as EmbeddingGradientAttributes
  const columns = dy.shape[dy.shape.length - 1]
  const wanted = backend.integers(ids)
  if (wanted.length === 0) return pointwiseReferenceKernels[embeddingKernels.gradient](call)
  const { rows, places } = distinctRows(wanted)
  const kept = backend.buffers.take(rows.length * columns)
  backend.kernels.embeddingGradient(rows.length, columns, places.length, kept, places, backend.floats(dy))
  return [backend.rowsGradient(tableRows, rows, kept)]
}

const squaredNorm: Kernel = ({ inputs: { x }, backend: general }) => {
  const backend = general as NativeBackend
  const values = backend.rowsOf(x)?.kept ?? backend.floats(x)
  const result = new Float32Array(1)
  backend.kernels.squaredNorm(values.length, values, result)
  return [backend.tensor([], result)]
}

/** Steps without gradient after which a moment that decays by `factor` is a hundred millionth of what it was. */
const stepsToForget = (factor: number): number => (factor > 0 ? Math.min(2 ** 30, Math.ceil(Math.log(1e-8) / Math.log(factor))) : 1)

/** Before a dense update: brings rows that lag up to date, and lets every row be changed. */
function release(backend: NativeBackend, value: tf.TensorInfo): void {
  backend.laggingOf(value)?.table.release()
}

const adam: Kernel = ({ inputs: { value, gradient, moment1, moment2 }, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes as unknown as AdamAttributes
  const rate = learningRate / (1 - beta1 ** step)
  const spread = 1 / Math.sqrt(1 - beta2 ** step)
  const shrink = 1 - learningRate * weightDecay
  const rows = backend.rowsOf(gradient)
  if (rows) {
    const rule: RowsRule = { name: 'adamRows', constants: [beta1, beta2, epsilon], limit: stepsToForget(beta1) }
    laggingTable(backend, rule, [value, moment1, moment2]).step(rows, { rate, spread, shrink })
    return []
  }
  release(backend, value)
  const [w, g, m, v] = [value, gradient, moment1, moment2].map((tensor) => backend.floats(tensor))
  backend.kernels.adam(w.length, w, g, m, v, rate, beta1, beta2, epsilon, spread, shrink)
  return []
}

const sgd: Kernel = ({ inputs: { value, gradient, momentum: velocity }, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { learningRate, momentum } = attributes as unknown as SgdAttributes
  const rows = backend.rowsOf(gradient)
  if (rows) {
    const rule: RowsRule = { name: 'sgdRows', constants: [momentum], limit: stepsToForget(momentum) }
    laggingTable(backend, rule, [value, velocity]).step(rows, { rate: learningRate, spread: 1, shrink: 1 })
    return []
  }
  release(backend, value)
  const [w, g, m] = [value, gradient, velocity].map((tensor) => backend.floats(tensor))
  backend.kernels.sgd(w.length, w, g, m, learningRate, momentum)
  return []
}

export const learningNativeKernels: Record<string, Kernel> = {
  [embeddingKernels.forward]: embedding,
  [embeddingKernels.gradient]: embeddingGradient,
  [squaredNormKernel]: squaredNorm,
  [adamKernel]: adam,
  [sgdKernel]: sgd,
}
