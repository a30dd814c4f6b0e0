import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bootstrapIntervals, everyUnit } from '../../../src-main/engine/metrics/bootstrap.ts'
import { brierScore, calibrationError, fitTemperature, reliabilityBins } from '../../../src-main/engine/metrics/calibration.ts'
import { scoredClassifier } from '../../../src-main/engine/metrics/classifier.ts'
import { areaUnderRoc, averagePrecision, bestThreshold, precisionRecallPoints, rocPoints, thresholdCurve } from '../../../src-main/engine/metrics/curves.ts'
import { errorsByStep, scoredForecasts, seasonalScale, type ForecastShape } from '../../../src-main/engine/metrics/forecast-errors.ts'
import { anomalyScores, conformalCorrection, conformalRadius, coverage, scoredQuantiles } from '../../../src-main/engine/metrics/forecast-intervals.ts'
import { scoredLanguage } from '../../../src-main/engine/metrics/language.ts'
import { loss } from '../../../src-main/engine/metrics/loss.ts'
import { perLabelOfSets, scoredLabelSets } from '../../../src-main/engine/metrics/multi-label.ts'
import { scoredNumbers } from '../../../src-main/engine/metrics/regression.ts'
import { createRandom } from '../../../src-main/engine/random.ts'

const golden = <Content>(name: string): Content => JSON.parse(readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8')) as Content
const numbers = golden<{
  classes: { labels: number[]; logits: number[][]; logLoss: number; brier: number; ece: number; temperature: number; accuracy: number; macroF1: number; auc: number }
  curve: { scores: number[]; positive: number[]; auc: number; ap: number; fpr: number[]; tpr: number[]; precision: number[]; recall: number[]; bestF1: number; threshold: number }
  sets: { truth: number[]; told: number[]; micro: number; macro: number; subset: number }
  regression: { truth: number[]; told: number[]; mse: number; mae: number; r2: number }
}>('numbers')

test('log loss, Brier, calibration and temperature are those of numpy, scikit-learn and scipy', () => {
  const { labels, logits, ...recorded } = numbers.classes
  const scores = logits.map((row) => Float64Array.from(row))
  expect(loss(Int32Array.from(labels), scores)).toBeCloseTo(recorded.logLoss, 12)
  expect(brierScore(labels, scores)).toBeCloseTo(recorded.brier, 12)
  expect(calibrationError(reliabilityBins(labels, scores))).toBeCloseTo(recorded.ece, 12)
  expect(fitTemperature(labels, scores)).toBeCloseTo(recorded.temperature, 6)
  expect(reliabilityBins(labels, scores, 10).reduce((sum, { count }) => sum + count, 0)).toBe(labels.length)
  // Always right: as cold as allowed. Never better than chance: as hot as allowed.
  expect(fitTemperature([0], [Float64Array.of(1, 0)])).toBe(0.05)
  expect(fitTemperature([1], [Float64Array.of(1, 0)])).toBe(20)
  expect([fitTemperature([], []), brierScore([], []), calibrationError(reliabilityBins([], []))]).toEqual([1, 0, 0])
})

test('a classifier\'s figures together, whole and resampled', async () => {
  const { labels, logits, ...recorded } = numbers.classes
  const scores = logits.map((row) => Float64Array.from(row))
  const scored = scoredClassifier(labels, scores, 3)
  const metrics = scored.metrics(everyUnit(labels.length))
  expect(metrics['loss']).toBeCloseTo(recorded.logLoss, 12)
  expect(metrics['calibrationError']).toBeCloseTo(recorded.ece, 12)
  for (const name of ['accuracy', 'macroF1', 'auc'] as const) expect(metrics[name], name).toBeCloseTo(recorded[name], 12)
  const { curve } = numbers
  const two = scoredClassifier(curve.positive, curve.scores.map((score) => Float64Array.of(0, score)), 2).metrics(everyUnit(60))
  expect(two['auc']).toBeCloseTo(curve.auc, 12)
  const intervals = await bootstrapIntervals(scored, createRandom(1), 300)
  for (const name of ['loss', 'accuracy', 'macroF1', 'auc'] as const) expect([name, intervals[name].low < metrics[name], intervals[name].high > metrics[name]]).toEqual([name, true, true])
  expect(scoredClassifier([1, 1], [Float64Array.of(0, 1), Float64Array.of(1, 0)], 2).metrics(everyUnit(2))['auc']).toBeNaN()
})

test('ROC, precision-recall and the best threshold are scikit-learn\'s, ties together', () => {
  const { scores, positive, ...recorded } = numbers.curve
  const curve = thresholdCurve(scores, positive)
  expect(areaUnderRoc(curve)).toBeCloseTo(recorded.auc, 12)
  expect(averagePrecision(curve)).toBeCloseTo(recorded.ap, 12)
  const close = (values: number[], wanted: number[]): void => {
    expect(values).toHaveLength(wanted.length)
    values.forEach((value, index) => expect(value).toBeCloseTo(wanted[index], 12))
  }
  close(rocPoints(curve).map(({ x }) => x), recorded.fpr)
  close(rocPoints(curve).map(({ y }) => y), recorded.tpr)
  close(precisionRecallPoints(curve).map(({ y }) => y), recorded.precision.slice(0, -1).toReversed())
  close(precisionRecallPoints(curve).map(({ x }) => x), recorded.recall.slice(0, -1).toReversed())
  expect(bestThreshold(curve)).toEqual({ threshold: recorded.threshold, f1: expect.closeTo(recorded.bestF1, 12) as number })
  expect(areaUnderRoc(thresholdCurve([1, 2], [1, 1]))).toBeNaN()
  expect(bestThreshold(thresholdCurve([1, 2], [0, 0]))).toBeNull()
})

test('F1 of several classes at once is scikit-learn\'s', () => {
  const { truth, told, ...recorded } = numbers.sets
  const metrics = scoredLabelSets(truth, told, 4).metrics(everyUnit(30))
  expect(metrics['microF1']).toBeCloseTo(recorded.micro, 12)
  // The fourth class neither occurs nor is told: left out, as in the metrics of one class.
  expect(metrics['macroF1']).toBeCloseTo(recorded.macro, 12)
  expect(metrics['accuracy']).toBeCloseTo(recorded.subset, 12)
  expect(perLabelOfSets(truth, told, 4).slice(0, 3).reduce((sum, { f1 }) => sum + f1 / 3, 0)).toBeCloseTo(recorded.macro, 12)
})

test('regression is scikit-learn\'s, far from zero too; constant truth has no R^2', () => {
  const { truth, told, mse, mae, r2 } = numbers.regression
  const metrics = scoredNumbers(truth, told).metrics(everyUnit(50))
  expect(metrics['mse']).toBeCloseTo(mse, 10)
  expect(metrics['mae']).toBeCloseTo(mae, 10)
  expect(metrics['r2']).toBeCloseTo(r2, 9)
  expect(scoredNumbers([5, 5], [4, 6]).metrics(everyUnit(2))['r2']).toBeNaN()
})

const forecasts = golden<{
  shape: ForecastShape; truth: number[]; said: number[]; train: number[][]; scale: number[]; steps: Record<string, number>[]
  levels: number[]; values: number[]; quantiles: number[]; pinball: number; coverage80: number; coverage50: number
}>('forecasts')

test('errors of forecasts, by step and together', () => {
  const { shape, truth, said, steps } = forecasts
  const scales = forecasts.train.map((channel) => seasonalScale(channel, 3))
  scales.forEach((scale, channel) => expect(scale).toBeCloseTo(forecasts.scale[channel], 12))
  const byStep = errorsByStep(truth, said, shape, scales)
  steps.forEach((recorded, step) => {
    for (const [name, value] of Object.entries(recorded)) expect(byStep[step][name], name).toBeCloseTo(value, 10)
    expect(byStep[step]['rmse']).toBeCloseTo(Math.sqrt(recorded['mse']), 10)
  })
  const scored = scoredForecasts(truth, said, shape, { scales, block: 4 })
  expect(scored.units).toBe(2)
  const together = scored.metrics(everyUnit(2))
  for (const name of ['mse', 'mae', 'smape', 'mase']) expect(together[name]).toBeCloseTo(steps.reduce((sum, step) => sum + step[name] / 4, 0), 10)
  // A missing value is left out; a channel without scale is left out of MASE alone.
  const missing = scoredForecasts([1, Number.NaN, 3, 4], [2, 5, 3, 8], { windows: 1, horizon: 2, channels: 2 }, { scales: [2, Number.NaN] }).metrics(everyUnit(1))
  expect(missing).toEqual({ mse: (1 + 0 + 16) / 3, rmse: Math.sqrt(17 / 3), mae: 5 / 3, smape: (200 * (1 / 3 + 0 + 4 / 12)) / 3, mase: 0.25 })
  expect([seasonalScale([3, 3, 3]), seasonalScale([1])]).toEqual([Number.NaN, Number.NaN])
  expect(seasonalScale([1, Number.NaN, 3, 6])).toBe(3)
})

test('quantile loss and coverage; conformal radii hold what they promise', () => {
  const { values, quantiles, levels } = forecasts
  const metrics = scoredQuantiles(values, quantiles, levels).metrics(everyUnit(values.length))
  expect(metrics['quantileLoss']).toBeCloseTo(forecasts.pinball, 12)
  expect(metrics['coverage']).toBeCloseTo(forecasts.coverage80, 12)
  const level = (position: number): number[] => quantiles.filter((_, at) => at % 5 === position)
  expect(coverage(values, level(1), level(3))).toBeCloseTo(forecasts.coverage50, 12)
  const random = createRandom(2)
  const draw = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal())
  const fresh = draw(20_000)
  const radius = conformalRadius(draw(2000), 0.8)
  expect(fresh.filter((value) => Math.abs(value) <= radius).length / 20_000).toBeCloseTo(0.8, 1)
  expect(radius).toBeCloseTo(1.2816, 1)
  const same = draw(2000)
  const correction = conformalCorrection(same, same.map(() => -3), same.map(() => 3), 0.8)
  expect(3 + correction).toBeCloseTo(1.2816, 1)
  expect(conformalRadius([1, 2, 3], 0.75)).toBe(3)
  expect(conformalRadius([1, 2, 3], 0.9)).toBe(Number.POSITIVE_INFINITY)
  expect(Array.from(anomalyScores([0, 10], [-1, 0, 1, 2, -2]))).toEqual([0, 10 / 1.4826])
})

test('perplexity and bits a character', () => {
  const metrics = scoredLanguage([Math.log(2), Math.log(8)], { characters: [3, 1] }).metrics(everyUnit(1))
  expect(metrics['perplexity']).toBeCloseTo(4, 12)
  expect(metrics['bitsPerCharacter']).toBeCloseTo(1, 12)
  expect(scoredLanguage(new Float64Array(450)).units).toBe(3)
  expect(scoredLanguage([1, 2, 3], { unitOf: [0, 0, 1] }).metrics(Int32Array.of(1, 1))['loss']).toBe(3)
})
