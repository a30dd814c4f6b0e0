import { expect, test } from 'vitest'
import { computeMetrics } from '../../../src-main/engine/metrics/index.ts'
import { labelScores } from '../../../src-main/engine/metrics/label-scores.ts'
import { createOutcome, logSumExp, softmax } from '../../../src-main/engine/metrics/outcome.ts'
import recorded from '../fixtures/classification.json' with { type: 'json' }

test.each(recorded.metrics)('as scikit-learn computes them: $name', (golden) => {
  const outcome = createOutcome(Int32Array.from(golden.labels), golden.scores.map((row) => Float64Array.from(row)), golden.classes)
  expect(outcome.matrix).toEqual(golden.matrix)
  const metrics = computeMetrics(outcome)
  expect(Object.keys(metrics)).toEqual(['loss', 'accuracy', 'macroF1'])
  for (const name of ['loss', 'accuracy', 'macroF1'] as const) expect(metrics[name]).toBeCloseTo(golden[name], 10)
  const perLabel = labelScores(outcome.matrix)
  for (const name of ['precision', 'recall', 'f1', 'support'] as const) {
    perLabel.forEach((scores, label) => expect(scores[name]).toBeCloseTo(golden[name][label], 10))
  }
})

test('no examples give zeros, not NaN', () => {
  expect(computeMetrics(createOutcome(new Int32Array(0), [], 3))).toEqual({ loss: 0, accuracy: 0, macroF1: 0 })
})

test('scores far from zero neither overflow nor lose the probability of the likely class', () => {
  expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12)
  expect(softmax([-2000, 0])).toEqual([0, 1])
  expect(softmax([3e38, -3e38])).toEqual([1, 0])
})
