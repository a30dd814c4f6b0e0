/**
 * The translation that agrees most with the others (minimum Bayes risk: Kumar, Byrne 2004). The likeliest of a hundred unlike texts is
 * no likely text: it is often short, or one of a kind; what most of the probability agrees on is safer.
 *
 *   agreement(y) = sum over candidates z of P(z) F(y, z);   P(z) = softmax over candidates of ln P(z)
 *   F(y, z) = mean over n = 1 to 4 of 2 |n-grams in both| / (|n-grams of y| + |n-grams of z|)       each text between its boundaries
 */
import { boundaryRow } from '../../../../src-shared/domain/tasks/translation.ts'
import { countNgrams } from '../../metrics/bleu.ts'
import type { BeamText } from '../../decode/beam-search.ts'
import { logSumExp } from '../../decode/log-probabilities.ts'

const orders = [1, 2, 3, 4]

type Grams = Map<string, number>[]

/** Candidates, the one that agrees most first, the others in the order given. */
export function byConsensus<Text extends Pick<BeamText, 'tokens' | 'logProbability'>>(candidates: readonly Text[]): Text[] {
  if (candidates.length < 3) return [...candidates]
  const grams = candidates.map(gramsOf)
  const logs = candidates.map(({ logProbability }) => logProbability)
  const total = logSumExp(logs, 0, logs.length)
  const agreements = grams.map((own) => grams.reduce((sum, other, place) => sum + Math.exp(logs[place] - total) * likeness(own, other), 0))
  const best = agreements.indexOf(Math.max(...agreements))
  return [candidates[best], ...candidates.filter((_, place) => place !== best)]
}

function gramsOf({ tokens }: Pick<BeamText, 'tokens'>): Grams {
  const bounded = [boundaryRow, ...tokens, boundaryRow].map(String)
  return orders.map((order) => countNgrams(bounded, order))
}

/** From 0 to 1; 1 of a text and itself. */
export function likeness(one: Grams, other: Grams): number {
  const shares = orders.flatMap((_, order) => {
    const all = sizeOf(one[order]) + sizeOf(other[order])
    return all === 0 ? [] : [(2 * shared(one[order], other[order])) / all]
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

const sizeOf = (grams: Map<string, number>): number => grams.values().reduce((sum, count) => sum + count, 0)
const shared = (one: Map<string, number>, other: Map<string, number>): number => one.entries().reduce((sum, [gram, count]) => sum + Math.min(count, other.get(gram) ?? 0), 0)
