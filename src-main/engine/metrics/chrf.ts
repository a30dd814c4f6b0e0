/**
 * chrF2 (Popovic 2015) as sacreBLEU computes it: F of character n-grams to 6, spaces left out, recall counting twice (beta = 2),
 * precision and recall averaged over the orders that both texts have; from 0 to 100.
 */
import { countNgrams } from './bleu.ts'
import { splitSpaces } from './bleu-tokens.ts'

const orders = 6
const betaSquared = 4
/** Numbers of a pair: n-grams of translation, of reference, and both, by order. They add up over a corpus. */
export const chrfWidth = 3 * orders

export function chrfCounts(translation: string, reference: string): Float64Array {
  const said = Array.from(splitSpaces(translation).join(''))
  const wanted = Array.from(splitSpaces(reference).join(''))
  const counts = new Float64Array(chrfWidth)
  for (let order = 1; order <= orders; order++) {
    const available = countNgrams(wanted, order, '')
    const column = 3 * (order - 1)
    counts[column] = available.size === 0 ? 0 : Math.max(0, said.length - order + 1)
    counts[column + 1] = Math.max(0, wanted.length - order + 1)
    for (const [ngram, count] of countNgrams(said, order, '')) counts[column + 2] += Math.min(count, available.get(ngram) ?? 0)
  }
  return counts
}

export function chrfOf(counts: ArrayLike<number>): number {
  let [precision, recall, used] = [0, 0, 0]
  for (let column = 0; column < chrfWidth; column += 3) {
    const [said, wanted, both] = [counts[column], counts[column + 1], counts[column + 2]]
    if (said === 0 || wanted === 0) continue
    precision += both / said
    recall += both / wanted
    used++
  }
  if (precision + recall === 0) return 0
  return (100 * (1 + betaSquared) * (precision / used) * (recall / used)) / ((betaSquared * precision) / used + recall / used)
}

export function corpusChrf(translations: readonly string[], references: readonly string[]): number {
  const sums = new Float64Array(chrfWidth)
  translations.forEach((translation, index) => chrfCounts(translation, references[index]).forEach((count, column) => (sums[column] += count)))
  return chrfOf(sums)
}
