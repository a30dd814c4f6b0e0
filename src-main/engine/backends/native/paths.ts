/** The kernels of the CRF and of additive attention (contracts and equations: ops/crf.ts, ops/attention.ts) over the native ones. */
import type * as tf from '@tensorflow/tfjs-core'
import { attentionKernels } from '../../ops/attention.ts'
import { crfKernels } from '../../ops/crf.ts'
import { checkKeys } from '../reference/attention.ts'
import type { Kernel } from '../reference/backend.ts'
import { checkCrf } from '../reference/crf.ts'
import type { NativeBackend } from './backend.ts'

const size = new Float32Array(1)

type Inputs = Record<string, tf.TensorInfo>

function crfArguments(backend: NativeBackend, inputs: Inputs) {
  const [batch, steps, tags] = inputs.emissions.shape
  const [labels, lengths] = [backend.integers(inputs.tags), backend.integers(inputs.lengths)]
  checkCrf(labels, lengths, steps, tags)
  const [emissions, transitions, start, end] = [inputs.emissions, inputs.transitions, inputs.start, inputs.end].map((tensor) => backend.floats(tensor))
  backend.kernels.crfSize(batch, steps, tags, size)
  return { given: [batch, steps, tags, emissions, transitions, start, end, labels, lengths] as const, work: backend.buffers.take(size[0]) }
}

const crf: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const { given, work } = crfArguments(backend, inputs)
  const loss = backend.output(inputs.lengths.shape)
  backend.kernels.crf(...given, loss.values, work)
  backend.buffers.give(work)
  return [loss.info]
}

const crfGradient: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const { given, work } = crfArguments(backend, inputs)
  const [dEmissions, dTransitions, dStart, dEnd] = [inputs.emissions, inputs.transitions, inputs.start, inputs.end].map(({ shape }) => backend.output(shape))
  backend.kernels.crfGradient(...given, backend.floats(inputs.dLoss), dEmissions.values, dTransitions.values, dStart.values, dEnd.values, work)
  backend.buffers.give(work)
  return [dEmissions.info, dTransitions.info, dStart.info, dEnd.info]
}

function additiveArguments(backend: NativeBackend, inputs: Inputs) {
  const [batch, queryCount, width] = inputs.queries.shape
  const keyCount = inputs.keys.shape[1]
  const lengths = backend.integers(inputs.lengths)
  checkKeys(lengths, keyCount)
  const [queries, keys, vector] = [inputs.queries, inputs.keys, inputs.vector].map((tensor) => backend.floats(tensor))
  return [batch, queryCount, keyCount, width, queries, keys, vector, lengths] as const
}

const additiveScores: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const given = additiveArguments(backend, inputs)
  const scores = backend.output([given[0], given[1], given[2]])
  backend.kernels.additiveScores(...given, scores.values)
  return [scores.info]
}

const additiveScoresGradient: Kernel = ({ inputs, backend: general }) => {
  const backend = general as NativeBackend
  const given = additiveArguments(backend, inputs)
  const [dQueries, dKeys, dVector] = [inputs.queries, inputs.keys, inputs.vector].map(({ shape }) => backend.output(shape))
  const work = backend.buffers.take(given[0] * given[3])
  backend.kernels.additiveScoresGradient(...given, backend.floats(inputs.dScores), dQueries.values, dKeys.values, dVector.values, work)
  backend.buffers.give(work)
  return [dQueries.info, dKeys.info, dVector.info]
}

export const pathNativeKernels: Record<string, Kernel> = {
  [crfKernels.forward]: crf,
  [crfKernels.gradient]: crfGradient,
  [attentionKernels.additiveScores]: additiveScores,
  [attentionKernels.additiveScoresGradient]: additiveScoresGradient,
}
