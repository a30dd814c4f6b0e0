import { expect, test } from 'vitest'
import type { EvaluationReport, Prediction } from '../../src-shared/domain/run.ts'
import { quantile, reportOn } from '../../src-main/services/evaluation-report.ts'

const labels = ['bad', 'good']
const predict = (good: number): Prediction => ({ text: '', label: good > 0.5 ? 'good' : 'bad', labels, probabilities: [1 - good, good], tokens: [] })

test('quantiles are those of numpy', () => {
  expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5)
  expect(quantile([1, 2, 3, 4, 5], 0.025)).toBeCloseTo(1.1, 12)
  expect(quantile([7], 0.975)).toBe(7)
})

test('a report counts, and its intervals hold the value and narrow with more rows', async () => {
  const rows = async (count: number): Promise<EvaluationReport> =>
    reportOn(
      Array.from({ length: count }, (_, index) => ({ index, text: '', label: index % 2 === 0 ? 'good' : 'bad' })),
      Array.from({ length: count }, (_, index) => predict(index % 10 === 0 ? 0.1 : index % 2 === 0 ? 0.8 : 0.3)),
      'test',
    )
  const small = await rows(100)
  expect(small).toMatchObject({ rows: 100, split: 'test', matrix: [[50, 0], [10, 40]] })
  expect(small.metrics['accuracy']).toBeCloseTo(0.9, 12)
  expect(small.metrics['loss']).toBeCloseTo(-(40 * Math.log(0.8) + 10 * Math.log(0.1) + 50 * Math.log(0.7)) / 100, 9)
  const width = ({ intervals }: typeof small): number => intervals['accuracy'].high - intervals['accuracy'].low
  // Normal approximation: 2 * 1.96 * sqrt(0.9 * 0.1 / 100) = 0.118
  expect(width(small)).toBeGreaterThan(0.09)
  expect(width(small)).toBeLessThan(0.15)
  expect(width(await rows(600))).toBeLessThan(width(small) / 2)
  expect((await rows(100)).intervals).toEqual(small.intervals)
})

test('a label the model does not know is told with its row', async () => {
  const rows = [{ index: 0, text: '', label: 'good' }, { index: 7, text: '', label: 'so-so' }]
  await expect(reportOn(rows, [predict(1), predict(1)], null)).rejects.toThrow(expect.objectContaining({ code: 'evaluate.label-unknown', details: { label: 'so-so', row: 8, labels: 'bad, good' } }))
})
