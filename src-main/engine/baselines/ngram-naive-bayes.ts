/**
 * Multinomial naive Bayes on n-grams of tokens, ends marked: with characters as tokens, what names and other short strings must be
 * compared with. Laplace smoothing over the n-grams seen in training; one that was not seen says nothing.
 *
 *   score_k = log P(k) + sum_g n_g log((N_kg + a) / (N_k + a G)),   g: n-grams of all lengths 1 to `order`
 */
import { createPairTable } from './pair-table.ts'

export interface NgramNaiveBayesOptions {
  classes: number
  /** Longest n-gram. */
  order?: number
  /** a above. */
  smoothing?: number
}

/** Stands before and behind a sequence; no token of a vocabulary is negative. */
const end = -1

/** Log joint probability of each class, [classes]: the softmax is each class's probability. */
export function fitNgramNaiveBayes(
  sequences: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  { classes, order = 4, smoothing = 0.1 }: NgramNaiveBayesOptions,
): (sequence: ArrayLike<number>) => Float64Array {
  // An n-gram is a node of a trie: its number is the serial of (the n-gram without its last token, that token).
  const table = createPairTable(1 << 12)
  const visit = (sequence: ArrayLike<number>, child: (parent: number, token: number) => number, use: (node: number) => void): void => {
    for (let start = -1; start < sequence.length; start++) {
      let node = 0
      for (let position = start; position < Math.min(start + order, sequence.length + 1); position++) {
        node = child(node, position < 0 || position === sequence.length ? end : sequence[position])
        if (node === 0) break
        // The mark alone tells nothing.
        if (position >= 0 && !(position === sequence.length && position === start)) use(node)
      }
    }
  }
  const nodes = sequences.map((sequence) => {
    const all: number[] = []
    visit(sequence, (parent, token) => table.insert(parent, token), (node) => all.push(node))
    return all
  })
  const width = table.size() + 1
  // The node of the mark alone is counted nowhere.
  const used = new Uint8Array(width)
  for (const row of nodes) for (const node of row) used[node] = 1
  const kinds = used.reduce((sum, mark) => sum + mark, 0)
  const counts = Array.from({ length: classes }, () => new Float64Array(width))
  const totals = new Float64Array(classes)
  const examples = new Float64Array(classes)
  nodes.forEach((row, index) => {
    const label = labels[index]
    examples[label] += 1
    totals[label] += row.length
    for (const node of row) counts[label][node] += 1
  })
  const priors = examples.map((count) => Math.log(Math.max(count, 0.01) / Math.max(1, sequences.length)))
  const logs = counts.map((row, label) => row.map((count) => Math.log((count + smoothing) / (totals[label] + smoothing * kinds))))
  return (sequence) => {
    const scores = priors.slice()
    visit(sequence, (parent, token) => table.find(parent, token), (node) => logs.forEach((row, label) => (scores[label] += row[node])))
    return scores
  }
}
