/** Metrics where an example may have any number of classes, as scikit-learn counts them: a ratio without a denominator is 0. */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { scoredBySums, type Scored } from './bootstrap.ts'

/**
 * microF1, macroF1 (over the classes that occur or are told), accuracy (all classes of an example right).
 * `truth` and `told` hold 1 for a class an example has, [N, C], row-major.
 */
export function scoredLabelSets(truth: ArrayLike<number>, told: ArrayLike<number>, classes: number): Scored {
  const width = 3 * classes + 2
  const examples = truth.length / classes
  const counts = new Float64Array(examples * width)
  for (let example = 0; example < examples; example++) {
    const row = counts.subarray(example * width, (example + 1) * width)
    let wrong = false
    for (let label = 0; label < classes; label++) {
      const [has, says] = [truth[example * classes + label] > 0, told[example * classes + label] > 0]
      if (has && says) row[3 * label] = 1
      if (has) row[3 * label + 1] = 1
      if (says) row[3 * label + 2] = 1
      if (has !== says) wrong = true
    }
    row.set([wrong ? 0 : 1, 1], 3 * classes)
  }
  return scoredBySums(counts, width, (sums): Metrics => {
    const [right, all] = sums.subarray(3 * classes)
    const perLabel = labelSetScores(sums, classes)
    const seen = perLabel.filter(({ support, predicted }) => support + predicted > 0)
    const total = perLabel.reduce((sum, { hits, support, predicted }) => ({ hits: sum.hits + hits, both: sum.both + support + predicted }), { hits: 0, both: 0 })
    return {
      microF1: total.both === 0 ? 0 : (2 * total.hits) / total.both,
      macroF1: seen.length === 0 ? 0 : seen.reduce((sum, { f1 }) => sum + f1, 0) / seen.length,
      accuracy: all === 0 ? 0 : right / all,
    }
  })
}

interface LabelSetScores {
  hits: number
  precision: number
  recall: number
  f1: number
  support: number
  predicted: number
}

/** Each class by itself. `truth` and `told` as above. */
export function perLabelOfSets(truth: ArrayLike<number>, told: ArrayLike<number>, classes: number): LabelSetScores[] {
  const sums = new Float64Array(3 * classes)
  for (let at = 0; at < truth.length; at++) {
    const column = 3 * (at % classes)
    if (truth[at] > 0 && told[at] > 0) sums[column] += 1
    if (truth[at] > 0) sums[column + 1] += 1
    if (told[at] > 0) sums[column + 2] += 1
  }
  return labelSetScores(sums, classes)
}

function labelSetScores(sums: ArrayLike<number>, classes: number): LabelSetScores[] {
  const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
  return Array.from({ length: classes }, (_, label) => {
    const [hits, support, predicted] = [sums[3 * label], sums[3 * label + 1], sums[3 * label + 2]]
    return { hits, precision: ratio(hits, predicted), recall: ratio(hits, support), f1: ratio(2 * hits, support + predicted), support, predicted }
  })
}
