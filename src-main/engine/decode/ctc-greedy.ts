/**
 * Reads the likeliest symbol of every time step, merges repetitions and drops blanks: the best single alignment, which is the
 * best text where the network is sure (prefix search, ctc-prefix-beam.ts, sums over alignments).
 */

/** A symbol with the time steps in which it was read: from `start` on, before `end`. */
export interface TimedSymbol {
  symbol: number
  start: number
  end: number
  /** 0 to 1: the largest probability of the symbol within these steps. */
  confidence: number
}

/** logProbabilities [steps, symbols] (or probabilities in any increasing scale for the symbols alone) from `offset` on. */
export function ctcGreedy(logProbabilities: ArrayLike<number>, steps: number, symbols: number, blank: number, offset = 0): TimedSymbol[] {
  const found: TimedSymbol[] = []
  let before = blank
  for (let t = 0; t < steps; t++) {
    const row = offset + t * symbols
    let best = 0
    for (let k = 1; k < symbols; k++) if (logProbabilities[row + k] > logProbabilities[row + best]) best = k
    if (best !== blank) {
      const confidence = Math.exp(logProbabilities[row + best])
      const last = found.at(-1)
      if (last && best === before) {
        last.end = t + 1
        last.confidence = Math.max(last.confidence, confidence)
      } else {
        found.push({ symbol: best, start: t, end: t + 1, confidence })
      }
    }
    before = best
  }
  return found
}
