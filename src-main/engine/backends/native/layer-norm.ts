/** The kernels of layer norm (contract and equations: ops/layer-norm.ts) over the native ones. */
import { layerNormKernels, type LayerNormAttributes } from '../../ops/layer-norm.ts'
import type { Kernel } from '../reference/backend.ts'
import type { NativeBackend } from './backend.ts'

const forward: Kernel = ({ inputs: { x, gamma, beta }, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { epsilon } = attributes as LayerNormAttributes
  const y = backend.output(x.shape)
  const [columns] = gamma.shape
  const rows = y.values.length / columns
  const [mean, scale] = [backend.output([rows]), backend.output([rows])]
  backend.kernels.layerNorm(rows, columns, epsilon, backend.floats(x), backend.floats(gamma), backend.floats(beta), y.values, mean.values, scale.values)
  return [y.info, mean.info, scale.info]
}

const gradient: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const [x, gamma, mean, scale, dy] = [inputs.x, inputs.gamma, inputs.mean, inputs.scale, inputs.dy].map((tensor) => backend.floats(tensor))
  const [dx, dgamma, dbeta] = [backend.output(inputs.x.shape), backend.output(inputs.gamma.shape), backend.output(inputs.gamma.shape)]
  const work = backend.buffers.take(2 * gamma.length * Math.ceil(mean.length / 64))
  backend.kernels.layerNormGradient(mean.length, gamma.length, x, gamma, mean, scale, dy, dx.values, dgamma.values, dbeta.values, work)
  backend.buffers.give(work)
  return [dx.info, dgamma.info, dbeta.info]
}

export const layerNormNativeKernels: Record<string, Kernel> = { [layerNormKernels.forward]: forward, [layerNormKernels.gradient]: gradient }
