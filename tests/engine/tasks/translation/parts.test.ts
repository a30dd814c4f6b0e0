import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { alignmentLoss, fitAlignments, guidance } from '../../../../src-main/engine/tasks/translation/alignment.ts'
import { createPairBatch, evaluationOrder, trainingOrder } from '../../../../src-main/engine/tasks/translation/batches.ts'
import { forcedInputs, forcedShare } from '../../../../src-main/engine/tasks/translation/forcing.ts'
import { hideTokens } from '../../../../src-main/engine/tasks/translation/hide-tokens.ts'
import { createTranslator } from '../../../../src-main/engine/tasks/translation/model.ts'
import { sourceTokens, textOfTokens, writtenTokens } from '../../../../src-main/engine/tasks/translation/texts.ts'
import { learn, prepareTranslation, reversedRows, translationConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('auto', 1)
})

const config = translationConfig()
const data = prepareTranslation(config, reversedRows(120))
const { train } = data.parts

describe('batches', () => {
  test('hold every pair once an epoch, shifted by a step, and no batch goes beyond its size', () => {
    const order = trainingOrder(train, 16, createRandom(1))
    expect(order.flat().sort((a, b) => a - b)).toEqual(train.targets.map((_, position) => position))
    expect(evaluationOrder(train, 1 << 16).flat().sort((a, b) => a - b)).toEqual(train.targets.map((_, position) => position))
    const batch = createPairBatch(train, order[0])
    order[0].forEach((position, row) => {
      const [inputs, labels] = [batch.inputs, batch.labels].map((values) => Array.from(values.subarray(row * batch.steps, row * batch.steps + batch.lengths[row])))
      expect(inputs).toEqual([0, ...train.targets[position]])
      expect(labels).toEqual([...train.targets[position], 0])
    })
    expect(batch.written).toBe(batch.lengths.reduce((sum, length) => sum + length, 0))
  })

  test('know no end of a target that was cut', () => {
    const cut = Uint8Array.from(train.cut, () => 1)
    const batch = createPairBatch({ ...train, cut }, [0])
    expect(Array.from(batch.labels)).toEqual([...train.targets[0], -1])
    expect(batch.written).toBe(train.targets[0].length)
  })
})

describe('guided alignment', () => {
  const pair = (source: number[], target: number[]) => ({ source: Int32Array.from(source), target: Int32Array.from(target) })
  // Word 2 is 12, 3 is 13, 4 is 14; 5 stands everywhere beside 15, in any order.
  const all = [pair([2, 5], [15, 12]), pair([5, 3], [15, 13]), pair([4, 5], [14, 15]), pair([2, 3, 5], [13, 12, 15]), pair([4, 2, 5], [14, 15, 12]), pair([3, 4], [14, 13])]
  const pairs = { sources: all.map(({ source }) => ({ source, unknown: [] })), targets: all.map(({ target }) => target), cut: new Uint8Array(all.length) }

  test('finds which source token each target token comes from; padding and ends have none', () => {
    const batch = createPairBatch(pairs, [3, 0])
    const shares = fitAlignments(pairs)(batch)
    const row = (at: number, step: number) => Array.from(shares.subarray((at * batch.steps + step) * batch.sourceSteps, (at * batch.steps + step + 1) * batch.sourceSteps))
    expect([0, 1, 2].map((step) => row(0, step).indexOf(Math.max(...row(0, step))))).toEqual([1, 0, 2])
    expect([0, 1].map((step) => row(1, step).indexOf(Math.max(...row(1, step))))).toEqual([1, 0])
    for (const step of [0, 1, 2]) expect(row(0, step).reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-6)
    for (const [at, step] of [[0, 3], [1, 2], [1, 3]]) expect(row(at, step)).toEqual([0, 0, 0])
    expect(row(1, 0)[2]).toBe(0)
  })

  test('costs what the attention misses, and nothing in the end', () => {
    const weights = tf.tensor3d([0.25, 0.75, 0, 1], [1, 2, 2])
    const expected = Float32Array.of(1, 0, 0, 0.5)
    expect(tf.tidy(() => alignmentLoss(weights, expected).dataSync()[0])).toBeCloseTo(-Math.log(0.25), 4)
    weights.dispose()
    expect([0, 5, 9, 10].map((epoch) => Number(guidance({ guidedAlignment: 2 }, epoch, 10).toFixed(6)))).toEqual([2, 1, 0.2, 0])
  })

  test('leads the attention there', () => {
    const missed = (guidedAlignment: number): number => {
      const given = translationConfig({ task: { guidedAlignment }, training: { epochs: 2, batchSize: 16 } })
      const prepared = prepareTranslation(given, reversedRows(300, 'abcdefghijkl'))
      const session = learn(given, prepared)
      const model = createTranslator(given, prepared.fitted, createRandom(1))
      model.parameters.load(session.parameters.values())
      const batch = createPairBatch(prepared.parts.train, [0, 1, 2, 3, 4, 5, 6, 7])
      const expected = fitAlignments(prepared.parts.train)(batch)
      const nats = tf.tidy(() => alignmentLoss(model.losses(batch).weights ?? tf.zeros([0, 0, 0]), expected).dataSync()[0])
      session.dispose()
      model.dispose()
      return nats / expected.reduce((sum, share) => sum + share, 0)
    }
    const [free, led] = [missed(0), missed(2)]
    expect(led).toBeLessThan(free * 0.8)
  })
})

test('word dropout hides its share of what is read, never where a text begins nor what must be written', () => {
  const batch = createPairBatch(train, train.targets.map((_, position) => position))
  expect(hideTokens(batch, 0, createRandom(1))).toBe(batch)
  const hidden = hideTokens(batch, 0.3, createRandom(1))
  expect(hidden.labels).toBe(batch.labels)
  for (const side of ['source', 'inputs'] as const) {
    const shown = Array.from(batch[side]).filter((row) => row !== 0).length
    const changed = Array.from(hidden[side]).filter((row, index) => row !== batch[side][index])
    expect(new Set(changed)).toEqual(new Set([1]))
    expect(changed.length / shown).toBeGreaterThan(0.2)
    expect(changed.length / shown).toBeLessThan(0.4)
    hidden[side].forEach((row, index) => batch[side][index] === 0 && expect(row).toBe(0))
  }
  expect(hideTokens(batch, 0.3, createRandom(1))).toEqual(hidden)
})

describe('scheduled sampling', () => {
  test('falls evenly from the first epoch to the last', () => {
    const task = { ...config.task, teacherForcing: { first: 1, last: 0.6 } }
    expect([0, 1, 2, 3, 4].map((epoch) => forcedShare(task, epoch, 5)).map((share) => Number(share.toFixed(6)))).toEqual([1, 0.9, 0.8, 0.7, 0.6])
    expect(forcedShare(task, 0, 1)).toBe(1)
  })

  test('mixes in what the model would choose, never the boundary that begins a text, and reads nothing new where all is forced', () => {
    const model = createTranslator(config, data.fitted, createRandom(1))
    const batch = createPairBatch(train, [0, 1, 2, 3])
    expect(forcedInputs(model, batch, 1, createRandom(2))).toBe(batch.inputs)
    const mixed = forcedInputs(model, batch, 0, createRandom(2))
    const chosen = tf.tidy(() => tf.argMax(model.losses(batch).logits, 1).dataSync())
    batch.lengths.forEach((length, row) => {
      expect(mixed[row * batch.steps]).toBe(0)
      for (let step = 1; step < length; step++) {
        const choice = chosen[row * batch.steps + step - 1]
        expect(mixed[row * batch.steps + step]).toBe(choice === 0 ? batch.inputs[row * batch.steps + step] : choice)
      }
    })
    model.dispose()
  })
})

test('one step at a time gives the same logits as all steps at once', () => {
  for (const attention of ['general', 'concat', 'none'] as const) {
    const own = translationConfig({ task: { attention }, model: { embedding: 12, recurrent: { cell: 'lstm', hidden: 10, layers: 2, bidirectional: true } } })
    const model = createTranslator(own, data.fitted, createRandom(1))
    const batch = createPairBatch(train, [0, 1, 2])
    const [whole, steps] = tf.tidy(() => {
      const reading = model.read(batch)
      const all = model.write(tf.tensor2d(batch.inputs, [3, batch.steps], 'int32'), reading).logits.arraySync()
      let { states } = reading
      const each = Array.from({ length: batch.steps }, (_, step) => {
        const written = model.write(tf.tensor2d([0, 1, 2].map((row) => batch.inputs[row * batch.steps + step]), [3, 1], 'int32'), { ...reading, states })
        states = written.states
        return written.logits.arraySync()
      })
      return [all, each] as never
    }) as unknown as [number[][], number[][][]]
    for (let step = 0; step < batch.steps; step++) {
      for (let row = 0; row < 3; row++) steps[step][row].forEach((logit, token) => expect(logit).toBeCloseTo(whole[row * batch.steps + step][token], 4))
    }
    model.dispose()
  }
})

describe('unknown words', () => {
  const fitted = { ...data.fitted, source: { ...data.fitted.source, vocabulary: ['<padding>', '<unknown>', 'my', 'name', 'is'] }, target: { ...data.fitted.target, vocabulary: ['<padding>', '<unknown>', 'ich', 'heiße'], preprocessing: { ...data.fitted.target.preprocessing, tokenizer: 'word' as const } } }
  const source = { source: Int32Array.of(2, 3, 4, 1), unknown: ['Zoltán'] }

  test('are copied from the place in the source that was looked at', () => {
    expect(sourceTokens(fitted, source)).toEqual(['my', 'name', 'is', 'Zoltán'])
    const attention = [[0.7, 0.1, 0.1, 0.1], [0.1, 0.5, 0.3, 0.1], [0.1, 0.1, 0.2, 0.6]].map((weights) => Float32Array.from(weights))
    const tokens = writtenTokens(fitted, source, { tokens: [2, 3, 1], attention })
    expect(tokens).toEqual([{ token: 'ich', copied: null }, { token: 'heiße', copied: null }, { token: 'Zoltán', copied: 3 }])
    expect(textOfTokens(fitted, tokens)).toBe('ich heiße Zoltán')
  })

  test('are left out where nothing tells where they come from', () => {
    expect(textOfTokens(fitted, writtenTokens(fitted, source, { tokens: [2, 3, 1], attention: [] }))).toBe('ich heiße')
  })
})
