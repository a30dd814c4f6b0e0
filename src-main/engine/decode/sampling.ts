/**
 * Draws the next token from a language model's logits.
 *
 *   1. repetition penalty r (Keskar et al. 2019): the logit of each token of the recent text is divided by r where positive, else multiplied
 *   2. p = softmax(logits / temperature); temperature 0 takes the likeliest token
 *   3. top-k keeps the k likeliest; top-p (Holtzman et al. 2020) the fewest of these, likeliest first, whose probabilities, of those top-k
 *      left and made to sum to 1, reach p
 *   4. one uniform draw among what is left
 */
import type { Random } from '../random.ts'
import { logSoftmax } from './log-probabilities.ts'

export interface SamplingOptions {
  /** 0 or more; 1 leaves the model's probabilities. */
  temperature: number
  /** 0 to keep all. */
  topK: number
  /** 0 < p <= 1; 1 to keep all. */
  topP: number
  /** 1 or more; 1 for none. */
  repetitionPenalty: number
  /** How many of the last tokens the penalty looks at. */
  repetitionWindow: number
}

export const plainSampling: SamplingOptions = { temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, repetitionWindow: 64 }

export interface DrawnToken {
  token: number
  /** Of the token in the distribution that it was drawn from, 0 to 1. */
  probability: number
}

export interface Sampler {
  /** The next token from the `count` logits that begin at `offset`; `history` holds the tokens so far. Draws one number, none at temperature 0. */
  next(logits: ArrayLike<number>, offset: number, count: number, history: ArrayLike<number>): DrawnToken
}

/** A sampler whose draws depend on `random` alone. `never` holds tokens that may not be drawn (padding, unknown). */
export function createSampler(options: SamplingOptions, random: Random, never: readonly number[] = []): Sampler {
  let scores = new Float64Array(0)
  let logP = new Float64Array(0)
  return {
    next(logits, offset, count, history) {
      if (scores.length !== count) {
        scores = new Float64Array(count)
        logP = new Float64Array(count)
      }
      for (let token = 0; token < count; token++) scores[token] = logits[offset + token]
      penalise(scores, history, options)
      for (const token of never) if (token < count) scores[token] = -Infinity
      const order = mostLikely(scores, count, options)
      if (options.temperature === 0) return { token: order[0], probability: 1 }
      logSoftmax(logP, scores, 0, count, options.temperature)
      return draw(order, logP, options.topP, random.uniform())
    },
  }
}

function penalise(scores: Float64Array, history: ArrayLike<number>, { repetitionPenalty, repetitionWindow }: SamplingOptions): void {
  if (repetitionPenalty === 1) return
  const seen = new Set<number>()
  for (let index = Math.max(0, history.length - repetitionWindow); index < history.length; index++) seen.add(history[index])
  for (const token of seen) scores[token] = scores[token] > 0 ? scores[token] / repetitionPenalty : scores[token] * repetitionPenalty
}

/** The tokens that top-k leaves, likeliest first, ties by their number; at temperature 0 one. */
function mostLikely(scores: Float64Array, count: number, { temperature, topK }: SamplingOptions): Uint32Array {
  if (temperature === 0) {
    let best = 0
    for (let token = 1; token < count; token++) if (scores[token] > scores[best]) best = token
    return Uint32Array.of(best)
  }
  const order = Uint32Array.from({ length: count }, (_, token) => token).sort((a, b) => scores[b] - scores[a] || a - b)
  return topK > 0 && topK < count ? order.subarray(0, topK) : order
}

function draw(order: Uint32Array, logP: Float64Array, topP: number, uniform: number): DrawnToken {
  let all = 0
  for (const token of order) all += Math.exp(logP[token])
  let kept = 0
  let sum = 0
  while (kept < order.length && (kept === 0 || sum < topP * all)) sum += Math.exp(logP[order[kept++]])
  let left = uniform * sum
  for (let index = 0; index < kept; index++) {
    const probability = Math.exp(logP[order[index]])
    left -= probability
    if (left < 0 || index === kept - 1) return { token: order[index], probability: probability / sum }
  }
  return { token: order[0], probability: 1 }
}
