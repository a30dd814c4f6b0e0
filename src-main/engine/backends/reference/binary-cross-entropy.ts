/** The reference kernels of binary cross-entropy; equations: ops/binary-cross-entropy.ts. */
import { binaryCrossEntropyKernels } from '../../ops/binary-cross-entropy.ts'
import type { Kernel } from './backend.ts'

const forward: Kernel = ({ inputs, backend }) => {
  const [batch, answers] = inputs.logits.shape
  const [logits, targets, weights] = [inputs.logits, inputs.targets, inputs.weights].map((tensor) => backend.floats(tensor))
  const loss = new Float32Array(batch)
  for (let b = 0; b < batch; b++) {
    let sum = 0
    for (let c = 0, at = b * answers; c < answers; c++, at++) {
      const [x, t] = [logits[at], targets[at]]
      // ln(1 + e^-x) without overflow on either side.
      const softplus = Math.log1p(Math.exp(-Math.abs(x))) + Math.max(-x, 0)
      sum += (1 - t) * x + (1 + ((weights.length > 0 ? weights[c] : 1) - 1) * t) * softplus
    }
    loss[b] = sum / answers
  }
  return [backend.tensor([batch], loss)]
}

const gradient: Kernel = ({ inputs, backend }) => {
  const [batch, answers] = inputs.logits.shape
  const [logits, targets, weights, outer] = [inputs.logits, inputs.targets, inputs.weights, inputs.dLoss].map((tensor) => backend.floats(tensor))
  const dLogits = new Float32Array(logits.length)
  for (let at = 0; at < dLogits.length; at++) {
    const [b, c] = [Math.floor(at / answers), at % answers]
    const [s, t] = [1 / (1 + Math.exp(-logits[at])), targets[at]]
    dLogits[at] = (((1 - t) * s - (weights.length > 0 ? weights[c] : 1) * t * (1 - s)) * outer[b]) / answers
  }
  return [backend.tensor([batch, answers], dLogits)]
}

export const binaryCrossEntropyReferenceKernels: Record<string, Kernel> = { [binaryCrossEntropyKernels.forward]: forward, [binaryCrossEntropyKernels.gradient]: gradient }
