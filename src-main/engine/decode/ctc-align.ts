/**
 * The likeliest alignment of a known text to the time steps (Viterbi over the places of ops/ctc.ts): when each symbol is spoken.
 *
 *   v_0(s) as alpha_0;  v_t(s) = ln p_t[z_s] + max(v_{t-1}(s), v_{t-1}(s-1), v_{t-1}(s-2) where s may be skipped to)
 */
import type { TimedSymbol } from './ctc-greedy.ts'

/** Null where the text has more symbols than fit into the steps. logProbabilities [steps, symbols] from `offset` on. */
export function ctcAlign(logProbabilities: ArrayLike<number>, steps: number, symbols: number, text: ArrayLike<number>, blank: number, offset = 0): TimedSymbol[] | null {
  const places = 2 * text.length + 1
  const symbolAt = (s: number) => (s % 2 === 0 ? blank : text[(s - 1) / 2])
  const from = new Uint8Array(steps * places)
  let values = new Float64Array(places).fill(-Infinity)
  let next = new Float64Array(places)
  for (let s = 0; s < Math.min(2, places); s++) values[s] = logProbabilities[offset + symbolAt(s)]
  for (let t = 1; t < steps; t++) {
    for (let s = 0; s < places; s++) {
      let best = values[s]
      let back = 0
      if (s > 0 && values[s - 1] > best) [best, back] = [values[s - 1], 1]
      if (s > 1 && s % 2 === 1 && symbolAt(s) !== symbolAt(s - 2) && values[s - 2] > best) [best, back] = [values[s - 2], 2]
      from[t * places + s] = back
      next[s] = best + logProbabilities[offset + t * symbols + symbolAt(s)]
    }
    ;[values, next] = [next, values]
  }
  let place = places - 1
  if (places > 1 && values[places - 2] > values[place]) place = places - 2
  if (values[place] === -Infinity) return null
  const found = Array.from(text, (symbol): TimedSymbol => ({ symbol, start: steps, end: 0, confidence: 0 }))
  for (let t = steps - 1; t >= 0; t--) {
    if (place % 2 === 1) {
      const own = found[(place - 1) / 2]
      own.start = t
      own.end = Math.max(own.end, t + 1)
      own.confidence = Math.max(own.confidence, Math.exp(logProbabilities[offset + t * symbols + own.symbol]))
    }
    place -= from[t * places + place]
  }
  return found
}
