/** The reference kernels of attention; equations: ops/attention.ts. */
import { fail } from '../../../../src-shared/contract/errors.ts'
import { attentionKernels } from '../../ops/attention.ts'
import type { Kernel } from './backend.ts'

/** Refuses a number of keys that is not 1 to `most`. */
export function checkKeys(lengths: Int32Array, most: number): void {
  for (const length of lengths) if (!(length >= 1 && length <= most)) fail('engine.shape', { operation: 'attention', reason: `a length is ${length}, expected 1 to ${most}` })
}

const maskedSoftmax: Kernel = ({ inputs, backend }) => {
  const [batch, queries, keys] = inputs.scores.shape
  const [scores, lengths] = [backend.floats(inputs.scores), backend.integers(inputs.lengths)]
  checkKeys(lengths, keys)
  const weights = new Float32Array(scores.length)
  for (let row = 0; row < batch * queries; row++) {
    const [start, end] = [row * keys, row * keys + lengths[Math.floor(row / queries)]]
    let largest = -Infinity
    for (let at = start; at < end; at++) largest = Math.max(largest, scores[at])
    let sum = 0
    for (let at = start; at < end; at++) sum += Math.exp(scores[at] - largest)
    for (let at = start; at < end; at++) weights[at] = Math.exp(scores[at] - largest) / sum
  }
  return [backend.tensor(inputs.scores.shape, weights)]
}

const maskedSoftmaxGradient: Kernel = ({ inputs, backend }) => {
  const keys = inputs.weights.shape[2]
  const [weights, outer] = [backend.floats(inputs.weights), backend.floats(inputs.dWeights)]
  const dScores = new Float32Array(weights.length)
  for (let start = 0; start < weights.length; start += keys) {
    let along = 0
    for (let at = start; at < start + keys; at++) along += weights[at] * outer[at]
    for (let at = start; at < start + keys; at++) dScores[at] = weights[at] * (outer[at] - along)
  }
  return [backend.tensor(inputs.weights.shape, dScores)]
}

const additiveScores: Kernel = ({ inputs, backend }) => {
  const [batch, count, width] = inputs.queries.shape
  const most = inputs.keys.shape[1]
  const [queries, keys, vector] = [inputs.queries, inputs.keys, inputs.vector].map((tensor) => backend.floats(tensor))
  const lengths = backend.integers(inputs.lengths)
  checkKeys(lengths, most)
  const scores = new Float32Array(batch * count * most)
  for (let row = 0; row < batch * count; row++) {
    const b = Math.floor(row / count)
    for (let s = 0; s < lengths[b]; s++) {
      let score = 0
      for (let a = 0, q = row * width, k = (b * most + s) * width; a < width; a++) score += vector[a] * Math.tanh(queries[q++] + keys[k++])
      scores[row * most + s] = score
    }
  }
  return [backend.tensor([batch, count, most], scores)]
}

const additiveScoresGradient: Kernel = ({ inputs, backend }) => {
  const [batch, count, width] = inputs.queries.shape
  const most = inputs.keys.shape[1]
  const [queries, keys, vector, outer] = [inputs.queries, inputs.keys, inputs.vector, inputs.dScores].map((tensor) => backend.floats(tensor))
  const lengths = backend.integers(inputs.lengths)
  const [dQueries, dKeys, dVector] = [new Float32Array(queries.length), new Float32Array(keys.length), new Float64Array(width)]
  for (let row = 0; row < batch * count; row++) {
    const b = Math.floor(row / count)
    for (let s = 0; s < lengths[b]; s++) {
      const slope = outer[row * most + s]
      for (let a = 0, q = row * width, k = (b * most + s) * width; a < width; a++, q++, k++) {
        const value = Math.tanh(queries[q] + keys[k])
        const direct = slope * vector[a] * (1 - value * value)
        dVector[a] += slope * value
        dQueries[q] += direct
        dKeys[k] += direct
      }
    }
  }
  return [backend.tensor(inputs.queries.shape, dQueries), backend.tensor(inputs.keys.shape, dKeys), backend.tensor([width], Float32Array.from(dVector))]
}

export const attentionReferenceKernels: Record<string, Kernel> = {
  [attentionKernels.maskedSoftmax]: maskedSoftmax,
  [attentionKernels.maskedSoftmaxGradient]: maskedSoftmaxGradient,
  [attentionKernels.additiveScores]: additiveScores,
  [attentionKernels.additiveScoresGradient]: additiveScoresGradient,
}
