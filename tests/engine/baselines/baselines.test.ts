import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fitFrequentTags } from '../../../src-main/engine/baselines/frequent-tag.ts'
import { fitLinearForecast, linearForecast } from '../../../src-main/engine/baselines/linear-forecast.ts'
import { naiveForecasts } from '../../../src-main/engine/baselines/naive-forecasts.ts'
import { dynamicTimeWarping, nearestNeighbour } from '../../../src-main/engine/baselines/nearest-neighbour.ts'
import { createNgramModel, trainNgram } from '../../../src-main/engine/baselines/ngram.ts'
import { fitNgramNaiveBayes } from '../../../src-main/engine/baselines/ngram-naive-bayes.ts'
import { createPairTable } from '../../../src-main/engine/baselines/pair-table.ts'
import { fitWordDictionary } from '../../../src-main/engine/baselines/word-dictionary.ts'

interface Recorded {
  kneserNey: { sequences: number[][]; test: number[][]; order: number; vocabulary: number; separate: boolean; discounts: number[][]; nats: number[][] }[]
  warping: { a: number[]; b: number[]; channels: number; band: number; distance: number }[]
  linear: { series: number[][]; window: number; horizon: number; ridge: number; weights: number[]; forecast: number[] }
  bayes: { train: number[][]; labels: number[]; asked: number[][]; scores: number[][] }
  dictionary: { sources: number[][]; targets: number[][]; best: [number, number, number][] }
}
const recorded = JSON.parse(readFileSync(new URL('goldens/baselines.json', import.meta.url), 'utf8')) as Recorded
const close = (values: ArrayLike<number>, wanted: readonly number[], digits = 10): void => {
  expect(values).toHaveLength(wanted.length)
  wanted.forEach((value, index) => expect(values[index]).toBeCloseTo(value, digits))
}

test.each(recorded.kneserNey)('Kneser-Ney is its definition: order $order, apart $separate', ({ sequences, test: asked, order, vocabulary, separate, discounts, nats }) => {
  const model = trainNgram(sequences, { order, vocabulary, separate })
  close(model.data.discounts, discounts.flat())
  asked.forEach((tokens, index) => close(model.nats(tokens), nats[index]))
  const again = createNgramModel(model.data)
  for (const tokens of asked) {
    let context = model.start
    for (const token of tokens) {
      const distribution = again.distribution(context)
      expect(distribution.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
      expect(Math.log(distribution[token])).toBeCloseTo(model.score(context, token), 12)
      context = model.next(context, token)
    }
  }
})

test('a pair table holds what a Map would', () => {
  const table = createPairTable(4)
  const map = new Map<string, number>()
  for (let index = 0; index < 5000; index++) {
    const [first, second] = [(index * 7919) % 211, ((index * 104729) % 97) - 1]
    const key = `${String(first)} ${String(second)}`
    if (!map.has(key)) map.set(key, map.size + 1)
    expect(table.insert(first, second)).toBe(map.get(key))
  }
  expect(table.size()).toBe(map.size)
  expect(table.find(500, 1)).toBe(0)
  const { first, second } = table.pairs()
  for (const [key, serial] of map) expect(`${String(first[serial])} ${String(second[serial])}`).toBe(key)
})

test.each(recorded.warping)('time warping is its table: $channels channels, band $band', ({ a, b, channels, band, distance }) => {
  const [first, second] = [a, b].map((data) => ({ data, length: data.length / channels }))
  expect(dynamicTimeWarping(first, second, channels, band)).toBeCloseTo(distance, 10)
  expect(dynamicTimeWarping(first, second, channels, band, distance * 1.0001)).toBeCloseTo(distance, 10)
  expect(dynamicTimeWarping(first, second, channels, band, distance / 2)).toBe(Number.POSITIVE_INFINITY)
})

test('nearest neighbours: ties to the earlier one, unequal lengths, missing values', () => {
  const train = [[0, 0, 0, 0], [1, 2, 3, 4], [1, 2, 3, 4]].map((data) => ({ data, length: 4 }))
  const ask = nearestNeighbour(train, [5, 6, 7], { channels: 1, distance: 'euclidean' })
  expect(ask({ data: [1, 2, 3, 4.5], length: 4 })).toEqual({ neighbour: 1, label: 6, distance: 0.25 })
  expect(ask({ data: [1, 4], length: 2 })).toMatchObject({ label: 6, distance: expect.closeTo(0, 20) as number })
  expect(ask({ data: [Number.NaN, 2, 3, 4], length: 4 })).toMatchObject({ label: 6, distance: 0 })
  expect(nearestNeighbour(train, [5, 6, 7], { channels: 1, distance: 'dtw', band: 1 })({ data: [1, 1, 2, 3, 3, 4], length: 6 })).toMatchObject({ label: 6, distance: 0 })
  expect(() => nearestNeighbour([], [], { channels: 1, distance: 'dtw' })).toThrow(RangeError)
})

test('the linear forecast is scikit-learn\'s ridge on the same windows', () => {
  const { series, window, horizon, ridge, weights, forecast } = recorded.linear
  const fitted = fitLinearForecast(series, { window, horizon, ridge })
  if (!fitted) throw new Error('not fitted')
  close(fitted.weights, weights, 9)
  close(linearForecast(fitted, series[0]), forecast, 7)
  expect(fitLinearForecast([[1, 2, 3]], { window: 4, horizon: 1 })).toBeNull()
  // A missing value splits a series; a constant one has nothing to say; a window of one value gives the last value.
  const split = fitLinearForecast([[...series[0], Number.NaN, ...series[0].slice(0, 4)]], { window, horizon, ridge })
  const whole = fitLinearForecast([series[0]], { window, horizon, ridge })
  expect(split && whole && Math.abs(split.weights[0] - whole.weights[0])).toBeLessThan(0.05)
  const constant = fitLinearForecast([new Float64Array(40).fill(3)], { window, horizon })
  close(linearForecast(constant ?? fitted, new Float64Array(8).fill(7)), [7, 7, 7])
  const shortest = fitLinearForecast([series[0]], { window: 1, horizon: 2 })
  close(linearForecast(shortest ?? fitted, [4]), [4, 4])
})

test('forecasts that need no learning', () => {
  expect(Array.from(naiveForecasts.lastValue([1, 5], 3, 1))).toEqual([5, 5, 5])
  expect(Array.from(naiveForecasts.lastValue([1, 5, Number.NaN], 2, 1))).toEqual([5, 5])
  expect(Array.from(naiveForecasts.seasonal([9, 1, 2, 3], 5, 3))).toEqual([1, 2, 3, 1, 2])
  expect(Array.from(naiveForecasts.seasonal([7, 1, 2, Number.NaN, 1, 2], 3, 3))).toEqual([7, 1, 2])
  expect(Array.from(naiveForecasts.seasonal([4, 6], 2, 12))).toEqual([6, 6])
  expect(Array.from(naiveForecasts.drift([1, 2, 3, 7], 2, 1))).toEqual([9, 11])
  expect(Array.from(naiveForecasts.drift([Number.NaN, 2, 4, Number.NaN], 2, 1))).toEqual([8, 10])
  for (const forecast of Object.values(naiveForecasts)) {
    expect(Array.from(forecast([], 2, 2))).toEqual([0, 0])
    expect(Array.from(forecast([Number.NaN], 2, 1))).toEqual([0, 0])
  }
})

test('character n-gram naive Bayes is scikit-learn\'s, unseen n-grams and empty names too', () => {
  const { train, labels, asked, scores } = recorded.bayes
  const score = fitNgramNaiveBayes(train, labels, { classes: 3, order: 3, smoothing: 0.1 })
  asked.forEach((name, index) => close(score(name), scores[index], 9))
})

test('the dictionary is IBM model 1 as NLTK trains it', () => {
  const { sources, targets, best } = recorded.dictionary
  const dictionary = fitWordDictionary(sources, targets, 5)
  for (const [source, target, probability] of best) {
    expect(dictionary.lookUp(source)?.target).toBe(target)
    expect(dictionary.lookUp(source)?.probability).toBeCloseTo(probability, 9)
  }
  expect(Array.from(dictionary.translate([best[0][0], 99, best[1][0]]))).toEqual([best[0][1], best[1][1]])
  expect(fitWordDictionary([], []).lookUp(1)).toBeNull()
})

test('each word has its most frequent tag, an unseen word that of words seen once', () => {
  const tag = fitFrequentTags([[1, 2, 1], [1, 3], [2, 2, 2]], [[0, 1, 0], [2, 3], [1, 1, 0]], 4)
  expect(Array.from(tag([1, 2, 3, 9]))).toEqual([0, 1, 3, 3])
  expect(Array.from(fitFrequentTags([], [], 2)([5]))).toEqual([0])
})
