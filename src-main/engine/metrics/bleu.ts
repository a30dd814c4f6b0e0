/**
 * BLEU (Papineni et al. 2002) as sacreBLEU computes it: n-grams to 4, clipped by the reference, with the exponential smoothing of
 * mteval (an order without a match counts 1/2, 1/4, ... of one), from 0 to 100.
 *
 *   BLEU = exp(min(0, 1 - r / c)) exp(mean_n log p_n),   r, c: tokens of the references and of the translations
 */
import { bleuTokenizers, type BleuTokenizer } from './bleu-tokens.ts'

const orders = 4
/** Numbers of a pair: tokens of translation and reference, matches of each order, n-grams of each order. They add up over a corpus. */
export const bleuWidth = 2 + 2 * orders

export function bleuCounts(translation: string, reference: string, tokenizer: BleuTokenizer): Float64Array {
  const said = bleuTokenizers[tokenizer](translation)
  const wanted = bleuTokenizers[tokenizer](reference)
  const counts = new Float64Array(bleuWidth)
  counts[0] = said.length
  counts[1] = wanted.length
  for (let order = 1; order <= orders; order++) {
    const available = countNgrams(wanted, order)
    for (const [ngram, count] of countNgrams(said, order)) counts[1 + order] += Math.min(count, available.get(ngram) ?? 0)
    counts[1 + orders + order] = Math.max(0, said.length - order + 1)
  }
  return counts
}

/** BLEU of added counts. `shortened`: orders that the translation is too short for are left out, as for single sentences. */
export function bleuOf(counts: ArrayLike<number>, shortened = false): number {
  const [said, wanted] = [counts[0], counts[1]]
  const penalty = said >= wanted ? 1 : said > 0 ? Math.exp(1 - wanted / said) : 0
  let matched = 0
  let logs = 0
  let used = orders
  let smoothing = 1
  for (let order = 1; order <= orders; order++) {
    const [matches, total] = [counts[1 + order], counts[1 + orders + order]]
    matched += matches
    if (total === 0) {
      if (!shortened) return 0
      used = order - 1
      break
    }
    if (matches === 0) smoothing *= 2
    logs += Math.log(matches === 0 ? 100 / (smoothing * total) : (100 * matches) / total)
  }
  return matched === 0 ? 0 : penalty * Math.exp(logs / used)
}

export function corpusBleu(translations: readonly string[], references: readonly string[], tokenizer: BleuTokenizer): number {
  const sums = new Float64Array(bleuWidth)
  translations.forEach((translation, index) => bleuCounts(translation, references[index], tokenizer).forEach((count, column) => (sums[column] += count)))
  return bleuOf(sums)
}

/** For worst-first lists; the mean of these is not the corpus' BLEU. */
export function sentenceBleu(translation: string, reference: string, tokenizer: BleuTokenizer): number {
  return bleuOf(bleuCounts(translation, reference, tokenizer), true)
}

export function countNgrams(tokens: readonly string[], order: number, separator = ' '): Map<string, number> {
  const counts = new Map<string, number>()
  for (let start = 0; start + order <= tokens.length; start++) {
    let ngram = tokens[start]
    for (let next = start + 1; next < start + order; next++) ngram += separator + tokens[next]
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1)
  }
  return counts
}
