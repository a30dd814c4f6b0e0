/** The reference kernels of CTC in log space and double precision; equations: ops/ctc.ts. */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import { ctcKernels, ctcStepsNeeded, type CtcAttributes } from '../../ops/ctc.ts'
import type { Kernel, ReferenceBackend } from './backend.ts'

/** ln(e^a + e^b + e^c); -Infinity is ln 0. */
function logAdd(a: number, b: number, c: number): number {
  const largest = Math.max(a, b, c)
  return largest === -Infinity ? -Infinity : largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest) + Math.exp(c - largest))
}

/** What a call is given, checked: every length within its array, every target symbol a symbol and not the blank. */
export function ctcArguments(inputs: Record<string, tf.TensorInfo>, blank: number, backend: ReferenceBackend) {
  const [batch, steps, symbols] = inputs.logits.shape
  const most = inputs.targets.shape[1]
  const [lengths, targets, targetLengths] = [inputs.lengths, inputs.targets, inputs.targetLengths].map((tensor) => backend.integers(tensor))
  for (let b = 0; b < batch; b++) {
    if (!(lengths[b] >= 1 && lengths[b] <= steps)) fail('engine.shape', { operation: 'ctc', reason: `a length is ${lengths[b]}, expected 1 to ${steps}` })
    if (!(targetLengths[b] >= 0 && targetLengths[b] <= most)) fail('engine.shape', { operation: 'ctc', reason: `a target's length is ${targetLengths[b]}, expected 0 to ${most}` })
    for (let index = 0; index < targetLengths[b]; index++) {
      const symbol = targets[b * most + index]
      if (!(symbol >= 0 && symbol < symbols) || symbol === blank) fail('engine.shape', { operation: 'ctc', reason: `the target symbol ${symbol} is none of ${symbols} symbols, or is the blank ${blank}` })
    }
  }
  return { batch, steps, symbols, most, lengths, targets, targetLengths }
}

const forward: Kernel = ({ inputs, attributes, backend }) => {
  const { blank, withGradient } = attributes as CtcAttributes
  const { batch, steps, symbols, most, lengths, targets, targetLengths } = ctcArguments(inputs, blank, backend)
  const logits = backend.floats(inputs.logits)
  const [loss, feasible] = [new Float32Array(batch), new Float32Array(batch)]
  const dLogits = new Float32Array(withGradient ? logits.length : 0)
  const logP = new Float64Array(steps * symbols)
  const alpha = new Float64Array(steps * (2 * most + 1))
  for (let b = 0; b < batch; b++) {
    const target = targets.subarray(b * most, b * most + targetLengths[b])
    const [time, start] = [lengths[b], b * steps * symbols]
    if (ctcStepsNeeded(target) > time) continue
    const places = placesOf(target, blank)
    logSoftmax(logP, logits, start, time, symbols)
    const total = forwardPass(alpha, logP, places, time, symbols)
    feasible[b] = 1
    loss[b] = -total
    if (withGradient) backwardPass(dLogits, start, alpha, logP, places, time, symbols, total)
  }
  return [backend.tensor([batch], loss), backend.tensor([batch], feasible), backend.tensor(withGradient ? [batch, steps, symbols] : [0], dLogits)]
}

interface Places {
  /** z_s */
  symbol: Int32Array
  /** ln skip(s): 0 or -Infinity. */
  skip: Float64Array
}

function placesOf(target: Int32Array, blank: number): Places {
  const count = 2 * target.length + 1
  const symbol = new Int32Array(count).fill(blank)
  const skip = new Float64Array(count + 2).fill(-Infinity)
  for (let index = 0; index < target.length; index++) {
    symbol[2 * index + 1] = target[index]
    if (index > 0 && target[index] !== target[index - 1]) skip[2 * index + 1] = 0
  }
  return { symbol, skip }
}

/** ln p of the first `time` steps of one example. */
function logSoftmax(logP: Float64Array, logits: Float32Array, start: number, time: number, symbols: number): void {
  for (let t = 0; t < time; t++) {
    const row = start + t * symbols
    let largest = -Infinity
    for (let k = 0; k < symbols; k++) largest = Math.max(largest, logits[row + k])
    let sum = 0
    for (let k = 0; k < symbols; k++) sum += Math.exp(logits[row + k] - largest)
    const total = largest + Math.log(sum)
    for (let k = 0; k < symbols; k++) logP[t * symbols + k] = logits[row + k] - total
  }
}

/** Fills ln alpha, row by row; ln P. */
function forwardPass(alpha: Float64Array, logP: Float64Array, { symbol, skip }: Places, time: number, symbols: number): number {
  const count = symbol.length
  for (let s = 0; s < count; s++) alpha[s] = s < 2 ? logP[symbol[s]] : -Infinity
  for (let t = 1; t < time; t++) {
    const [row, before] = [t * count, (t - 1) * count]
    for (let s = 0; s < count; s++) {
      const one = s > 0 ? alpha[before + s - 1] : -Infinity
      const two = s > 1 ? alpha[before + s - 2] + skip[s] : -Infinity
      alpha[row + s] = logP[t * symbols + symbol[s]] + logAdd(alpha[before + s], one, two)
    }
  }
  const last = (time - 1) * count
  return logAdd(alpha[last + count - 1], count > 1 ? alpha[last + count - 2] : -Infinity, -Infinity)
}

/** Fills the gradient of one example, with ln beta one row at a time. */
function backwardPass(dLogits: Float32Array, start: number, alpha: Float64Array, logP: Float64Array, { symbol, skip }: Places, time: number, symbols: number, total: number): void {
  const count = symbol.length
  // Two places of probability 0 beyond the end.
  let beta = new Float64Array(count + 2).fill(-Infinity)
  let next = new Float64Array(count + 2).fill(-Infinity)
  beta[count - 1] = 0
  if (count > 1) beta[count - 2] = 0
  const shares = new Float64Array(symbols)
  for (let t = time - 1; t >= 0; t--) {
    if (t < time - 1) {
      ;[beta, next] = [next, beta]
      for (let s = 0; s < count; s++) next[s] += logP[(t + 1) * symbols + symbol[s]]
      for (let s = 0; s < count; s++) beta[s] = logAdd(next[s], next[s + 1], next[s + 2] + skip[s + 2])
    }
    shares.fill(0)
    for (let s = 0; s < count; s++) shares[symbol[s]] += Math.exp(alpha[t * count + s] + beta[s] - total)
    for (let k = 0; k < symbols; k++) dLogits[start + t * symbols + k] = Math.exp(logP[t * symbols + k]) - shares[k]
  }
}

const scaleExamples: Kernel = ({ inputs: { x, factors }, backend }) => {
  const [values, factor] = [backend.floats(x), backend.floats(factors)]
  const scaled = new Float32Array(values.length)
  const each = values.length / factor.length
  for (let b = 0; b < factor.length; b++) {
    for (let index = b * each; index < (b + 1) * each; index++) scaled[index] = values[index] * factor[b]
  }
  return [backend.tensor(x.shape, scaled)]
}

export const ctcReferenceKernels: Record<string, Kernel> = { [ctcKernels.forward]: forward, [ctcKernels.gradient]: scaleExamples }
