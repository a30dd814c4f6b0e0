/**
 * Prefix search over CTC outputs (Hannun et al. 2014): the likeliest texts, summed over their alignments, with an optional
 * language model that sees the text so far.
 *
 *   b(l), nb(l) = probability of prefix l over alignments that end in a blank, in its last symbol
 *   a blank                b'(l)    += p[blank] (b(l) + nb(l))
 *   the last symbol again  nb'(l)   += p[c] nb(l)                                        the same text, a longer symbol
 *                          nb'(l c) += p[c] b(l) model                                   only behind a blank is it a new one
 *   another symbol c       nb'(l c) += p[c] (b(l) + nb(l)) model
 *   model = exp(weight ln q(c | l) + bonus); a prefix is ranked by b + nb, with `end` of the model at the end
 */
import { ctcAlign } from './ctc-align.ts'
import type { TimedSymbol } from './ctc-greedy.ts'
import { logAdd } from './log-probabilities.ts'

/** ln q(symbol | prefix), in nats; `symbol` null: that the text ends here. Called once for each new prefix. */
export type SymbolModel = (prefix: readonly number[], symbol: number | null) => number

export interface PrefixBeamOptions {
  blank: number
  /** Prefixes kept a step; 1 or more. */
  width: number
  /** How many texts to return, at most `width`. */
  best?: number
  model?: SymbolModel
  /** How much the model counts. */
  weight?: number
  /** Added to a text's score for each of its symbols: against the model's liking for short texts. */
  bonus?: number
  /** Symbols less likely than this at a step, ln p, are not tried there; the likeliest always is. */
  leastLogProbability?: number
}

export interface PrefixBeamText {
  symbols: number[]
  /** ln of what the texts are ranked by: CTC probability, the model's weighted, the bonus. */
  score: number
  /** ln of the CTC probability alone, over the alignments that the beam kept. */
  logProbability: number
  /** The symbols with the steps of the text's likeliest alignment. */
  timed: TimedSymbol[]
}

/** A prefix as a node of a tree; its sums of this step and the one before. */
interface Prefix {
  symbol: number
  parent: Prefix | null
  children: Map<number, Prefix>
  /** weight * model + bonus, summed along the prefix. */
  extra: number
  blank: number
  symbolEnd: number
  nextBlank: number
  nextSymbolEnd: number
  /** The step of which nextBlank and nextSymbolEnd are. */
  step: number
}

const symbolsOf = (prefix: Prefix): number[] => {
  const symbols: number[] = []
  for (let node = prefix; node.parent; node = node.parent) symbols.push(node.symbol)
  return symbols.reverse()
}
const rank = (prefix: Prefix) => logAdd(prefix.blank, prefix.symbolEnd) + prefix.extra

/** The best texts, best first. logProbabilities [steps, symbols] from `offset` on. */
export function ctcPrefixBeam(logProbabilities: ArrayLike<number>, steps: number, symbols: number, options: PrefixBeamOptions, offset = 0): PrefixBeamText[] {
  const { blank, width, best = 1, model, weight = 1, bonus = 0, leastLogProbability = -Infinity } = options
  const root = createPrefix(-1, null, 0)
  root.blank = 0
  let beam: Prefix[] = [root]
  let touched: Prefix[] = []

  /** The prefix ready to be added to in this step. */
  const at = (prefix: Prefix, t: number): Prefix => {
    if (prefix.step !== t) {
      prefix.step = t
      prefix.nextBlank = -Infinity
      prefix.nextSymbolEnd = -Infinity
      touched.push(prefix)
    }
    return prefix
  }
  const childOf = (parent: Prefix, symbol: number): Prefix => {
    const known = parent.children.get(symbol)
    if (known) return known
    const child = createPrefix(symbol, parent, parent.extra + bonus + (model ? weight * model(symbolsOf(parent), symbol) : 0))
    parent.children.set(symbol, child)
    return child
  }

  for (let t = 0; t < steps; t++) {
    touched = []
    const row = offset + t * symbols
    let likeliest = 0
    for (let k = 1; k < symbols; k++) if (logProbabilities[row + k] > logProbabilities[row + likeliest]) likeliest = k
    for (const prefix of beam) {
      const both = logAdd(prefix.blank, prefix.symbolEnd)
      for (let k = 0; k < symbols; k++) {
        const p = logProbabilities[row + k]
        if (p < leastLogProbability && k !== likeliest) continue
        if (k === blank) {
          const same = at(prefix, t)
          same.nextBlank = logAdd(same.nextBlank, p + both)
          continue
        }
        const repeated = k === prefix.symbol
        if (repeated) {
          const same = at(prefix, t)
          same.nextSymbolEnd = logAdd(same.nextSymbolEnd, p + prefix.symbolEnd)
        }
        const reached = p + (repeated ? prefix.blank : both)
        if (reached === -Infinity) continue
        const child = at(childOf(prefix, k), t)
        child.nextSymbolEnd = logAdd(child.nextSymbolEnd, reached)
      }
    }
    for (const prefix of touched) {
      prefix.blank = prefix.nextBlank
      prefix.symbolEnd = prefix.nextSymbolEnd
    }
    beam = keep(touched, width, rank)
    forget(beam)
  }

  const score = (prefix: Prefix) => rank(prefix) + (model ? weight * model(symbolsOf(prefix), null) : 0)
  const scored = beam.map((prefix) => ({ prefix, score: score(prefix) })).sort((a, b) => b.score - a.score)
  return scored.slice(0, best).map(({ prefix, score }) => {
    const text = symbolsOf(prefix)
    return { symbols: text, score, logProbability: logAdd(prefix.blank, prefix.symbolEnd), timed: ctcAlign(logProbabilities, steps, symbols, text, blank, offset) ?? [] }
  })
}

const createPrefix = (symbol: number, parent: Prefix | null, extra: number): Prefix => ({
  symbol, parent, children: new Map(), extra, blank: -Infinity, symbolEnd: -Infinity, nextBlank: -Infinity, nextSymbolEnd: -Infinity, step: -1,
})

/** The `count` of highest rank, best first; ties keep their order. */
function keep<Item>(items: Item[], count: number, rankOf: (item: Item) => number): Item[] {
  return items.map((item) => ({ item, rank: rankOf(item) })).sort((a, b) => b.rank - a.rank).slice(0, count).map(({ item }) => item)
}

/** Children that fell out of the beam lose their sums, and the tree the children that lead nowhere. */
function forget(beam: Prefix[]): void {
  const living = new Set<Prefix>()
  for (const prefix of beam) for (let node: Prefix | null = prefix; node && !living.has(node); node = node.parent) living.add(node)
  for (const node of living) {
    for (const [symbol, child] of node.children) if (!living.has(child)) node.children.delete(symbol)
  }
  // A prefix outside the beam on the way to one within starts anew if it is reached again.
  for (const prefix of living) {
    if (beam.includes(prefix)) continue
    prefix.blank = -Infinity
    prefix.symbolEnd = -Infinity
  }
}
