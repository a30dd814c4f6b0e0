/** The kernels of CTC and of cross-entropy over rows (contracts and equations: ops/ctc.ts, ops/cross-entropy.ts) over the native ones. */
import { crossEntropyKernels, type CrossEntropyAttributes } from '../../ops/cross-entropy.ts'
import { ctcKernels, type CtcAttributes } from '../../ops/ctc.ts'
import type { Kernel } from '../reference/backend.ts'
import { checkLabels } from '../reference/cross-entropy.ts'
import { ctcArguments } from '../reference/ctc.ts'
import type { NativeBackend } from './backend.ts'

const size = new Float32Array(1)

const ctc: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const { blank, withGradient } = attributes as CtcAttributes
  const { batch, steps, symbols, most, lengths, targets, targetLengths } = ctcArguments(inputs, blank, backend)
  const [loss, feasible] = [backend.output([batch]), backend.output([batch])]
  const dLogits = backend.output(withGradient ? [batch, steps, symbols] : [0])
  backend.kernels.ctcSize(batch, steps, symbols, most, blank, size)
  const work = backend.buffers.take(size[0])
  backend.kernels.ctc(
    batch, steps, symbols, most, blank, backend.floats(inputs.logits), lengths, targets, targetLengths,
    loss.values, feasible.values, withGradient ? dLogits.values : null, work,
  )
  backend.buffers.give(work)
  return [loss.info, feasible.info, dLogits.info]
}

const crossEntropy: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const [rows, classes] = inputs.logits.shape
  const [labels, weights] = [backend.integers(inputs.labels), backend.floats(inputs.weights)]
  checkLabels(labels, classes)
  const [loss, logSum] = [backend.output([rows]), backend.output([rows])]
  const { smoothing } = attributes as CrossEntropyAttributes
  backend.kernels.crossEntropy(rows, classes, smoothing, backend.floats(inputs.logits), labels, weights.length > 0 ? weights : null, loss.values, logSum.values)
  return [loss.info, logSum.info]
}

const crossEntropyGradient: Kernel = ({ inputs, attributes, backend: general }) => {
  const backend = general as NativeBackend
  const [rows, classes] = inputs.logits.shape
  const [logits, weights, logSum, dLoss] = [inputs.logits, inputs.weights, inputs.logSum, inputs.dLoss].map((tensor) => backend.floats(tensor))
  const dLogits = backend.output([rows, classes])
  const { smoothing } = attributes as CrossEntropyAttributes
  backend.kernels.crossEntropyGradient(rows, classes, smoothing, logits, backend.integers(inputs.labels), weights.length > 0 ? weights : null, logSum, dLoss, dLogits.values)
  return [dLogits.info]
}

export const lossNativeKernels: Record<string, Kernel> = {
  [ctcKernels.forward]: ctc,
  [crossEntropyKernels.forward]: crossEntropy,
  [crossEntropyKernels.gradient]: crossEntropyGradient,
}
