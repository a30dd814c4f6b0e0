/** The table of metrics of a classifier. A new metric is a file and a row here. */
import type { Evaluation, Metrics } from '../../../src-shared/domain/run.ts'
import { accuracy } from './accuracy.ts'
import { labelScores } from './label-scores.ts'
import { loss } from './loss.ts'
import { macroF1 } from './macro-f1.ts'
import type { Outcome } from './outcome.ts'

export const classificationMetrics = {
  loss: { better: 'lower', compute: ({ labels, scores }: Outcome) => loss(labels, scores) },
  accuracy: { better: 'higher', compute: ({ matrix }: Outcome) => accuracy(matrix) },
  macroF1: { better: 'higher', compute: ({ matrix }: Outcome) => macroF1(matrix) },
} as const
export type MetricName = keyof typeof classificationMetrics

export function computeMetrics(outcome: Outcome): Metrics {
  return Object.fromEntries(Object.entries(classificationMetrics).map(([name, { compute }]) => [name, compute(outcome)]))
}

/** The outcome of one split as it is stored and shown; `labels` names the classes. */
export function createEvaluation(split: Evaluation['split'], outcome: Outcome, labels: string[]): Evaluation {
  const perLabel = labelScores(outcome.matrix).map(({ precision, recall, f1, support }, index) => ({ label: labels[index], precision, recall, f1, support }))
  return { split, metrics: computeMetrics(outcome), labels, matrix: outcome.matrix, perLabel }
}
