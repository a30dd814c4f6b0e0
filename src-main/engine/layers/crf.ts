/** A linear-chain CRF with what it learns (equations: ops/crf.ts) and the constraints of a tag scheme. */
import * as tf from '@tensorflow/tfjs-core'
import type { CrfScores } from '../decode/crf-lattice.ts'
import { constrainCrf, crfLoss, type CrfConstraints, type CrfWeights } from '../ops/crf.ts'
import { uniform } from './initializers.ts'
import type { LayerContext } from './parameters.ts'

export interface CrfLayer {
  /** emissions [B, T, K], tags [B, T] int32, lengths [B] int32 -> [B], nats a sequence. A gold tag that the constraints forbid costs thousands. */
  loss(emissions: tf.Tensor3D, tags: tf.Tensor2D, lengths: tf.Tensor1D): tf.Tensor1D
  /** The present scores, constraints in them, for `createViterbi`. */
  scores(): CrfScores
}

/** Adds `<name>.transitions` [K, K], `<name>.start` [K], `<name>.end` [K], at first as pytorch-crf's. */
export function createCrf({ parameters, random }: LayerContext, name: string, { tags, constraints }: { tags: number; constraints?: CrfConstraints }): CrfLayer {
  const weights = {
    transitions: parameters.add(`${name}.transitions`, [tags, tags], uniform(0.1), random) as tf.Tensor,
    start: parameters.add(`${name}.start`, [tags], uniform(0.1), random) as tf.Tensor,
    end: parameters.add(`${name}.end`, [tags], uniform(0.1), random) as tf.Tensor,
  } as CrfWeights
  const constrained = () => (constraints ? constrainCrf(weights, constraints) : weights)
  return {
    loss: (emissions, wanted, lengths) => tf.tidy(() => crfLoss({ ...constrained(), emissions, tags: wanted, lengths })),
    scores: () =>
      tf.tidy(() => {
        const { transitions, start, end } = constrained()
        return { transitions: transitions.dataSync().slice(), start: start.dataSync().slice(), end: end.dataSync().slice() }
      }),
  }
}
