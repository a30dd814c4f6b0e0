import { logSumExp, type Scores } from './outcome.ts'

/** Mean cross-entropy in nats: -log of the probability given to the true class; 0 for no examples. */
export function loss(labels: Int32Array, scores: readonly Scores[]): number {
  if (scores.length === 0) return 0
  return scores.reduce((sum, values, index) => sum + logSumExp(values) - values[labels[index]], 0) / scores.length
}
