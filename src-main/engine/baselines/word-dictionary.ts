/**
 * Translation word by word with a dictionary learned from sentence pairs: IBM's first model (Brown et al. 1993), t(target | source)
 * by expectation maximisation with an empty source word, and each word's most probable translation. Order and context are not
 * known to it: what a network adds over it is what it learned of them.
 */
import { createPairTable, type PairTable } from './pair-table.ts'

export interface WordDictionary {
  /** Target words of a sentence, one for each source word that has a translation, in the source's order. */
  translate: (source: ArrayLike<number>) => Int32Array
  /** t of the most probable target word of a source word, and that word; null for a word never seen. */
  lookUp: (source: number) => { target: number; probability: number } | null
  /**
   * Which source word each target word is likely to come from: [target words, source words], t of each over the sum of all and the
   * empty word's. A row adds up to less than 1 by the share of the empty word, and to 0 where the target word never stood beside any.
   */
  align: (source: ArrayLike<number>, target: ArrayLike<number>) => Float32Array
}

const emptyWord = -1
/** Pairs are enough for a dictionary well before there are so many; longer sentences align badly and cost their square. */
const mostPairs = 200_000
const longest = 100

/** Sentences of vocabulary rows, pair by pair. */
export function fitWordDictionary(sources: readonly ArrayLike<number>[], targets: readonly ArrayLike<number>[], rounds = 5): WordDictionary {
  const pairs: [Int32Array, Int32Array][] = []
  for (let index = 0; index < sources.length && pairs.length < mostPairs; index++) {
    if (sources[index].length > longest || targets[index].length > longest || sources[index].length === 0) continue
    pairs.push([Int32Array.of(emptyWord, ...Array.from(sources[index])), Int32Array.from(targets[index])])
  }
  const table = createPairTable(1 << 16)
  for (const [source, target] of pairs) for (const f of target) for (const e of source) table.insert(e, f)
  const { first: sourceOf, second: targetOf } = table.pairs()
  // Uniform at first: only the sums over co-occurring words matter.
  let probabilities = new Float64Array(table.size() + 1).fill(1)
  for (let round = 0; round < rounds; round++) {
    const expected = new Float64Array(table.size() + 1)
    for (const [source, target] of pairs) for (const f of target) share(source, f, probabilities, expected, table)
    const totals = new Map<number, number>()
    for (let serial = 1; serial < expected.length; serial++) totals.set(sourceOf[serial], (totals.get(sourceOf[serial]) ?? 0) + expected[serial])
    probabilities = expected.map((value, serial) => (serial === 0 ? 0 : value / (totals.get(sourceOf[serial]) ?? 1)))
  }
  const best = new Map<number, { target: number; probability: number }>()
  for (let serial = 1; serial < probabilities.length; serial++) {
    const known = best.get(sourceOf[serial])
    if (!known || probabilities[serial] > known.probability) best.set(sourceOf[serial], { target: targetOf[serial], probability: probabilities[serial] })
  }
  return {
    translate: (source) => Int32Array.from(Array.from(source).flatMap((word) => best.get(word)?.target ?? [])),
    lookUp: (source) => best.get(source) ?? null,
    align: (source, target) => {
      const t = (e: number, f: number): number => probabilities[table.find(e, f)]
      const shares = new Float32Array(target.length * source.length)
      for (let u = 0; u < target.length; u++) {
        let sum = t(emptyWord, target[u])
        for (let s = 0; s < source.length; s++) sum += t(source[s], target[u])
        if (sum > 0) for (let s = 0; s < source.length; s++) shares[u * source.length + s] = t(source[s], target[u]) / sum
      }
      return shares
    },
  }
}

/** One target word is shared out among the source words of its sentence, as probable as each is to have brought it. */
function share(source: Int32Array, target: number, probabilities: Float64Array, expected: Float64Array, table: PairTable): void {
  let sum = 0
  for (const e of source) sum += probabilities[table.find(e, target)]
  // Rounding may leave nothing of a pair whose words all have better ones.
  if (sum === 0) return
  for (const e of source) {
    const serial = table.find(e, target)
    expected[serial] += probabilities[serial] / sum
  }
}
