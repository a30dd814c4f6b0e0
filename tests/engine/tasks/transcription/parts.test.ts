import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import { createRecordings, fits, targetsOf } from '../../../../src-main/engine/tasks/transcription/batches.ts'
import { decode } from '../../../../src-main/engine/tasks/transcription/decoding.ts'
import { symbolModelOf } from '../../../../src-main/engine/tasks/transcription/language-model.ts'
import { scoreTranscripts } from '../../../../src-main/engine/tasks/transcription/scoring.ts'
import { allMetrics } from '../../../../src-main/engine/tasks/task.ts'
import { normaliseTranscript, transcriptionFittedSchema } from '../../../../src-shared/domain/tasks/transcription.ts'
import { finishedOf, trainMadeUp } from '../prepared-task.ts'
import { madeUpRows, prepared, row, silence, speak, transcriptionConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('reference', 1)
})

describe('recordings too short for their transcript', () => {
  it('are counted, told and left out; the rest is learned, and figures are finite', async () => {
    const config = transcriptionConfig({ training: { epochs: 1 } })
    const rows = [...madeUpRows(30), ...Array.from({ length: 10 }, (_, place) => row(30 + place, 'abcdeabcdeabcde', speak('a', place)))]
    const data = prepared(config, rows)
    const short = data.parts.train.texts.filter((text) => text.length === 15).length
    expect(short).toBeGreaterThan(0)
    const updates = await trainMadeUp({ config, data })
    const told = updates.flatMap((update) => (update.kind === 'event' && update.event.code === 'recordings-skipped' ? [update.event.details] : []))
    expect(told).toEqual([{ skipped: short, recordings: data.parts.train.texts.length }])
    const { result } = finishedOf(updates)
    for (const value of [...Object.values(result.train), ...Object.values(result.validation), ...Object.values(result.test)]) expect(Number.isFinite(value)).toBe(true)
  })
  it('alone are refused with what to do', () => {
    const config = transcriptionConfig()
    const data = prepared(config, Array.from({ length: 12 }, (_, index) => row(index, 'abcdeabcde', silence(0.02))))
    expect(() => tasks.transcription.open(config, data, createRandom(1))).toThrow(expect.objectContaining({ code: 'transcription.none-fits' }))
  })
  it('two equal letters need a step more', () => {
    const shape = { bands: 2, stack: 2 }
    expect(fits(2 * 4, Int32Array.of(1, 2), shape)).toBe(true)
    expect(fits(2 * 4, Int32Array.of(1, 1), shape)).toBe(false)
    expect(fits(2 * 5, Int32Array.of(1, 1), shape)).toBe(true)
    expect(fits(2, Int32Array.of(), shape)).toBe(true)
  })
})

describe('an empty transcript', () => {
  it('is a recording in which nothing is said: learned beside others, and counted without dividing by nothing', async () => {
    const config = transcriptionConfig({ training: { epochs: 1 } })
    const data = prepared(config, [...madeUpRows(20), ...Array.from({ length: 20 }, (_, place) => row(20 + place, '...', silence(0.2)))])
    const { result } = finishedOf(await trainMadeUp({ config, data }))
    expect(Number.isFinite(result.train.loss)).toBe(true)
    expect(Number.isFinite(result.test.wer)).toBe(true)
  })
  it('everywhere is refused', () => {
    expect(() => prepared(transcriptionConfig(), Array.from({ length: 12 }, (_, index) => row(index, '?!', silence(0.2))))).toThrow(expect.objectContaining({ code: 'transcription.no-text' }))
  })
})

describe('rectangles', () => {
  it('put steps side by side, the last filled up, and keep the rows apart', () => {
    const sequences = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6, 7, 8)]
    const batch = createRecordings(sequences, [1, 0], { bands: 1, stack: 2 })
    expect([...batch.lengths]).toEqual([3, 2])
    expect([...batch.values]).toEqual([4, 5, 6, 7, 8, 0, 1, 2, 3, 0, 0, 0])
    const targets = targetsOf({ targets: [Int32Array.of(1, 1, 2), Int32Array.of(3, 4)] }, batch)
    expect([...targets.values]).toEqual([3, 4, 0, 1, 1, 2])
    expect([...targets.weights]).toEqual([0.5, 0])
    expect(targets.fitting).toBe(1)
  })
})

const fitted = transcriptionFittedSchema.parse({
  task: 'transcription', input: { kind: 'audio', preprocessing: { kind: 'audio' }, scaler: { center: [], scale: [] } }, unit: 'character', lowercase: true, punctuation: 'drop', stack: 1,
  symbols: ['<blank>', ' ', 'a', 'b', 'c'], transcripts: ['ab ab', 'ab', 'ab ac', 'ab'],
})
const usual = { beams: 8, languageModel: 0, order: 3, bonus: 0, alternatives: 3 }

describe('decoding', () => {
  /** Logits of certain symbols, one a step. */
  const logits = (...symbols: number[]) => Float32Array.from(symbols.flatMap((symbol) => Array.from({ length: 5 }, (_, place) => (place === symbol ? 9 : 0))))
  it('merges what is repeated, keeps what a blank divides, and trims spaces', () => {
    for (const beams of [1, 8]) expect(decode(fitted, logits(1, 2, 2, 0, 2, 3, 1, 1, 0), 9, { ...usual, beams }).text).toBe('aab')
    for (const beams of [1, 8]) expect(decode(fitted, logits(1, 2, 1, 0, 1, 3, 1), 7, { ...usual, beams })).toMatchObject({ text: 'a b', timed: [{ symbol: 2 }, { symbol: 1 }, { symbol: 3 }] })
    for (const beams of [1, 8]) expect(decode(fitted, logits(0, 0), 2, { ...usual, beams })).toMatchObject({ text: '', timed: [] })
  })
  it('asks the language model where the sound leaves it open', () => {
    const open = logits(2, 0, 0)
    // b or c alike.
    open.set([0, 0, 0, 4, 4.2], 5)
    expect(decode(fitted, open, 3, usual).text).toBe('ac')
    expect(decode(fitted, open, 3, { ...usual, languageModel: 1 }).text).toBe('ab')
  })
  it('a language model gives probabilities: over all symbols and the end they add up to 1', () => {
    const model = symbolModelOf(fitted, 3)
    for (const prefix of [[], [2], [2, 3, 1, 2]]) {
      const sum = [null, 1, 2, 3, 4].reduce<number>((total, symbol) => total + Math.exp(model(prefix, symbol)), 0)
      expect(sum).toBeCloseTo(1, 9)
    }
    expect(model([2], 3)).toBeGreaterThan(model([2], 4))
    expect(symbolModelOf(fitted, 3)).toBe(model)
  })
})

describe('figures', () => {
  it('rates over all words together; a worst example shows what differs, place by place', () => {
    const part = { sequences: [], targets: [], texts: ['one two three', 'four', 'five'], seconds: Float64Array.of(1, 2, 3), indices: Int32Array.of(7, 8, 9) }
    const { scored, panels } = scoreTranscripts(fitted, part, ['one three three', 'four', 'fife'], Float64Array.of(1, 3, Number.NaN))
    expect(allMetrics(scored)).toMatchObject({ loss: 2, wer: 2 / 5, exactMatch: 1 / 3 })
    const [worst, taken, short] = panels()
    expect(worst.kind === 'examples' && worst.items).toEqual([
      { index: 7, input: '1.00 s', truth: 'one [two] three', answer: 'one [three] three', score: 1 / 3 },
      { index: 9, input: '3.00 s', truth: 'fi[v]e', answer: 'fi[f]e', score: 1 / 4 },
    ])
    expect(taken.kind === 'table' && taken.rows).toEqual([['two', 'three', 1], ['v', 'f', 1]])
    expect(short.kind === 'table' && short.rows).toEqual([[10, 3, 'five']])
    // A sample in which nothing fits has a loss nevertheless.
    expect(Number.isFinite(scored.metrics(Int32Array.of(2, 2)).loss)).toBe(true)
  })
})

describe('transcripts as they are compared', () => {
  const drop = { lowercase: true, punctuation: 'drop' } as const
  it.each([
    ['Hello,  World!', 'hello world'], ["Don't — 'stop'", "don't stop"], ['cafe\u0301', 'café'], ['三,一四。', '三 一四'], ['1.5 km', '1 5 km'], ['  ', ''], ['हिन्दी', 'हिन्दी'],
  ])('%s', (text, expected) => expect(normaliseTranscript(text, drop)).toBe(expected))
  it('or as they stand', () => expect(normaliseTranscript(' Hello,\n World! ', { lowercase: false, punctuation: 'keep' })).toBe('Hello, World!'))
})

it('leaks no tensor', async () => {
  const config = transcriptionConfig()
  const data = prepared(config, madeUpRows(20))
  const session = tasks.transcription.open(config, data, createRandom(1))
  const step = async () => {
    const { loss, gradients, metrics } = session.trainingBatches(createRandom(1), 0)[0]().gradients(createRandom(2))
    await metrics()
    loss.dispose()
    Object.values(gradients).forEach((gradient) => gradient.dispose())
    await session.score('test', 'end')
  }
  await step()
  const before = tf.memory().numTensors
  await step()
  expect(tf.memory().numTensors).toBe(before)
  session.dispose()
})
