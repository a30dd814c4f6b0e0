/**
 * N-gram language model with interpolated, modified Kneser-Ney smoothing (Kneser and Ney 1995; Chen and Goodman 1999):
 *
 *   p(w | h) = max(a(hw) - D(a), 0) / a(h.)  +  (D1 N1(h.) + D2 N2(h.) + D3 N3+(h.)) / a(h.) * p(w | h'),   h' = h without its oldest token
 *
 * down to p(w) mixed with 1 / vocabulary. a: counts at the highest order; below it, how many different tokens stand before the
 * n-gram (its count, where nothing ever does). The discounts of each order come from how many n-grams were seen once, twice,
 * three and four times. Nodes of the trie are numbers: 0 the empty context, else the serial of (parent node, token).
 */
import { createPairTable, enlarge, type PairTable } from './pair-table.ts'

export interface NgramData {
  order: number
  /** Tokens are 0 to vocabulary - 1. */
  vocabulary: number
  /** Parent and token of each node, [nodes + 1], and the node of the same n-gram without its oldest token; row 0 is the root. */
  parent: Int32Array
  token: Int32Array
  shorter: Int32Array
  /** a of each node. */
  adjusted: Int32Array
  /** D1, D2, D3+ of each order, [order * 3], from order 1. */
  discounts: Float64Array
}

export interface NgramModel {
  data: NgramData
  /** The context before anything was said: nothing known, or a sequence's beginning where sequences were learned apart. */
  start: number
  /** ln p(token | context), never -Infinity. */
  score: (context: number, token: number) => number
  /** The context after one more token. */
  next: (context: number, token: number) => number
  /** p(. | context), [vocabulary]; adds up to 1. */
  distribution: (context: number) => Float64Array
  /** -ln p of each token, from `start`: what it costs in nats. */
  nats: (tokens: ArrayLike<number>) => Float64Array
}

export interface NgramOptions {
  /** Longest n-gram, 1 to 20. */
  order: number
  vocabulary: number
  /** true: each sequence stands by itself and its beginning is a context; false: one stream, whose beginning means nothing. */
  separate?: boolean
}

/** Counts the sequences and smooths. About 0.3 microseconds a token and order. */
export function trainNgram(sequences: Iterable<ArrayLike<number>>, { order, vocabulary, separate = false }: NgramOptions): NgramModel {
  const table = createPairTable(1 << 16)
  let counts = new Int32Array(1 << 16)
  let shorter = new Int32Array(1 << 16)
  let depths = new Uint8Array(1 << 16)
  const reach = (parent: number, token: number, without: number, depth: number): number => {
    const node = table.insert(parent, token)
    if (node >= counts.length) {
      counts = enlarge(counts)
      shorter = enlarge(shorter)
      const deeper = new Uint8Array(depths.length * 2)
      deeper.set(depths)
      depths = deeper
    }
    shorter[node] = without
    depths[node] = depth
    return node
  }
  // active[k]: node of the last k tokens. The beginning is a token of its own, which is context but never foretold.
  const active = new Int32Array(order + 1)
  for (const tokens of sequences) {
    let known = 0
    if (separate && order > 1) {
      active[1] = reach(0, vocabulary, 0, 1)
      known = 1
    }
    for (let time = 0; time < tokens.length; time++) {
      const token = tokens[time]
      // From the longest down, since node k is reached from the old node k - 1; the link to node k - 1 is set a step later.
      known = Math.min(known + 1, order)
      for (let length = known; length >= 1; length--) {
        active[length] = reach(length === 1 ? 0 : active[length - 1], token, 0, length)
        counts[active[length]] += 1
      }
      for (let length = 2; length <= known; length++) shorter[active[length]] = active[length - 1]
    }
  }
  const { first: parent, second: token } = table.pairs()
  const data = { order, vocabulary, parent, token, shorter: shorter.slice(0, table.size() + 1), adjusted: adjust(counts, shorter, depths, table.size(), order), discounts: new Float64Array(3 * order) }
  data.discounts.set(discountsOf(data, depths))
  return createNgramModel(data, table)
}

/** Below the highest order, the number of different tokens before an n-gram takes the place of its count. */
function adjust(counts: Int32Array, shorter: Int32Array, depths: Uint8Array, size: number, order: number): Int32Array {
  const before = new Int32Array(size + 1)
  for (let node = 1; node <= size; node++) if (depths[node] > 1 && counts[node] > 0) before[shorter[node]] += 1
  return Int32Array.from(before, (preceding, node) => (depths[node] < order && preceding > 0 && counts[node] > 0 ? preceding : counts[node]))
}

/** Chen and Goodman's: Y = n1 / (n1 + 2 n2), D_k = k - (k + 1) Y n_(k+1) / n_k. KenLM's 0.5, 1, 1.5 where data is too little for them. */
function discountsOf({ order, adjusted }: NgramData, depths: Uint8Array): Float64Array {
  const seen = new Float64Array((order + 1) * 5)
  for (let node = 1; node < adjusted.length; node++) if (adjusted[node] >= 1 && adjusted[node] <= 4) seen[depths[node] * 5 + adjusted[node]] += 1
  return Float64Array.from({ length: 3 * order }, (_, index) => {
    const row = (Math.floor(index / 3) + 1) * 5
    const times = (index % 3) + 1
    const share = seen[row + 1] / (seen[row + 1] + 2 * seen[row + 2])
    const discount = times - ((times + 1) * share * seen[row + times + 1]) / seen[row + times]
    return discount > 0 && discount <= times ? discount : times / 2
  })
}

interface Followers {
  /** Where a node's followers begin in `nodes`, [nodes + 2]. */
  first: Int32Array
  nodes: Int32Array
}

/** The nodes one token longer that were seen, context by context. */
function followersOf(parent: Int32Array, adjusted: Int32Array): Followers {
  const first = new Int32Array(parent.length + 1)
  for (let node = 1; node < parent.length; node++) if (adjusted[node] > 0) first[parent[node] + 1] += 1
  for (let node = 0; node < parent.length; node++) first[node + 1] += first[node]
  const nodes = new Int32Array(first[parent.length])
  const next = first.slice()
  for (let node = 1; node < parent.length; node++) if (adjusted[node] > 0) nodes[next[parent[node]]++] = node
  return { first, nodes }
}

/** A model from its data: what `trainNgram` returned, read back from a file. */
export function createNgramModel(data: NgramData, known?: PairTable): NgramModel {
  const { order, vocabulary, parent, token, shorter, adjusted, discounts } = data
  const table = known ?? createPairTable(parent.length)
  if (!known) for (let node = 1; node < parent.length; node++) table.insert(parent[node], token[node])
  const depth = new Uint8Array(parent.length)
  const total = new Float64Array(parent.length)
  // Probability mass of a context that its shorter context hands out.
  const held = new Float64Array(parent.length)
  for (let node = 1; node < parent.length; node++) {
    const above = parent[node]
    depth[node] = depth[above] + 1
    if (adjusted[node] === 0) continue
    total[above] += adjusted[node]
    held[above] += discounts[depth[above] * 3 + Math.min(adjusted[node], 3) - 1]
  }

  /** Contexts of a node from the shortest to the node itself. */
  const path = new Int32Array(order + 1)
  const climb = (context: number): number => {
    let length = 0
    for (let node = context; node !== 0; node = shorter[node]) path[length++] = node
    return length
  }
  const mix = (below: number, context: number, word: number): number => {
    if (total[context] === 0) return below
    const node = table.find(context, word)
    const seen = node === 0 ? 0 : adjusted[node]
    const kept = seen === 0 ? 0 : seen - discounts[depth[context] * 3 + Math.min(seen, 3) - 1]
    return (Math.max(kept, 0) + held[context] * below) / total[context]
  }
  const probability = (context: number, word: number): number => {
    let p = mix(1 / vocabulary, 0, word)
    for (let index = climb(context) - 1; index >= 0; index--) p = mix(p, path[index], word)
    return p
  }
  const next = (context: number, word: number): number => {
    for (let node = context; ; node = shorter[node]) {
      const reached = depth[node] < order - 1 ? table.find(node, word) : 0
      if (reached !== 0 || node === 0) return reached
    }
  }
  const start = order > 1 ? table.find(0, vocabulary) : 0
  /** Of unseen tokens each longer context says what the shorter one did, times one number: only those seen in it are looked at. */
  let followers: Followers | undefined
  const distribution = (context: number): Float64Array => {
    followers ??= followersOf(parent, adjusted)
    const mixed = new Float64Array(vocabulary).fill(1 / vocabulary)
    const add = (node: number): void => {
      if (total[node] === 0) return
      const rest = held[node] / total[node]
      for (let word = 0; word < vocabulary; word++) mixed[word] *= rest
      for (let at = followers!.first[node]; at < followers!.first[node + 1]; at++) {
        const child = followers!.nodes[at]
        const seen = adjusted[child]
        mixed[token[child]] += Math.max(seen - discounts[depth[node] * 3 + Math.min(seen, 3) - 1], 0) / total[node]
      }
    }
    add(0)
    for (let index = climb(context) - 1; index >= 0; index--) add(path[index])
    return mixed
  }
  return {
    data,
    start,
    score: (context, word) => Math.log(probability(context, word)),
    next,
    distribution,
    nats: (tokens) => {
      let context = start
      return Float64Array.from(tokens, (word) => {
        const cost = -Math.log(probability(context, word))
        context = next(context, word)
        return cost
      })
    },
  }
}
