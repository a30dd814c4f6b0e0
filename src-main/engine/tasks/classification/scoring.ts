/** What logits come to: metrics of any sample of the rows, and the pictures of all of them. */
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { ClassificationPart } from '../../../../src-shared/domain/tasks/classification.ts'
import type { Scored } from '../../metrics/bootstrap.ts'
import { computeMetrics } from '../../metrics/index.ts'
import { labelScores } from '../../metrics/label-scores.ts'
import { createOutcome, type Scores } from '../../metrics/outcome.ts'
import type { Scoring } from '../task.ts'

/** @param scores logits or log probabilities [C] of each row */
export function scoredOf(labels: Int32Array, scores: readonly Scores[], classes: number): Scored {
  return {
    units: labels.length,
    metrics: (sample) => computeMetrics(createOutcome(sample.map((row) => labels[row]), Array.from(sample, (row) => scores[row]), classes)),
  }
}

export function scoreLogits({ labels }: ClassificationPart, scores: readonly Scores[], names: string[]): Scoring {
  return { scored: scoredOf(labels, scores, names.length), panels: () => [confusionPanel(labels, scores, names)] }
}

function confusionPanel(labels: Int32Array, scores: readonly Scores[], names: string[]): Panel {
  const { matrix } = createOutcome(labels, scores, names.length)
  const perLabel = labelScores(matrix).map(({ precision, recall, f1, support }, index) => ({ label: names[index], precision, recall, f1, support }))
  return { kind: 'confusion', code: 'confusion', title: 'Confusion matrix', labels: names, matrix, perLabel }
}
