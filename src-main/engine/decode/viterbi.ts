/**
 * The best sequence of tags of a linear-chain CRF (Viterbi 1967), how probable it is as a whole, and how sure each tag is.
 *
 *   v_0(j) = start[j] + e_0[j];  v_t(j) = e_t[j] + max_i (v_{t-1}(i) + transitions[i, j]);  score = max_j (v_{n-1}(j) + end[j])
 *   probability = exp(score - ln Z);  confidence[t] = P(y_t = the tag chosen), the marginal of ops/crf.ts
 */
import { CrfLattice, type CrfScores } from './crf-lattice.ts'

export interface ViterbiPath {
  /** [n]; of equally good paths the one whose last differing tag is lowest. */
  tags: Int32Array
  /** Of the path, unnormalised. */
  score: number
  /** Of the whole path among all paths, 0 to 1. */
  probability: number
  /** [n], 0 to 1. */
  confidence: Float64Array
}

/** Decodes sequences under the same scores: learned transitions with what a tag scheme forbids already in them. */
export interface ViterbiDecoder {
  /** The best path of `steps` >= 1 steps whose emissions, [steps, K], begin at `offset`. */
  decode(emissions: ArrayLike<number>, offset: number, steps: number): ViterbiPath
  /** P(y_t = j) of every step and tag, [steps, K]. */
  marginals(emissions: ArrayLike<number>, offset: number, steps: number): Float64Array
}

export function createViterbi(scores: CrfScores): ViterbiDecoder {
  const lattice = new CrfLattice(scores)
  const count = lattice.tags
  return {
    decode(emissions, offset, steps) {
      const { tags, score } = bestPath(scores, count, emissions, offset, steps)
      const probability = Math.exp(score - lattice.forward(emissions, offset, steps))
      lattice.backward()
      // Rounding may lead a hair above 1.
      return { tags, score, probability: Math.min(1, probability), confidence: Float64Array.from(tags, (tag, t) => Math.min(1, lattice.marginal(t, tag))) }
    },
    marginals(emissions, offset, steps) {
      lattice.forward(emissions, offset, steps)
      lattice.backward()
      return Float64Array.from({ length: steps * count }, (_, at) => lattice.marginal(Math.floor(at / count), at % count))
    },
  }
}

function bestPath({ transitions, start, end }: CrfScores, count: number, emissions: ArrayLike<number>, offset: number, steps: number): { tags: Int32Array; score: number } {
  let values = Float64Array.from({ length: count }, (_, j) => start[j] + emissions[offset + j])
  let next = new Float64Array(count)
  const from = new Int32Array(steps * count)
  for (let t = 1; t < steps; t++) {
    for (let j = 0; j < count; j++) {
      let best = 0
      let largest = -Infinity
      for (let i = 0; i < count; i++) {
        const value = values[i] + transitions[i * count + j]
        if (value > largest) {
          largest = value
          best = i
        }
      }
      next[j] = largest + emissions[offset + t * count + j]
      from[t * count + j] = best
    }
    ;[values, next] = [next, values]
  }
  let last = 0
  for (let j = 1; j < count; j++) if (values[j] + end[j] > values[last] + end[last]) last = j
  const tags = new Int32Array(steps)
  tags[steps - 1] = last
  for (let t = steps - 1; t > 0; t--) tags[t - 1] = from[t * count + tags[t]]
  return { tags, score: values[last] + end[last] }
}
