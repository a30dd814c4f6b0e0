import { labelScores } from './label-scores.ts'

/**
 * Mean of every class's F1: a rare class counts as much as a frequent one. As in scikit-learn, a class that neither
 * occurs nor is predicted is left out.
 */
export function macroF1(matrix: readonly (readonly number[])[]): number {
  const seen = labelScores(matrix).filter(({ support, predicted }) => support + predicted > 0)
  return seen.length === 0 ? 0 : seen.reduce((sum, { f1 }) => sum + f1, 0) / seen.length
}
