import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { translation } from '../../../../src-main/datasets/prepare/translation.ts'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import { allMetrics } from '../../../../src-main/engine/tasks/task.ts'
import { compare, mixIn } from '../../../../src-main/engine/tasks/translation/neighbours.ts'
import { indexSources } from '../../../../src-main/engine/tasks/translation/similar-sources.ts'
import { fittedSchema, type AnswerOf } from '../../../../src-shared/domain/tasks/index.ts'
import { learn, prepareTranslation, reversed, reversedRows, translationConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('auto', 1)
})

describe('similar sources', () => {
  const random = createRandom(3)
  const sources = Array.from({ length: 60 }, () => Int32Array.from({ length: 1 + random.integer(6) }, () => random.integer(7)))

  /** Every gram of the corpus is a column. */
  function dense(asked: Int32Array): number[] {
    const gramsOf = (source: Int32Array): string[] => [...Array.from(source, String), ...Array.from(source.subarray(1), (token, place) => `${String(source[place])} ${String(token)}`)]
    const columns = [...new Set([...sources, asked].flatMap(gramsOf))]
    const held = columns.map((gram) => sources.filter((source) => gramsOf(source).includes(gram)).length)
    const vector = (source: Int32Array): number[] => columns.map((gram, column) => gramsOf(source).filter((own) => own === gram).length * Math.log(1 + sources.length / (1 + held[column])))
    const dot = (one: number[], other: number[]): number => one.reduce((sum, value, column) => sum + value * other[column], 0)
    const own = vector(asked)
    return sources.map((source) => {
      const other = vector(source)
      return dot(own, other) / Math.sqrt(dot(own, own) * dot(other, other))
    })
  }

  test('are those of the dense computation, best first; what shares nothing is not among them', () => {
    const find = indexSources(sources)
    for (const asked of [sources[5], sources[17], Int32Array.of(1, 2, 9, 3), Int32Array.of(6, 6, 6)]) {
      const expected = dense(asked)
      const found = find(asked, 100)
      expect(found).toHaveLength(expected.filter((likeness) => likeness > 0).length)
      found.forEach(({ position, likeness }) => expect(likeness).toBeCloseTo(expected[position], 10))
      expect(found.map(({ likeness }) => likeness)).toEqual(found.map(({ likeness }) => likeness).toSorted((a, b) => b - a))
      expect(find(asked, 3)).toEqual(found.slice(0, 3))
    }
    expect(find(sources[5], 1)[0].likeness).toBeCloseTo(1, 10)
    expect(find(Int32Array.of(30), 5)).toEqual([])
  })
})

describe('a look at what was recalled', () => {
  const softmax = (logits: ArrayLike<number>): number[] => {
    const powers = Array.from(logits, Math.exp)
    return powers.map((power) => power / powers.reduce((sum, one) => sum + one, 0))
  }
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

  test('mixes probabilities as it says, and they add up to 1', () => {
    const random = createRandom(1)
    const logits = Float32Array.from({ length: 9 }, () => 3 * random.normal())
    const thought = Float32Array.from({ length: 4 }, () => random.normal())
    const keys = Float32Array.from({ length: 12 }, () => random.normal())
    const tokens = Int32Array.of(2, 5, 2)
    const mixed = logits.slice()
    const distances = [0, 1, 2].map((place) => sum(Array.from(thought, (value, unit) => (value - keys[4 * place + unit]) ** 2)) / 4)
    const before = tf.memory().numTensors
    const thoughts = tf.tensor2d([...keys.subarray(4, 8), ...thought, ...thought], [3, 4])
    const compared = compare([{ keys: keys.subarray(4, 8), tokens: Int32Array.of(1) }, { keys, tokens }])
    const found = compared.distances(thoughts, Int32Array.of(0, 1, 1))
    expect(found.map(({ length }) => length)).toEqual([1, 3, 3])
    expect(found[0][0]).toBeCloseTo(0, 5)
    for (const own of found.slice(1)) own.forEach((distance, place) => expect(distance).toBeCloseTo(distances[place], 5))
    compared.dispose()
    thoughts.dispose()
    expect(tf.memory().numTensors).toBe(before)
    mixIn(mixed, found[2], tokens, { neighbourShare: 0.4, neighbourTemperature: 0.5 })
    const weights = softmax(distances.map((distance) => -distance / 0.5))
    const expected = softmax(logits).map((own, token) => 0.6 * own + 0.4 * sum(weights.filter((_, place) => tokens[place] === token)))
    mixed.forEach((value, token) => expect(Math.exp(value)).toBeCloseTo(expected[token], 5))
    expect(sum(Array.from(mixed, Math.exp))).toBeCloseTo(1, 5)
  })

  test('leaves logits alone where nothing was recalled or nothing shall be taken', () => {
    const logits = Float32Array.of(1, 2, 3)
    mixIn(logits, new Float32Array(0), new Int32Array(0), { neighbourShare: 0.4, neighbourTemperature: 1 })
    mixIn(logits, Float32Array.of(1), Int32Array.of(0), { neighbourShare: 0, neighbourTemperature: 1 })
    expect(Array.from(logits)).toEqual([1, 2, 3])
  })
})

test('a model that learned nothing says its training pairs again: what it thinks step by step is what it thinks of the whole', async () => {
  const config = translationConfig({ task: { neighbours: 4, neighbourShare: 0.95, neighbourTemperature: 1e-6 } })
  const { fitted, parts } = prepareTranslation(config, reversedRows(60))
  const read = fittedSchema.parse(JSON.parse(JSON.stringify(fitted))) as typeof fitted
  expect(read).toEqual(fitted)
  const model = tasks.translation.createModel(config, read, createRandom(2))
  const texts = parts.train.sourceTexts.slice(0, 12)
  const inputs = texts.map((text) => translation.encode(fitted, { cells: { source: [text] } }))
  const said = async (neighbours: number): Promise<string[]> => ((await model.answer(inputs, { translation: { neighbours } })) as AnswerOf<'translation'>[]).map(({ text }) => text)
  expect(await said(4)).toEqual(texts.map(reversed))
  expect(await said(0)).not.toEqual(texts.map(reversed))
  model.dispose()
})

test('a finished model takes the pairs along: it says what the trained one was scored on', async () => {
  const config = translationConfig({ task: { neighbours: 3 }, training: { epochs: 2, batchSize: 16 } })
  const data = prepareTranslation(config, reversedRows(200))
  const session = learn(config, data)
  const scoring = await session.score('test')
  const model = tasks.translation.createModel(config, data.fitted, createRandom(9))
  model.parameters.load(session.parameters.values())
  expect(allMetrics((await model.score(data.parts.test)).scored)).toEqual(scoring && allMetrics(scoring.scored))
  session.dispose()
  model.dispose()
})

test('only training pairs whose end is known are taken along, and none where none are wanted', () => {
  const rows = reversedRows(100)
  const { fitted, parts } = prepareTranslation(translationConfig({ task: { neighbours: 3 } }), rows)
  expect(fitted.examples.targets).toEqual(parts.train.targets.map((tokens) => tokens.join(' ')))
  expect(fitted.examples.sources).toEqual(parts.train.sources.map(({ source }) => source.join(' ')))
  const short = { tokenizer: 'character', maximumLength: 4 }
  const cut = prepareTranslation(translationConfig({ task: { neighbours: 3 }, preprocessing: { source: short, target: short } }), rows)
  expect(cut.fitted.examples.targets).toHaveLength(cut.parts.train.cut.filter((own) => own === 0).length)
  expect(cut.fitted.examples.targets.length).toBeLessThan(cut.parts.train.targets.length)
  expect(prepareTranslation(translationConfig(), rows).fitted.examples).toEqual({ sources: [], targets: [] })
})
