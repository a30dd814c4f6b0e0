/** The reference kernels of layer norm; equations: ops/layer-norm.ts. */
import { layerNormKernels, type LayerNormAttributes } from '../../ops/layer-norm.ts'
import type { Kernel } from './backend.ts'

const forward: Kernel = ({ inputs, attributes, backend }) => {
  const { epsilon } = attributes as LayerNormAttributes
  const [x, gamma, beta] = [inputs.x, inputs.gamma, inputs.beta].map((tensor) => backend.floats(tensor))
  const columns = gamma.length
  const rows = x.length / columns
  const [y, means, scales] = [new Float32Array(x.length), new Float32Array(rows), new Float32Array(rows)]
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * columns, (row + 1) * columns)
    const mean = own.reduce((sum, value) => sum + value, 0) / columns
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns
    const scale = 1 / Math.sqrt(variance + epsilon)
    for (let column = 0; column < columns; column++) y[row * columns + column] = (own[column] - mean) * scale * gamma[column] + beta[column]
    means[row] = mean
    scales[row] = scale
  }
  return [backend.tensor(inputs.x.shape, y), backend.tensor([rows], means), backend.tensor([rows], scales)]
}

const gradient: Kernel = ({ inputs, backend }) => {
  const [x, gamma, mean, scale, dy] = [inputs.x, inputs.gamma, inputs.mean, inputs.scale, inputs.dy].map((tensor) => backend.floats(tensor))
  const columns = gamma.length
  const dx = new Float32Array(x.length)
  // In double precision: they are sums over all rows.
  const [dgamma, dbeta] = [new Float64Array(columns), new Float64Array(columns)]
  for (let row = 0; row < mean.length; row++) {
    const start = row * columns
    const normalised = (column: number) => (x[start + column] - mean[row]) * scale[row]
    let direct = 0
    let along = 0
    for (let column = 0; column < columns; column++) {
      const outer = dy[start + column]
      dgamma[column] += outer * normalised(column)
      dbeta[column] += outer
      direct += outer * gamma[column]
      along += outer * gamma[column] * normalised(column)
    }
    for (let column = 0; column < columns; column++) {
      dx[start + column] = scale[row] * (dy[start + column] * gamma[column] - direct / columns - (normalised(column) * along) / columns)
    }
  }
  return [backend.tensor(inputs.x.shape, dx), backend.tensor([columns], Float32Array.from(dgamma)), backend.tensor([columns], Float32Array.from(dbeta))]
}

export const layerNormReferenceKernels: Record<string, Kernel> = { [layerNormKernels.forward]: forward, [layerNormKernels.gradient]: gradient }
