/** What else classification answers, each learned: several classes, classes with an order, numbers, windows of steps. */
import { expect, test } from 'vitest'
import type { Label } from './made-up.ts'
import { codes, early, learn, names } from './learn.ts'

test('several classes at once, with a threshold each', async () => {
  const label: Label = ({ height, place }) => [height > 2 ? 'high' : '', place < early ? 'early' : 'late'].filter((part) => part !== '').join('|')
  const run = await learn(label, {})
  expect(run.data.fitted).toMatchObject({ target: 'classes', labels: ['early', 'high', 'late'] })
  expect(run.data.fitted.reason).toContain('several classes')
  expect(run.test.microF1).toBeGreaterThan(0.85)
  expect(run.result.verdict?.metric).toBe('microF1')
  expect(names(run)).toEqual(['majority', 'nearestNeighbour'])
  expect(codes(run)).toContain('perLabel')
  const { thresholds } = { thresholds: run.model.parameters['calibration.thresholds'].data }
  expect(thresholds).toHaveLength(3)
  const [answer] = await run.answers(1)
  expect(answer.chosen).toEqual(answer.labels.filter((_, place) => answer.probabilities[place] >= thresholds[place]))
  expect(answer.label).toBe(answer.chosen.join('|'))
}, 60_000)

test('classes with an order: an answer is off by less than a class', async () => {
  const run = await learn(({ height }) => String(1 + Math.min(3, Math.floor(height))), { task: { target: 'ordinal' } })
  expect(run.data.fitted).toMatchObject({ target: 'ordinal', labels: ['1', '2', '3', '4'] })
  expect(run.test.mae).toBeLessThan(0.4)
  expect(run.test.accuracy).toBeGreaterThan(0.65)
  const [answer] = await run.answers(1)
  expect(answer.probabilities).toHaveLength(4)
  expect(answer.probabilities.every((value) => value >= 0)).toBe(true)
}, 60_000)

test('a number, with an interval that holds nine of ten', async () => {
  const run = await learn(({ height }) => (1000 + 50 * height).toFixed(3), {}, 300)
  expect(run.data.fitted).toMatchObject({ target: 'number', labels: [] })
  expect(run.test.r2).toBeGreaterThan(0.7)
  expect(run.test.coverage).toBeGreaterThan(0.75)
  expect(run.result.verdict).toMatchObject({ metric: 'rmse' })
  expect(names(run)).toEqual(['mean', 'linear', 'nearestNeighbour'])
  expect(codes(run)).toEqual(['residuals', 'worst-examples'])
  const [{ number, probabilities, label }] = await run.answers(1)
  expect(probabilities).toEqual([])
  expect(Number(label)).toBeCloseTo(number?.value ?? Number.NaN, 1)
  expect((number?.high ?? 0) - (number?.low ?? 0)).toBeGreaterThan(0)
}, 60_000)

test('windows of steps and changed series: lengths are those that are left', async () => {
  const run = await learn(({ place }) => (place < early ? 'early' : 'late'), { task: { pooling: 'attention' }, preprocessing: { window: 5, stride: 3, augment: {} }, training: { epochs: 25 } })
  expect(run.test.accuracy).toBeGreaterThan(0.8)
  const [answer] = await run.answers(1)
  expect(answer.steps?.at).toHaveLength(Math.ceil([...run.data.parts.test.sequences][0].length / 2 / 3))
}, 60_000)
