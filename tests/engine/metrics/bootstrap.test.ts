import { expect, test } from 'vitest'
import { bootstrapIntervals, compare, everyUnit, quantile, scoredBySums, type Scored } from '../../../src-main/engine/metrics/bootstrap.ts'
import { createRandom } from '../../../src-main/engine/random.ts'

const meanOf = (values: ArrayLike<number>): Scored =>
  scoredBySums(Float64Array.from({ length: values.length * 2 }, (_, index) => (index % 2 === 0 ? values[index / 2] : 1)), 2, ([sum, count]) => ({ mean: sum / count }))

test('quantiles are those of numpy', () => {
  expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5)
  expect(quantile([1, 2, 3, 4, 5], 0.025)).toBeCloseTo(1.1, 12)
  expect(quantile([7], 0.975)).toBe(7)
  expect(quantile([], 0.5)).toBeNaN()
})

test('the interval of a share is that of the binomial distribution, and the same for the same seed', async () => {
  const values = Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 1 : 0))
  const { mean } = await bootstrapIntervals(meanOf(values), createRandom(3), 4000)
  // 400 draws of p = 0.25: 2.5 and 97.5 percentiles of the binomial are 83 and 117 (scipy.stats.binom.ppf).
  expect(Math.abs(mean.low - 83 / 400)).toBeLessThanOrEqual(0.005)
  expect(Math.abs(mean.high - 117 / 400)).toBeLessThanOrEqual(0.005)
  expect((await bootstrapIntervals(meanOf(values), createRandom(3), 4000)).mean).toEqual(mean)
})

test('intervals of 95 % hold the truth about 95 times in 100', async () => {
  const random = createRandom(11)
  let held = 0
  for (let trial = 0; trial < 300; trial++) {
    const { mean } = await bootstrapIntervals(meanOf(Float64Array.from({ length: 60 }, () => random.normal())), random, 200)
    if (mean.low <= 0 && mean.high >= 0) held++
  }
  expect(held / 300).toBeGreaterThan(0.9)
  expect(held / 300).toBeLessThan(0.985)
})

test('a metric that some samples do not have is left out of them', async () => {
  const positive = [0, 0, 0, 1]
  const scored: Scored = { units: 4, metrics: (sample) => ({ share: 1, perPositive: 4 / sample.reduce((sum, unit) => sum + positive[unit], 0), never: Number.NaN }) }
  const intervals = await bootstrapIntervals(scored, createRandom(1), 300)
  expect(Object.keys(intervals)).toEqual(['share', 'perPositive'])
  expect(intervals['perPositive'].high).toBe(4)
})

test('paired: a small difference on every unit is proven though the intervals overlap; noise and equality are not', async () => {
  const random = createRandom(5)
  const base = Float64Array.from({ length: 200 }, () => random.normal())
  const model = base.map((value) => value + 0.1 + 0.01 * random.normal())
  const verdictOf = async (first: Float64Array, second: Float64Array, better: 'higher' | 'lower') => (await compare(meanOf(first), meanOf(second), 'mean', better, createRandom(1))).verdict
  expect(await verdictOf(model, base, 'higher')).toBe('better')
  expect(await verdictOf(model, base, 'lower')).toBe('worse')
  expect(await verdictOf(base, model, 'higher')).toBe('worse')
  expect(await verdictOf(base, base, 'higher')).toBe('not-proven')
  expect(await verdictOf(base, base.map(() => random.normal()), 'higher')).toBe('not-proven')
  const { difference, low, high } = await compare(meanOf(model), meanOf(base), 'mean', 'higher', createRandom(1))
  expect(difference).toBeCloseTo(meanOf(model).metrics(everyUnit(200)).mean - meanOf(base).metrics(everyUnit(200)).mean, 12)
  expect([low < difference, high > difference]).toEqual([true, true])
})

test('one unit proves nothing, different units are refused, an aborted signal ends it', async () => {
  expect((await compare(meanOf([5]), meanOf([1]), 'mean', 'higher', createRandom(1))).verdict).toBe('not-proven')
  expect((await compare(meanOf([]), meanOf([]), 'mean', 'higher', createRandom(1))).verdict).toBe('not-proven')
  await expect(compare(meanOf([5, 1]), meanOf([1]), 'mean', 'higher', createRandom(1))).rejects.toThrow(RangeError)
  await expect(bootstrapIntervals(meanOf([1, 2]), createRandom(1), 10, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
})
