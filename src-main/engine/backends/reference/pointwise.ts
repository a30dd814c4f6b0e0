/** The reference kernels that are a loop over numbers: embedding, losses, dropout, norms and the optimisers' updates. */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import { dropoutKernel, staysIn, type DropoutAttributes } from '../../ops/dropout.ts'
import { embeddingKernels, type EmbeddingGradientAttributes } from '../../ops/embedding.ts'
import { meanSquaredErrorKernels } from '../../ops/mean-squared-error.ts'
import { adamKernel, type AdamAttributes } from '../../optimizers/adam.ts'
import { squaredNormKernel } from '../../optimizers/clip.ts'
import { sgdKernel, type SgdAttributes } from '../../optimizers/sgd.ts'
import type { Kernel } from './backend.ts'

const embedding: Kernel = ({ inputs: { table, ids }, backend }) => {
  const [rows, width] = table.shape
  const [values, wanted] = [backend.floats(table), backend.integers(ids)]
  const y = new Float32Array(wanted.length * width)
  for (let token = 0; token < wanted.length; token++) {
    const id = wanted[token]
    if (!(id >= 0 && id < rows)) fail('engine.shape', { operation: 'embedding', reason: `the id ${id} is no row of a table of ${rows}` })
    y.set(values.subarray(id * width, (id + 1) * width), token * width)
  }
  return [backend.tensor([...ids.shape, width], y)]
}

const embeddingGradient: Kernel = ({ inputs: { ids, dy }, attributes, backend }) => {
  const { rows } = attributes as EmbeddingGradientAttributes
  const width = dy.shape[dy.shape.length - 1]
  const [wanted, gradient] = [backend.integers(ids), backend.floats(dy)]
  const dTable = new Float32Array(rows * width)
  for (let token = 0; token < wanted.length; token++) {
    const start = wanted[token] * width
    for (let column = 0; column < width; column++) dTable[start + column] += gradient[token * width + column]
  }
  return [backend.tensor([rows, width], dTable)]
}

const meanSquaredError: Kernel = ({ inputs: { y, target }, backend }) => {
  const [values, wanted] = [backend.floats(y), backend.floats(target)]
  const batch = y.shape[0]
  const each = values.length / batch
  const loss = new Float32Array(batch)
  for (let b = 0; b < batch; b++) {
    let sum = 0
    for (let index = b * each; index < (b + 1) * each; index++) sum += (values[index] - wanted[index]) ** 2
    loss[b] = sum / each
  }
  return [backend.tensor([batch], loss)]
}

const meanSquaredErrorGradient: Kernel = ({ inputs: { y, target, dLoss }, backend }) => {
  const [values, wanted, outer] = [backend.floats(y), backend.floats(target), backend.floats(dLoss)]
  const each = values.length / y.shape[0]
  const dy = Float32Array.from(values, (value, index) => (2 / each) * (value - wanted[index]) * outer[Math.floor(index / each)])
  return [backend.tensor(y.shape, dy)]
}

const dropout: Kernel = ({ inputs: { x }, attributes, backend }) => {
  const { rate, seed } = attributes as DropoutAttributes
  const values = backend.floats(x)
  const threshold = rate * 2 ** 32
  const y = new Float32Array(values.length)
  for (let index = 0; index < y.length; index++) {
    if (staysIn(seed, index, threshold)) y[index] = values[index] / (1 - rate)
  }
  return [backend.tensor(x.shape, y)]
}

const squaredNorm: Kernel = ({ inputs: { x }, backend }) => {
  const values = backend.floats(x)
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] * values[index]
  return [backend.tensor([], Float32Array.of(sum))]
}

const sgd: Kernel = ({ inputs, attributes, backend }) => {
  const { learningRate, momentum } = attributes as unknown as SgdAttributes
  const [w, g, m] = [inputs.value, inputs.gradient, inputs.momentum].map((tensor: tf.TensorInfo) => backend.floats(tensor))
  for (let index = 0; index < w.length; index++) {
    m[index] = momentum * m[index] + g[index]
    w[index] -= learningRate * m[index]
  }
  return []
}

const adam: Kernel = ({ inputs, attributes, backend }) => {
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes as unknown as AdamAttributes
  const [w, g, m, v] = [inputs.value, inputs.gradient, inputs.moment1, inputs.moment2].map((tensor: tf.TensorInfo) => backend.floats(tensor))
  const size = learningRate / (1 - beta1 ** step)
  const spread = 1 / Math.sqrt(1 - beta2 ** step)
  const shrink = 1 - learningRate * weightDecay
  for (let index = 0; index < w.length; index++) {
    const gradient = g[index]
    const m1 = beta1 * m[index] + (1 - beta1) * gradient
    const m2 = beta2 * v[index] + (1 - beta2) * gradient * gradient
    m[index] = m1
    v[index] = m2
    w[index] = w[index] * shrink - (size * m1) / (Math.sqrt(m2) * spread + epsilon)
  }
  return []
}

export const pointwiseReferenceKernels: Record<string, Kernel> = {
  [embeddingKernels.forward]: embedding,
  [embeddingKernels.gradient]: embeddingGradient,
  [meanSquaredErrorKernels.forward]: meanSquaredError,
  [meanSquaredErrorKernels.gradient]: meanSquaredErrorGradient,
  [dropoutKernel]: dropout,
  [squaredNormKernel]: squaredNorm,
  [sgdKernel]: sgd,
  [adamKernel]: adam,
}
