/** The reference kernels of cross-entropy over rows; equations: ops/cross-entropy.ts. */
import { fail } from '../../../../src-shared/contract/errors.ts'
import { crossEntropyKernels, type CrossEntropyAttributes } from '../../ops/cross-entropy.ts'
import type { Kernel } from './backend.ts'

/** Refuses a label that is no class and not -1. */
export function checkLabels(labels: Int32Array, classes: number): void {
  for (const label of labels) if (!(label >= -1 && label < classes)) fail('engine.shape', { operation: 'cross-entropy', reason: `the label ${label} is none of ${classes} classes` })
}

const forward: Kernel = ({ inputs, attributes, backend }) => {
  const { smoothing } = attributes as CrossEntropyAttributes
  const [rows, classes] = inputs.logits.shape
  const [logits, labels, weights] = [backend.floats(inputs.logits), backend.integers(inputs.labels), backend.floats(inputs.weights)]
  checkLabels(labels, classes)
  const [loss, logSum] = [new Float32Array(rows), new Float32Array(rows)]
  for (let n = 0; n < rows; n++) {
    const label = labels[n]
    if (label < 0) continue
    const row = n * classes
    let largest = -Infinity
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[row + c])
    let sum = 0
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[row + c] - largest)
    const total = largest + Math.log(sum)
    const own = weights.length > 0 ? weights[label] : 1
    let spread = 0
    if (smoothing > 0) for (let c = 0; c < classes; c++) spread += (weights.length > 0 ? weights[c] : 1) * (total - logits[row + c])
    logSum[n] = total
    loss[n] = (1 - smoothing) * own * (total - logits[row + label]) + (smoothing * spread) / classes
  }
  return [backend.tensor([rows], loss), backend.tensor([rows], logSum)]
}

const gradient: Kernel = ({ inputs, attributes, backend }) => {
  const { smoothing } = attributes as CrossEntropyAttributes
  const [rows, classes] = inputs.logits.shape
  const [logits, weights, logSum, outer] = [inputs.logits, inputs.weights, inputs.logSum, inputs.dLoss].map((tensor) => backend.floats(tensor))
  const labels = backend.integers(inputs.labels)
  const dLogits = new Float32Array(logits.length)
  const sumOfWeights = weights.length > 0 ? weights.reduce((sum, weight) => sum + weight, 0) : classes
  for (let n = 0; n < rows; n++) {
    const label = labels[n]
    if (label < 0 || outer[n] === 0) continue
    const row = n * classes
    const own = (1 - smoothing) * (weights.length > 0 ? weights[label] : 1)
    const all = own + (smoothing * sumOfWeights) / classes
    for (let c = 0; c < classes; c++) {
      const q = (smoothing * (weights.length > 0 ? weights[c] : 1)) / classes + (c === label ? own : 0)
      dLogits[row + c] = (Math.exp(logits[row + c] - logSum[n]) * all - q) * outer[n]
    }
  }
  return [backend.tensor([rows, classes], dLogits)]
}

export const crossEntropyReferenceKernels: Record<string, Kernel> = { [crossEntropyKernels.forward]: forward, [crossEntropyKernels.gradient]: gradient }
