/** The reference kernels of the losses of numbers; equations: ops/regression-loss.ts. */
import type * as tf from '@tensorflow/tfjs-core'
import { regressionLossKernels, type RegressionLossAttributes, type RegressionLossKind } from '../../ops/regression-loss.ts'
import type { Kernel, ReferenceBackend } from './backend.ts'

interface Rule {
  /** `parameter` is delta or the quantile. */
  value(u: number, parameter: number): number
  slope(u: number, parameter: number): number
}

const rules: Record<RegressionLossKind, Rule> = {
  squared: { value: (u) => u * u, slope: (u) => 2 * u },
  absolute: { value: Math.abs, slope: Math.sign },
  huber: {
    value: (u, delta) => (Math.abs(u) <= delta ? (u * u) / 2 : delta * (Math.abs(u) - delta / 2)),
    slope: (u, delta) => Math.max(-delta, Math.min(delta, u)),
  },
  pinball: { value: (u, tau) => (u > 0 ? tau * u : (tau - 1) * u), slope: (u, tau) => (u > 0 ? tau : u < 0 ? tau - 1 : 0) },
}

function argumentsOf(inputs: Record<string, tf.TensorInfo>, attributes: unknown, backend: ReferenceBackend) {
  const { kind, delta, quantiles } = attributes as RegressionLossAttributes
  const [y, target, weights] = [inputs.y, inputs.target, inputs.weights].map((tensor) => backend.floats(tensor))
  const batch = inputs.target.shape[0]
  const each = target.length / batch
  const parameters = kind === 'pinball' ? quantiles : [delta]
  /** Q sum_n w[b, n] */
  const divisor = (b: number) => {
    if (weights.length === 0) return each * parameters.length
    let sum = 0
    for (let n = b * each; n < (b + 1) * each; n++) sum += weights[n]
    return sum * parameters.length
  }
  return { rule: rules[kind], y, target, weights, batch, each, parameters, divisor }
}

const forward: Kernel = ({ inputs, attributes, backend }) => {
  const { rule, y, target, weights, batch, each, parameters, divisor } = argumentsOf(inputs, attributes, backend)
  const count = parameters.length
  const loss = new Float32Array(batch)
  for (let b = 0; b < batch; b++) {
    let sum = 0
    for (let n = b * each; n < (b + 1) * each; n++) {
      const weight = weights.length > 0 ? weights[n] : 1
      // A missing value may be anything, not a number too.
      if (weight === 0) continue
      for (let q = 0; q < count; q++) sum += weight * rule.value(target[n] - y[n * count + q], parameters[q])
    }
    const divide = divisor(b)
    loss[b] = divide === 0 ? 0 : sum / divide
  }
  return [backend.tensor([batch], loss)]
}

const gradient: Kernel = ({ inputs, attributes, backend }) => {
  const { rule, y, target, weights, batch, each, parameters, divisor } = argumentsOf(inputs, attributes, backend)
  const outer = backend.floats(inputs.dLoss)
  const count = parameters.length
  const dy = new Float32Array(y.length)
  for (let b = 0; b < batch; b++) {
    const divide = divisor(b)
    if (divide === 0) continue
    const factor = -outer[b] / divide
    for (let n = b * each; n < (b + 1) * each; n++) {
      const weight = weights.length > 0 ? weights[n] : 1
      if (weight === 0) continue
      for (let q = 0; q < count; q++) dy[n * count + q] = factor * weight * rule.slope(target[n] - y[n * count + q], parameters[q])
    }
  }
  return [backend.tensor(inputs.y.shape, dy)]
}

export const regressionLossReferenceKernels: Record<string, Kernel> = { [regressionLossKernels.forward]: forward, [regressionLossKernels.gradient]: gradient }
