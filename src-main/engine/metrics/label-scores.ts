/**
 * One class against all others, from the confusion matrix M:
 *
 *   precision = M[k][k] / sum_j M[j][k],  recall = M[k][k] / sum_j M[k][j],  F1 = 2 M[k][k] / (both sums added)
 *
 * A ratio without a denominator is 0, as in scikit-learn.
 */
export interface LabelScores {
  precision: number
  recall: number
  f1: number
  /** Examples of this class. */
  support: number
  /** Examples taken for this class. */
  predicted: number
}

export function labelScores(matrix: readonly (readonly number[])[]): LabelScores[] {
  return matrix.map((row, label) => {
    const support = row.reduce((sum, count) => sum + count, 0)
    const predicted = matrix.reduce((sum, other) => sum + other[label], 0)
    const right = row[label]
    return { precision: ratio(right, predicted), recall: ratio(right, support), f1: ratio(2 * right, support + predicted), support, predicted }
  })
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
