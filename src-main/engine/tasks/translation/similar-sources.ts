/**
 * Which sources are most like one: cosine of TF-IDF over their tokens and pairs of neighbouring tokens.
 *
 *   v[g] = ln(1 + N / (1 + sources with g)) times g occurs, of length 1                                 N sources in all
 */

export interface SimilarSource {
  /** Position among the sources that were indexed. */
  position: number
  /** From 0 to 1, 1 for the same tokens. */
  likeness: number
}

/** The most alike first, at most `count`, earlier ones first among equals; none that shares nothing. */
export type FindSimilar = (source: ArrayLike<number>, count: number) => SimilarSource[]

type Weights = Map<string, number>

export function indexSources(sources: readonly ArrayLike<number>[]): FindSimilar {
  const spread = new Map<string, number>()
  for (const source of sources) for (const gram of new Set(gramsOf(source))) spread.set(gram, (spread.get(gram) ?? 0) + 1)
  const vectorOf = (source: ArrayLike<number>): Weights => {
    const weights: Weights = new Map()
    for (const gram of gramsOf(source)) weights.set(gram, (weights.get(gram) ?? 0) + Math.log(1 + sources.length / (1 + (spread.get(gram) ?? 0))))
    const length = Math.hypot(...weights.values())
    weights.forEach((weight, gram) => weights.set(gram, weight / length))
    return weights
  }
  const holders = new Map<string, { positions: number[]; weights: number[] }>()
  sources.forEach((source, position) => vectorOf(source).forEach((weight, gram) => {
    const own = holders.get(gram) ?? { positions: [], weights: [] }
    own.positions.push(position)
    own.weights.push(weight)
    holders.set(gram, own)
  }))
  return (source, count) => {
    const likeness = new Map<number, number>()
    for (const [gram, weight] of vectorOf(source)) {
      const own = holders.get(gram)
      own?.positions.forEach((position, place) => likeness.set(position, (likeness.get(position) ?? 0) + weight * own.weights[place]))
    }
    const found = Array.from(likeness, ([position, value]): SimilarSource => ({ position, likeness: value }))
    return found.sort((one, other) => other.likeness - one.likeness || one.position - other.position).slice(0, count)
  }
}

function gramsOf(source: ArrayLike<number>): string[] {
  return Array.from(source).flatMap((token, place, all) => (place + 1 < all.length ? [`${token}`, `${token} ${all[place + 1]}`] : [`${token}`]))
}
