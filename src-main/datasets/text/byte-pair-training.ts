/**
 * Learns byte pairs from the training split: the most frequent pair of neighbouring tokens becomes one token, again and again.
 * The same pairs in the same order as Hugging Face's BpeTrainer learns from the same pieces: ties go to the pair of older tokens,
 * and the oldest are the characters in the order of their code points.
 */
import { splitPieces } from './byte-pair.ts'
import { createPriorityQueue } from './priority-queue.ts'

export interface BytePairs {
  merges: [string, string][]
  /** Every token: characters by code point, then joined ones in the order of learning. */
  tokens: string[]
}

export interface BytePairOptions {
  /** Tokens at most, characters included. */
  size: number
  /** A pair seen less often is not joined. */
  minimumCount?: number
}

export interface BytePairTrainer {
  /** Counts the pieces of one text. */
  add: (text: string) => void
  /** Half a second for 8,000 tokens of a million characters. */
  train: (options: BytePairOptions) => BytePairs
  /** The same, letting others have their turn. @throws the signal's reason when it is aborted */
  trainBeside: (options: BytePairOptions, signal?: AbortSignal, report?: (done: number, total: number) => void) => Promise<BytePairs>
}

/** Characters take this share of the tokens at most, the most frequent first; the others remain unknown. */
const shareOfCharacters = 0.8
const millisecondsAtOnce = 20

export function createBytePairTrainer(): BytePairTrainer {
  const counts = new Map<string, number>()
  return {
    add: (text) => {
      for (const piece of splitPieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
    },
    train: (options) => {
      const learning = learn(counts, options)
      for (;;) {
        const { done, value } = learning.next()
        if (done) return value
      }
    },
    trainBeside: async (options, signal, report) => {
      const learning = learn(counts, options)
      for (let pauseAt = 0; ; ) {
        if (performance.now() >= pauseAt) {
          await new Promise<void>((resolve) => void setImmediate(resolve))
          signal?.throwIfAborted()
          pauseAt = performance.now() + millisecondsAtOnce
        }
        const { done, value } = learning.next()
        if (done) return value
        report?.(value, options.size)
      }
    },
  }
}

/** Yields the number of tokens so far, one after each joined pair. */
function* learn(counts: ReadonlyMap<string, number>, { size, minimumCount = 2 }: BytePairOptions): Generator<number, BytePairs> {
  const tokens = alphabetOf(counts, Math.max(1, Math.floor(size * shareOfCharacters)))
  const ids = new Map(tokens.map((token, id) => [token, id]))
  // A character that is left out separates its neighbours.
  const words: Int32Array[] = []
  const weights: number[] = []
  for (const [piece, count] of counts) {
    const symbols = Int32Array.from(Array.from(piece), (character) => ids.get(character) ?? -1)
    if (symbols.length < 2) continue
    words.push(symbols)
    weights.push(count)
  }

  const pairs = createPairs()
  words.forEach((symbols, word) => {
    for (let index = 0; index + 1 < symbols.length; index++) pairs.change(symbols[index], symbols[index + 1], weights[word], word)
  })
  pairs.announce()

  const merges: [string, string][] = []
  while (tokens.length < size) {
    yield tokens.length
    const best = pairs.take()
    if (!best || best.count < minimumCount) break
    const joined = tokens[best.first] + tokens[best.second]
    const id = ids.get(joined) ?? tokens.length
    if (id === tokens.length) {
      tokens.push(joined)
      ids.set(joined, id)
    }
    merges.push([tokens[best.first], tokens[best.second]])
    for (const word of best.words) words[word] = joinIn(words[word], best, id, (first, second, sign) => pairs.change(first, second, sign * weights[word], word))
    pairs.announce()
  }
  return { merges, tokens }
}

/** The most frequent characters, by code point. */
function alphabetOf(counts: ReadonlyMap<string, number>, most: number): string[] {
  const seen = new Map<string, number>()
  for (const [piece, count] of counts) for (const character of piece) seen.set(character, (seen.get(character) ?? 0) + count)
  const codePoint = (character: string): number => character.codePointAt(0) ?? 0
  const kept = [...seen].toSorted((a, b) => b[1] - a[1] || codePoint(a[0]) - codePoint(b[0])).slice(0, most)
  return kept.map(([character]) => character).sort((a, b) => codePoint(a) - codePoint(b))
}

/** The word with every `first second` joined, from the left; tells which pairs came and went around it. */
function joinIn(symbols: Int32Array, { first, second }: { first: number; second: number }, id: number, change: (first: number, second: number, sign: number) => void): Int32Array {
  const joined = new Int32Array(symbols.length)
  let length = 0
  for (let index = 0; index < symbols.length; index++) {
    if (symbols[index] !== first || symbols[index + 1] !== second) {
      joined[length++] = symbols[index]
      continue
    }
    if (length > 0) {
      change(joined[length - 1], first, -1)
      change(joined[length - 1], id, 1)
    }
    if (index + 2 < symbols.length) {
      change(second, symbols[index + 2], -1)
      change(id, symbols[index + 2], 1)
    }
    joined[length++] = id
    index++
  }
  return length === symbols.length ? symbols : joined.slice(0, length)
}

interface Pair {
  first: number
  second: number
  count: number
  /** Words that hold it, or once did. */
  words: Set<number>
}

interface Pairs {
  change: (first: number, second: number, by: number, word: number) => void
  /** Makes pairs that grew since the last call known to `take`. */
  announce: () => void
  /** The most frequent pair, which is then forgotten; null when there is none. */
  take: () => Pair | null
}

/** Counts of pairs and the greatest of them: an entry of the queue whose count has fallen since is put back with its new one. */
function createPairs(): Pairs {
  const known = new Map<number, Pair>()
  const grown = new Set<Pair>()
  const queue = createPriorityQueue<{ pair: Pair; count: number }>(
    (a, b) => a.count > b.count || (a.count === b.count && (a.pair.first < b.pair.first || (a.pair.first === b.pair.first && a.pair.second < b.pair.second))),
  )
  const keyOf = (first: number, second: number): number => first * 2 ** 26 + second
  return {
    change: (first, second, by, word) => {
      if (first < 0 || second < 0) return
      const key = keyOf(first, second)
      let pair = known.get(key)
      if (!pair) known.set(key, (pair = { first, second, count: 0, words: new Set() }))
      pair.count += by
      if (by <= 0) return
      pair.words.add(word)
      grown.add(pair)
    },
    announce: () => {
      for (const pair of grown) queue.push({ pair, count: pair.count })
      grown.clear()
    },
    take: () => {
      for (let entry = queue.pop(); entry; entry = queue.pop()) {
        const { pair, count } = entry
        if (known.get(keyOf(pair.first, pair.second)) !== pair || pair.count <= 0) continue
        if (pair.count !== count) {
          queue.push({ pair, count: pair.count })
          continue
        }
        known.delete(keyOf(pair.first, pair.second))
        return pair
      }
      return null
    },
  }
}
