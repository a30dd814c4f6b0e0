/** The reference kernels of the linear-chain CRF; equations: ops/crf.ts, sums over paths: decode/crf-lattice.ts. */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../../src-shared/contract/errors.ts'
import { CrfLattice } from '../../decode/crf-lattice.ts'
import { crfKernels } from '../../ops/crf.ts'
import type { Kernel, ReferenceBackend } from './backend.ts'

/** Refuses lengths that are not 1 to `steps` and tags, within a sequence's own steps, that are none of `count`. */
export function checkCrf(tags: Int32Array, lengths: Int32Array, steps: number, count: number): void {
  for (let b = 0; b < lengths.length; b++) {
    if (!(lengths[b] >= 1 && lengths[b] <= steps)) fail('engine.shape', { operation: 'crf', reason: `a length is ${lengths[b]}, expected 1 to ${steps}` })
    for (let t = 0; t < lengths[b]; t++) {
      const tag = tags[b * steps + t]
      if (!(tag >= 0 && tag < count)) fail('engine.shape', { operation: 'crf', reason: `the tag ${tag} is none of ${count} tags` })
    }
  }
}

function crfArguments(inputs: Record<string, tf.TensorInfo>, backend: ReferenceBackend) {
  const [batch, steps, count] = inputs.emissions.shape
  const [emissions, transitions, start, end] = [inputs.emissions, inputs.transitions, inputs.start, inputs.end].map((tensor) => backend.floats(tensor))
  const [tags, lengths] = [backend.integers(inputs.tags), backend.integers(inputs.lengths)]
  checkCrf(tags, lengths, steps, count)
  return { batch, steps, count, emissions, tags, lengths, lattice: new CrfLattice({ transitions, start, end }) }
}

const forward: Kernel = ({ inputs, backend }) => {
  const { batch, steps, count, emissions, tags, lengths, lattice } = crfArguments(inputs, backend)
  const loss = new Float32Array(batch)
  for (let b = 0; b < batch; b++) loss[b] = lattice.forward(emissions, b * steps * count, lengths[b]) - lattice.score(tags, b * steps)
  return [backend.tensor([batch], loss)]
}

const gradient: Kernel = ({ inputs, backend }) => {
  const { batch, steps, count, emissions, tags, lengths, lattice } = crfArguments(inputs, backend)
  const outer = backend.floats(inputs.dLoss)
  const dEmissions = new Float32Array(emissions.length)
  const dTransitions = new Float64Array(count * count)
  const [dStart, dEnd] = [new Float64Array(count), new Float64Array(count)]
  for (let b = 0; b < batch; b++) {
    // What is masked out by a weight of 0 costs nothing.
    if (outer[b] === 0) continue
    const [start, length] = [b * steps * count, lengths[b]]
    lattice.forward(emissions, start, length)
    lattice.backward()
    lattice.addPairs(dTransitions, outer[b])
    for (let t = 0; t < length; t++) {
      const tag = tags[b * steps + t]
      if (t > 0) dTransitions[tags[b * steps + t - 1] * count + tag] -= outer[b]
      for (let j = 0; j < count; j++) {
        const slope = outer[b] * (lattice.marginal(t, j) - (j === tag ? 1 : 0))
        dEmissions[start + t * count + j] = slope
        if (t === 0) dStart[j] += slope
        if (t === length - 1) dEnd[j] += slope
      }
    }
  }
  return [
    backend.tensor([batch, steps, count], dEmissions), backend.tensor([count, count], Float32Array.from(dTransitions)),
    backend.tensor([count], Float32Array.from(dStart)), backend.tensor([count], Float32Array.from(dEnd)),
  ]
}

export const crfReferenceKernels: Record<string, Kernel> = { [crfKernels.forward]: forward, [crfKernels.gradient]: gradient }
