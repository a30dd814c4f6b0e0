/**
 * Precision, recall and F1 of entities as conlleval reports them: an entity is right where its type and both ends are right.
 * A ratio without a denominator is 0, as in conlleval.pl. Shares from 0 to 1.
 */
import { entitiesOf } from '../../../src-shared/domain/entities.ts'
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { scoredBySums, type Scored } from './bootstrap.ts'

export interface EntityScores {
  /** Of all types together. */
  precision: number
  recall: number
  f1: number
  /** Share of tokens with the right tag. */
  tagAccuracy: number
  /** `support`: true entities of the type; `predicted`: those told. By type, in order of their names. */
  perType: { label: string; precision: number; recall: number; f1: number; support: number; predicted: number }[]
}

interface Counts {
  gold: number
  predicted: number
  right: number
}

/** Each sequence's true and predicted tags, of equal lengths. @throws RangeError where lengths differ */
export function entityScores(gold: readonly (readonly string[])[], predicted: readonly (readonly string[])[]): EntityScores {
  const byType = new Map<string, Counts>()
  const of = (type: string): Counts => {
    const known = byType.get(type)
    if (known) return known
    const counts = { gold: 0, predicted: 0, right: 0 }
    byType.set(type, counts)
    return counts
  }
  gold.forEach((tags, index) => visitEntities(tags, predicted[index], (type, column) => (of(type)[column] += 1)))
  const overall = scoredEntities(gold, predicted).metrics(Int32Array.from(gold, (_, index) => index))
  const perType = [...byType].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, counts]) => ({ label, ...ratios(counts), support: counts.gold, predicted: counts.predicted }))
  return { precision: overall['precision'], recall: overall['recall'], f1: overall['f1'], tagAccuracy: overall['tagAccuracy'], perType }
}

/** The same over samples of sequences: f1, precision, recall, tagAccuracy. */
export function scoredEntities(gold: readonly (readonly string[])[], predicted: readonly (readonly string[])[]): Scored {
  const width = 5
  const counts = new Float64Array(gold.length * width)
  gold.forEach((tags, index) => {
    const row = counts.subarray(index * width, (index + 1) * width)
    visitEntities(tags, predicted[index], (_, column) => (row[columns[column]] += 1))
    row[3] = tags.reduce((sum, tag, token) => sum + (tag === predicted[index][token] ? 1 : 0), 0)
    row[4] = tags.length
  })
  return scoredBySums(counts, width, ([goldSum, predictedSum, right, rightTokens, tokens]): Metrics => {
    return { ...ratios({ gold: goldSum, predicted: predictedSum, right }), tagAccuracy: ratio(rightTokens, tokens) }
  })
}

const columns: Record<keyof Counts, number> = { gold: 0, predicted: 1, right: 2 }

function visitEntities(gold: readonly string[], predicted: readonly string[], count: (type: string, column: keyof Counts) => void): void {
  if (gold.length !== predicted.length) throw new RangeError(`${String(predicted.length)} tags predicted for ${String(gold.length)} tokens`)
  const starts = new Map(entitiesOf(gold).map((entity) => [entity.start, entity]))
  for (const { type } of starts.values()) count(type, 'gold')
  for (const { type, start, end } of entitiesOf(predicted)) {
    count(type, 'predicted')
    const truth = starts.get(start)
    if (truth?.end === end && truth.type === type) count(type, 'right')
  }
}

function ratios({ gold, predicted, right }: Counts): { precision: number; recall: number; f1: number } {
  return { precision: ratio(right, predicted), recall: ratio(right, gold), f1: ratio(2 * right, gold + predicted) }
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
