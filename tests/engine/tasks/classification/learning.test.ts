/** Each kind of answer is learned, scored beside its baselines, calibrated, stored and answered with. */
import { expect, test } from 'vitest'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import { createConfig, humps, prepared } from './made-up.ts'
import { codes, early, learn, names } from './learn.ts'

test('one class of two, with a tuned threshold, weights and smoothing', async () => {
  const run = await learn(({ place }) => (place < early - 0.1 ? 'early' : 'late'), { task: { pooling: 'last', thresholds: 'tuned', classWeights: 'balanced', labelSmoothing: 0.1 } })
  expect(run.data.fitted).toMatchObject({ target: 'class', labels: ['early', 'late'], scaler: null })
  expect(run.test.accuracy).toBeGreaterThan(0.85)
  expect(Object.keys(run.test)).toEqual(['loss', 'accuracy', 'macroF1', 'calibrationError', 'auc'])
  expect(names(run)).toEqual(['majority', 'nearestNeighbour'])
  expect(codes(run).slice(0, 5)).toEqual(['confusion', 'worst-examples', 'roc', 'precision-recall', 'calibration'])
  const [answer] = await run.answers(2)
  expect(answer.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
  // The clip player's: a row for each step, the last of which is that of the answer where the last state is pooled.
  expect(answer.steps?.at.at(-1)).toBe([...run.data.parts.test.sequences][0].length / 2 - 1)
  answer.steps?.probabilities.at(-1)?.forEach((value, label) => expect(value).toBeCloseTo(answer.probabilities[label], 5))
}, 60_000)

test('nothing fitted changes when the test rows change', () => {
  const config = createConfig({ task: { target: 'number' } })
  const rows = humps(60, ({ height }) => height.toFixed(4))
  const before = prepared(config, rows)
  const tested = new Set(before.parts.test.indices)
  const after = prepared(config, rows.map((row) => (tested.has(row.index) ? { ...row, cells: { ...row.cells, label: ['999'] } } : row))) as PreparedOf<'classification'>
  expect(after.fitted).toEqual(before.fitted)
})
