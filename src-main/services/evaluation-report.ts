/**
 * How good a model is on some rows, and how sure that figure is: each metric with the 2.5 and 97.5 percentiles of its values on
 * samples of the same rows drawn with replacement (the percentile bootstrap, Efron 1979). Seeded: the same rows, the same intervals.
 */
import { fail } from '../../src-shared/contract/errors.ts'
import type { Example, SplitName } from '../../src-shared/domain/dataset.ts'
import type { EvaluationReport, Metrics, Prediction } from '../../src-shared/domain/run.ts'
import { createSeeded } from '../datasets/seeded.ts'
import { computeMetrics } from '../engine/metrics/index.ts'
import { labelScores } from '../engine/metrics/label-scores.ts'
import { createOutcome, type Outcome } from '../engine/metrics/outcome.ts'

const resamples = 1000
/** Rows are many enough that fewer samples tell the same. */
const manyRows = 5000
const fewResamples = 200
/** Other calls are answered in between. */
const resamplesAtOnce = 20

/** `split` is null for rows that are not of the run's dataset. @throws evaluate.label-unknown */
export async function reportOn(rows: Example[], predictions: Prediction[], split: SplitName | null): Promise<EvaluationReport> {
  if (rows.length === 0) fail('split.too-small', { part: split ?? 'evaluated' })
  const { labels } = predictions[0]
  const truth = Int32Array.from(rows, ({ label, index }) => {
    const known = labels.indexOf(label)
    return known >= 0 ? known : fail('evaluate.label-unknown', { label, row: index + 1, labels: labels.join(', ') })
  })
  const scores = predictions.map(({ probabilities }) => Float64Array.from(probabilities, (p) => Math.log(Math.max(p, Number.MIN_VALUE))))
  const outcome = createOutcome(truth, scores, labels.length)
  return {
    split,
    rows: rows.length,
    metrics: computeMetrics(outcome),
    intervals: await bootstrap(outcome, labels.length),
    labels,
    matrix: outcome.matrix,
    perLabel: labelScores(outcome.matrix).map(({ precision, recall, f1, support }, index) => ({ label: labels[index], precision, recall, f1, support })),
  }
}

async function bootstrap({ labels, scores }: Outcome, classes: number): Promise<EvaluationReport['intervals']> {
  const random = createSeeded(1, 'bootstrap')
  const values: Record<string, number[]> = {}
  for (let sample = 0; sample < (labels.length > manyRows ? fewResamples : resamples); sample++) {
    if (sample % resamplesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve))
    const drawn = Int32Array.from(labels, () => random.integer(labels.length))
    const metrics: Metrics = computeMetrics(createOutcome(drawn.map((row) => labels[row]), Array.from(drawn, (row) => scores[row]), classes))
    for (const [name, value] of Object.entries(metrics)) (values[name] ??= []).push(value)
  }
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, { low: quantile(all, 0.025), high: quantile(all, 0.975) }]))
}

/** Linear between neighbours, as numpy's default. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const position = share * (sorted.length - 1)
  const low = Math.floor(position)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low)
}
