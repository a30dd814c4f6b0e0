import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { augmentSeries } from '../../../../src-main/engine/layers/augment-series.ts'
import { stepWindows } from '../../../../src-main/engine/layers/step-windows.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { linear } from '../../../../src-main/engine/tasks/classification/baselines/linear.ts'
import { weightsOf } from '../../../../src-main/engine/tasks/classification/class-weights.ts'
import { createClassifier } from '../../../../src-main/engine/tasks/classification/model.ts'
import { argmax } from '../../../../src-main/engine/metrics/outcome.ts'
import { decisionScores, tuneThresholds } from '../../../../src-main/engine/tasks/classification/targets/decision.ts'
import { medianClass } from '../../../../src-main/engine/tasks/classification/targets/ordinal.ts'
import { bestTemperature } from '../../../../src-main/engine/tasks/classification/targets/target.ts'
import { createBatch } from '../../../../src-main/engine/tasks/sequence-batches.ts'
import { targetOf } from '../../../../src-main/datasets/prepare/targets.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { classificationTaskSchema } from '../../../../src-shared/domain/tasks/classification.ts'
import { seriesPreprocessingSchema } from '../../../../src-shared/domain/preprocessing.ts'
import { createConfig, humps, prepared } from './made-up.ts'

const labelled = (labels: string[]): RoleRow[] => labels.map((label, index) => ({ index, cells: { label: [label] } }))
const auto = classificationTaskSchema.parse({ kind: 'classification' })

test('the target is told from the labels', () => {
  expect(targetOf(auto, labelled(['a', 'b|c', 'a'])).target).toBe('classes')
  expect(targetOf(auto, labelled(['good', 'bad', 'good'])).target).toBe('class')
  expect(targetOf(auto, labelled(['1', '2', '3', '1', '2', '3'])).reason).toContain('ordinal')
  const numbers = Array.from({ length: 60 }, (_, index) => String(index / 7))
  expect(targetOf(auto, labelled(numbers)).target).toBe('number')
  expect(targetOf(auto, labelled([...numbers, 'none at all'])).target).toBe('class')
  expect(targetOf({ ...auto, target: 'ordinal' }, labelled(numbers))).toEqual({ target: 'ordinal', reason: '' })
})

test('balanced weights are scikit-learn’s; several classes weigh a yes against a no', () => {
  const part = { sequences: Array.from({ length: 6 }, () => new Float32Array(1)), labels: Int32Array.of(0, 0, 0, 1, 1, 2), indices: new Int32Array(6) }
  const fitted = { task: 'classification' as const, input: prepared(createConfig(), humps(20, ({ place }) => (place < 0.5 ? 'a' : 'b'))).fitted.input, target: 'class' as const, reason: '', labels: ['a', 'b', 'c'], scaler: null }
  // compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 1, 1, 2])
  const weights = weightsOf({ classWeights: 'balanced' }, fitted, part)
  ;[2 / 3, 1, 2].forEach((weight, label) => expect(weights?.[label]).toBeCloseTo(weight, 6))
  const rooted = weightsOf({ classWeights: 'rooted' }, fitted, part)
  ;[2 / 3, 1, 2].forEach((weight, label) => expect(rooted?.[label]).toBeCloseTo(Math.sqrt(weight), 6))
  expect(weightsOf({ classWeights: 'none' }, fitted, part)).toBeNull()
  const targets = Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1)
  const sets = weightsOf({ classWeights: 'balanced' }, { ...fitted, target: 'classes' }, { ...part, targets })
  ;[2 / 4, 3 / 3, 5].forEach((weight, label) => expect(sets?.[label]).toBeCloseTo(weight, 6))
})

test('windows of steps: the edges go on, and padding tells nothing', () => {
  // [2, 4, 1]: lengths 4 and 2
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 0, 0)
  const joined = stepWindows(values, { steps: 4, lengths: Int32Array.of(4, 2), channels: 1, window: 3, stride: 2 })
  // Width 3, stride 2: half a step before, so none; beyond the end the last step stands.
  expect([...joined]).toEqual([1, 2, 3, 3, 4, 4, 5, 6, 6, 0, 0, 0])
  expect([...stepWindows(values, { steps: 4, lengths: Int32Array.of(4, 2), channels: 1, window: 3, stride: 1 })].slice(0, 6)).toEqual([1, 1, 2, 1, 2, 3])
})

test('a changed series keeps its length, and its seed decides it; nothing asked for, nothing changed', () => {
  const values = Float32Array.from({ length: 60 }, (_, index) => Math.sin(index / 5))
  const all = { jitter: 0.05, scaling: 0.1, warp: 0.2, crop: 0.2 }
  const once = augmentSeries(values, 2, all, createRandom(1))
  expect(once).toHaveLength(60)
  expect(augmentSeries(values, 2, all, createRandom(1))).toEqual(once)
  expect(augmentSeries(values, 2, all, createRandom(2))).not.toEqual(once)
  augmentSeries(values, 2, { jitter: 0, scaling: 0, warp: 0, crop: 0 }, createRandom(1)).forEach((value, index) => expect(value).toBeCloseTo(values[index], 5))
})

test.each(['last', 'mean', 'max', 'attention'] as const)('%s: what a batch of many gives, a batch of one gives, also in windows; gradients are those of differences', async (pooling) => {
  await selectEngine('reference', 1)
  const config = createConfig({ task: { pooling }, preprocessing: { window: 4, stride: 3 } })
  const { fitted, parts } = prepared(config, humps(20, ({ place }) => (place < 0.5 ? 'a' : 'b')))
  if (config.task.kind !== 'classification') throw new Error('another task')
  const model = createClassifier({ ...config, task: config.task }, fitted, createRandom(1))
  const all = { sequences: [...parts.train.sequences].slice(0, 4), stepSize: model.stepSize }
  const logitsOf = (positions: number[]): Float32Array => tf.tidy(() => model.apply(createBatch(all, positions)).logits.dataSync() as Float32Array)
  const together = logitsOf([0, 1, 2, 3])
  ;[0, 1, 2, 3].forEach((position) => logitsOf([position]).forEach((value, label) => expect(value).toBeCloseTo(together[2 * position + label], 5)))

  const lossOf = (): tf.Scalar => tf.sum(tf.square(model.apply(createBatch(all, [0, 1, 2, 3])).logits))
  const { value, gradients } = model.parameters.gradients(lossOf)
  expect(gradients['calibration.temperature']).toBeUndefined()
  const probed = ['input.weight', 'output.weight', ...(pooling === 'attention' ? ['pooling.project.weight', 'pooling.direction'] : [])]
  for (const name of probed) {
    const gradient = gradients[name].dataSync() as Float32Array
    const values = (model.parameters.get(name).dataSync() as Float32Array).slice()
    const at = gradient.reduce((best, own, index) => (Math.abs(own) > Math.abs(gradient[best]) ? index : best), 0)
    const shifted = (by: number): number => {
      model.parameters.set(name, values.map((own, index) => (index === at ? own + by : own)))
      return tf.tidy(() => lossOf().dataSync()[0])
    }
    const difference = (shifted(1e-2) - shifted(-1e-2)) / 2e-2
    model.parameters.set(name, values)
    expect(Math.abs(difference - gradient[at]), name).toBeLessThan(0.02 * Math.abs(gradient[at]) + 1e-3)
  }
  value.dispose()
  model.dispose()
})

test('a few rows that are all right do not make a model certain', () => {
  const nats = (rows: number) => (temperature: number): number => rows * Math.log(1 + Math.exp(-3 / temperature))
  expect(bestTemperature(nats(4))).toBeGreaterThan(0.7)
  expect(bestTemperature(nats(100_000))).toBeLessThan(0.3)
})

test('the median class has half of the probability at or below it', () => {
  expect(medianClass([0.4, 0.2, 0.4])).toBe(1)
  expect(medianClass([0.6, 0.4])).toBe(0)
  expect(medianClass([0, 0, 1])).toBe(2)
})

test('the linear baseline is ridge regression: a straight line is found', () => {
  const random = createRandom(4)
  const sequences = Array.from({ length: 80 }, () => new Float32Array(16).fill(0).map(() => random.normal()))
  // The mean of the first two of sixteen steps is the first stretch of eight.
  const truth = sequences.map((values) => 7 + 3 * ((values[0] + values[1]) / 2))
  const input = { kind: 'series' as const, preprocessing: seriesPreprocessingSchema.parse({ kind: 'series' }), channels: ['x'], scaler: { center: [0], scale: [1] } }
  const say = linear({ train: { sequences, labels: new Int32Array(80), indices: new Int32Array(80), targets: Float32Array.from(truth) }, classes: 0, input, random })
  const errors = sequences.map((values, row) => Math.abs(say(values)[0] - truth[row]))
  expect(errors.reduce((sum, error) => sum + error, 0) / 80).toBeLessThan(0.15)
})

test('of more than two classes a tuned decision prefers rare ones as far as macro-F1 rises', () => {
  // 90 rows of class 0, 10 of class 1, 10 of class 2: the rare ones are seen, though never as the most probable.
  const labels = Int32Array.from({ length: 110 }, (_, row) => (row < 90 ? 0 : row < 100 ? 1 : 2))
  const scores = Array.from(labels, (label) => Float64Array.from([label === 0 ? 0.94 : 0.55, label === 1 ? 0.4 : 0.03, label === 2 ? 0.4 : 0.03], Math.log))
  const even = new Float32Array(3).fill(0.5)
  const thresholds = tuneThresholds(scores, labels, even)
  expect(thresholds[0]).toBeGreaterThan(thresholds[1])
  expect(thresholds.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
  const told = scores.map((own) => argmax(decisionScores(own, { thresholds })))
  expect(told).toEqual(Array.from(labels))
  // Too few rows to tell, or nothing to gain: the most probable class.
  expect(tuneThresholds(scores.slice(85, 105), labels.slice(85, 105), even)).toBe(even)
  const sure = Array.from(labels, (label) => Float64Array.from({ length: 3 }, (_, own) => Math.log(own === label ? 0.9 : 0.05)))
  expect(tuneThresholds(sure, labels, even)).toBe(even)
})
