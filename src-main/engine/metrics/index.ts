/** The table of metrics of a classifier, by the rows of metric-table.ts. A new metric is a file and a row here. */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import type { MetricName } from '../../../src-shared/domain/metric-table.ts'
import { accuracy } from './accuracy.ts'
import { loss } from './loss.ts'
import { macroF1 } from './macro-f1.ts'
import type { Outcome } from './outcome.ts'

export const classificationMetrics: Partial<Record<MetricName, (outcome: Outcome) => number>> = {
  loss: ({ labels, scores }) => loss(labels, scores),
  accuracy: ({ matrix }) => accuracy(matrix),
  macroF1: ({ matrix }) => macroF1(matrix),
}

export function computeMetrics(outcome: Outcome): Metrics {
  return Object.fromEntries(Object.entries(classificationMetrics).map(([name, compute]) => [name, compute(outcome)]))
}
