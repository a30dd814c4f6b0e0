/**
 * Beam search over any step-by-step model: keeps the `width` likeliest beginnings of each example, ends those that reach the end token.
 *
 *   score(y) = ln P(y) / lp(|y|),  lp(n) = ((5 + n) / 6)^alpha                                    (Wu et al. 2016; alpha 0: no penalty)
 *
 * |y| counts the end token. An example is done when it has `best` finished texts and no unfinished one can still beat the worst of
 * them, or at the longest length, where what is unfinished counts as it is.
 */
import { logSumExp } from './log-probabilities.ts'

export interface BeamSearchOptions {
  width: number
  /** Texts returned for each example, at most `width`. */
  best: number
  /** Most tokens of a text, the end token included. */
  maximumLength: number
  lengthPenalty: number
  startToken: number
  endToken: number
  /** Tokens that are never chosen (padding, start, unknown). */
  never?: readonly number[]
}

export interface BeamText {
  /** Without start and end token. */
  tokens: number[]
  /** ln P(y) / lp(|y|) */
  score: number
  /** ln P(y), nats. */
  logProbability: number
  /** Whether the end token was reached. */
  finished: boolean
  /** What the step gave beside the logits for each token (attention weights, say), the end token's last; empty where it gives nothing. */
  traces: Float32Array[]
}

/** One step for several rows at once, each the continuation of one beginning. */
export interface BeamStep<State> {
  /** [rows, tokens] before the softmax. */
  logits: ArrayLike<number>
  state: State
  /** One for each row. */
  traces?: Float32Array[]
}

export interface BeamModel<State> {
  /** How many tokens there are. */
  tokens: number
  /** One row for each example, in their order. */
  start(): State
  /** The logits behind `last` (one token a row); `state` may be changed in place. */
  step(state: State, last: Int32Array): BeamStep<State>
  /** The state whose row i is row rows[i] of the given one; rows may repeat, be left out, and be fewer. The given one is not used again. */
  select(state: State, rows: Int32Array): State
  /** Frees what a state holds, at the end. */
  dispose?(state: State): void
}

interface Beginning {
  tokens: number[]
  logProbability: number
  traces: Float32Array[]
  /** Its row in the state. */
  row: number
}

/** The best texts of each example, best first. Runs to its end: a caller that can be cancelled gives a batch at a time. */
export function beamSearch<State>(model: BeamModel<State>, examples: number, options: BeamSearchOptions): BeamText[][] {
  const finished: BeamText[][] = Array.from({ length: examples }, () => [])
  let beams: Beginning[][] = Array.from({ length: examples }, (_, row) => [{ tokens: [], logProbability: 0, traces: [], row }])
  let state = model.start()
  for (let length = 1; length <= options.maximumLength; length++) {
    const rows = beams.flat()
    const step = model.step(state, Int32Array.from(rows, ({ tokens }) => tokens.at(-1) ?? options.startToken))
    beams = beams.map((beam, example) => {
      const candidates = extend(beam, step, model.tokens, options)
      const alive = settle(candidates, finished[example], length, options)
      return isDone(alive, finished[example], length, options) ? [] : alive
    })
    const selected = beams.flat()
    state = selected.length > 0 ? model.select(step.state, Int32Array.from(selected, ({ row }) => row)) : step.state
    if (selected.length === 0) break
    selected.forEach((beginning, row) => (beginning.row = row))
  }
  model.dispose?.(state)
  return finished.map((texts) => texts.slice(0, options.best))
}

interface Candidate {
  from: Beginning
  token: number
  logProbability: number
  trace: Float32Array | null
}

/** The 2 width likeliest continuations, best first: even if width of them end, as many go on. */
function extend<State>(beam: Beginning[], { logits, traces }: BeamStep<State>, tokens: number, { width, never = [] }: BeamSearchOptions): Candidate[] {
  const best: Candidate[] = []
  for (const from of beam) {
    const offset = from.row * tokens
    // ln P of a continuation = logit + base.
    const base = from.logProbability - logSumExp(logits, offset, tokens)
    const least = (): number => (best.length === 2 * width ? best[best.length - 1].logProbability - base : -Infinity)
    let bar = least()
    for (let token = 0; token < tokens; token++) {
      // Of thousands of tokens few are looked at twice.
      if (!(logits[offset + token] > bar) || never.includes(token)) continue
      const logProbability = logits[offset + token] + base
      let at = best.length
      while (at > 0 && best[at - 1].logProbability < logProbability) at--
      best.splice(at, 0, { from, token, logProbability, trace: traces?.[from.row] ?? null })
      if (best.length > 2 * width) best.pop()
      bar = least()
    }
  }
  return best
}

const penalty = (length: number, alpha: number) => ((5 + length) / 6) ** alpha

/** Puts what ends among the finished, keeps the likeliest `width` of the rest; at the longest length everything ends. */
function settle(candidates: Candidate[], finished: BeamText[], length: number, { width, best, endToken, maximumLength, lengthPenalty }: BeamSearchOptions): Beginning[] {
  const alive: Beginning[] = []
  candidates.forEach(({ from, token, logProbability, trace }, place) => {
    const traces = trace ? [...from.traces, trace] : from.traces
    const ends = token === endToken
    if (ends || length === maximumLength) {
      // An end behind the first `width` continuations is not one the beam would have kept.
      if (place >= width) return
      const tokens = ends ? from.tokens : [...from.tokens, token]
      finished.push({ tokens, score: logProbability / penalty(length, lengthPenalty), logProbability, finished: ends, traces })
    } else if (alive.length < width) {
      alive.push({ tokens: [...from.tokens, token], logProbability, traces, row: from.row })
    }
  })
  finished.sort((a, b) => b.score - a.score)
  finished.splice(Math.max(best, width))
  return alive
}

/** Whether the likeliest unfinished text, were every further token certain, could not come among the best any more. */
function isDone(alive: Beginning[], finished: BeamText[], length: number, { best, maximumLength, lengthPenalty }: BeamSearchOptions): boolean {
  if (alive.length === 0 || length === maximumLength) return true
  if (finished.length < best) return false
  // ln P is negative: a text gains most by being as long as may be (or, with a negative alpha, as short).
  const reach = alive[0].logProbability / Math.max(penalty(length + 1, lengthPenalty), penalty(maximumLength, lengthPenalty))
  return reach <= finished[best - 1].score
}
