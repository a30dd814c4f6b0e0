import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { joinWords, spansOf } from '../../../../src-main/engine/tasks/tagging/answers.ts'
import { augmentInPlace, createTaggingBatch, piecesOf } from '../../../../src-main/engine/tasks/tagging/batches.ts'
import { constraintsOf } from '../../../../src-main/engine/tasks/tagging/constraints.ts'
import { tagging as task } from '../../../../src-main/engine/tasks/tagging/index.ts'
import { createTagger, type Tagger } from '../../../../src-main/engine/tasks/tagging/model.ts'
import { createSpanProbability, tagItems } from '../../../../src-main/engine/tasks/tagging/tags.ts'
import { shapeOf, spell } from '../../../../src-main/engine/tasks/tagging/words.ts'
import type { Config } from '../../../../src-shared/domain/config.ts'
import { convertTags } from '../../../../src-shared/domain/tag-schemes.ts'
import type { TaggingTask } from '../../../../src-shared/domain/tasks/tagging.ts'
import { madeUpRows, prepareTagging, taggingConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('auto', 1)
})

type TaggingConfig = Config & { task: TaggingTask }

function createTest(options: Parameters<typeof taggingConfig>[0] = {}, rows = madeUpRows(40)): { model: Tagger; config: TaggingConfig; data: ReturnType<typeof prepareTagging> } {
  const config = taggingConfig(options) as TaggingConfig
  const data = prepareTagging(config, rows)
  return { config, data, model: createTagger(config, data.fitted, createRandom(5)) }
}

/** Makes every emission large and random, so that the best tags by themselves break the scheme everywhere. */
function shout(model: Tagger): void {
  const values = model.parameters.values()
  const random = createRandom(6)
  for (const [name, own] of Object.entries(values)) values[name] = own.map(() => (name.startsWith('crf') ? 0 : 3 * random.normal()))
  model.parameters.load(values)
}

describe.each(['BIO', 'BIOES'] as const)('a CRF that holds to %s', (scheme) => {
  test('never gives a forbidden sequence, whatever the network shouts', async () => {
    const { model, data } = createTest({ task: { scheme } })
    shout(model)
    const names = data.fitted.tags
    const tagged = await tagItems(model, data.parts.train.items)
    for (const { tags } of tagged) {
      const own = Array.from(tags, (tag) => names[tag])
      expect(convertTags(own, scheme)).toEqual(own)
    }
    // The same network without the chain does break it.
    const softmax = createTest({ task: { scheme, output: 'softmax' } })
    shout(softmax.model)
    const loose = await tagItems(softmax.model, data.parts.train.items)
    expect(loose.some(({ tags }) => convertTags(Array.from(tags, (tag) => names[tag]), scheme).some((tag, step) => tag !== names[tags[step]]))).toBe(true)
    model.dispose()
    softmax.model.dispose()
  })
})

test('constraints allow exactly what a scheme writes', () => {
  const tags = ['O', 'B-X', 'I-X', 'E-X', 'S-X', 'B-Y', 'I-Y', 'E-Y', 'S-Y']
  const table = constraintsOf(tags, 'BIOES')
  const follows = (one: string, other: string) => Boolean(table?.transitions[tags.indexOf(one) * tags.length + tags.indexOf(other)])
  for (const one of tags) {
    for (const other of tags) {
      // Allowed where some sentence with this pair is what its entities would be written as.
      const sentences = [[one, other], ['B-X', one, other], ['B-Y', one, other], [one, other, 'E-X'], [one, other, 'E-Y'], ['B-X', one, other, 'E-X'], ['B-Y', one, other, 'E-Y'], ['B-X', one, other, 'E-Y'], ['B-Y', one, other, 'E-X']]
      expect([one, other, follows(one, other)]).toEqual([one, other, sentences.some((sentence) => convertTags(sentence, 'BIOES').every((tag, step) => tag === sentence[step]))])
    }
  }
  expect(tags.filter((_, row) => table?.start[row])).toEqual(['O', 'B-X', 'S-X', 'B-Y', 'S-Y'])
  expect(tags.filter((_, row) => table?.end[row])).toEqual(['O', 'E-X', 'S-X', 'E-Y', 'S-Y'])
  expect(constraintsOf(['a', 'b'], 'none')).toBeUndefined()
})

test('a sentence is tagged the same alone as among others, and its letters are read once a word', async () => {
  const { model, data } = createTest()
  shout(model)
  const items = data.parts.train.items
  const together = await tagItems(model, items, { tags: data.parts.train.tags })
  const alone = await tagItems(model, [items[3]], { tags: [data.parts.train.tags[3]] })
  expect(alone[0].tags).toEqual(together[3].tags)
  expect(alone[0].loss).toBeCloseTo(together[3].loss, 2)
  const all = piecesOf(data.fitted, items, null, 1)
  const { spelling } = createTaggingBatch(data.fitted, all, [0, 1, 2, 3])
  const words = new Set([0, 1, 2, 3].flatMap((item) => items[item].words))
  expect(spelling?.lengths.length).toBe(words.size)
  model.dispose()
})

test('the probability of a span is the share of the sequences that have exactly it', async () => {
  const rows = madeUpRows(30).map((row) => ({ ...row, cells: { tokens: [(row.cells.tokens?.[0] as string[]).slice(0, 4)], tags: [(row.cells.tags?.[0] as string[]).slice(0, 4)] } }))
  const { model, data } = createTest({ task: { scheme: 'BIO' } }, rows)
  const { tags: names } = data.fitted
  const [tagged] = await tagItems(model, [data.parts.train.items[0]], { keepEmissions: true })
  const count = names.length
  const scores = model.crf?.scores()
  if (!scores || !tagged.emissions) throw new Error('no scores')
  const score = (path: number[]) => path.reduce((sum, tag, step) => sum + (tagged.emissions?.[step * count + tag] ?? 0) + (step > 0 ? scores.transitions[path[step - 1] * count + tag] : scores.start[tag]), scores.end[path[3]])
  let [whole, agreeing] = [0, 0]
  const [from, to] = [1, 3]
  const inside = names.flatMap((name, row) => (name === `I-${names[tagged.tags[from]].slice(2)}` ? [row] : []))
  for (let code = 0; code < count ** 4; code++) {
    const path = [0, 1, 2, 3].map((step) => Math.floor(code / count ** step) % count)
    const weight = Math.exp(score(path))
    whole += weight
    if (path[1] === tagged.tags[1] && path[2] === tagged.tags[2] && !inside.includes(path[3])) agreeing += weight
  }
  expect(createSpanProbability(model)(tagged, from, to, inside)).toBeCloseTo(agreeing / whole, 5)
  model.dispose()
})

test('long sentences are read in pieces, and none of their words is lost', async () => {
  const { model, data } = createTest({ preprocessing: { kind: 'words', maximumLength: 5 } })
  const { items, tags } = data.parts.train
  const all = piecesOf(data.fitted, items, tags, 1)
  expect(Math.max(...all.sequences.map(({ length }) => length))).toBe(5)
  expect(all.pieces.flatMap(({ words }) => words)).toEqual(items.flatMap(({ words }) => words))
  for (const { tags: own } of all.pieces) {
    const named = Array.from(own ?? [], (tag) => data.fitted.tags[tag])
    expect(convertTags(named, 'BIOES')).toEqual(named)
  }
  const tagged = await tagItems(model, items, { tags })
  expect(tagged.map(({ tags: own }) => own.length)).toEqual(items.map(({ words }) => words.length))
  model.dispose()
})

test('words are hidden in training only, the rare ones more often; vectors are what they begin as', () => {
  const config = taggingConfig({ task: { wordDropout: 0.2, rareWordDropout: 1 } }) as TaggingConfig
  const data = prepareTagging(config, [...madeUpRows(40), { index: 40, cells: { tokens: [['Unique', 'mr', 'Anu']], tags: [['O', 'O', 'B-PER']] } }])
  const { fitted, parts } = data
  const all = piecesOf(fitted, parts.train.items, parts.train.tags, 1)
  const rates = new Float32Array(50).fill(0.5)
  const positions = all.pieces.map((_, position) => position)
  const plain = createTaggingBatch(fitted, all, positions)
  const hidden = createTaggingBatch(fitted, all, positions, { hiding: { rates, random: createRandom(1) }, augment: null })
  const changed = Array.from(plain.values).filter((row, place) => row !== hidden.values[place]).length
  expect(changed / plain.tokens).toBeGreaterThan(0.4)
  expect(changed / plain.tokens).toBeLessThan(0.6)
  expect(hidden.spelling).toEqual(plain.spelling)

  if (fitted.input.kind !== 'words') throw new Error('no words')
  const size = 3
  const known = new Uint8Array(fitted.input.vocabulary.length)
  known[4] = 1
  const vectors = { size, known, values: new Float32Array(known.length * size).fill(7) }
  const session = task.open(config, { ...data, vectors, fitted: { ...fitted, input: { ...fitted.input, vectorSize: size } }, parts: { ...parts, train: { ...parts.train, vectors } } }, createRandom(2))
  const weights = tf.tidy(() => session.parameters.get('words.weight').arraySync()) as number[][]
  expect(weights[4]).toEqual([7, 7, 7])
  expect(weights[5]).not.toContain(7)
  session.dispose()
})

test('words show their shape, and long ones keep their beginning and their end', () => {
  const words = ['@ada', '#fun', 'https://x.org', '1,843', '...', 'NASA', 'A', 'Ada', 'ada', 'b2b', 'iPhone', '北京']
  expect(words.map(shapeOf)).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  const alphabet = ['<padding>', '<unknown>', 'a', 'b']
  expect(Array.from(spell('abz', alphabet))).toEqual([2, 3, 1])
  expect(Array.from(spell('', alphabet))).toEqual([1])
  const long = spell(`a${'z'.repeat(100)}b`, alphabet)
  expect([long.length, long[0], long[29]]).toEqual([30, 2, 3])
})

test('spans of words and of steps, and words as a text', () => {
  expect(spansOf(['B-X', 'I-X', 'O', 'B-Y'], 'BIO', true)).toEqual([{ type: 'X', start: 0, end: 2 }, { type: 'Y', start: 3, end: 4 }])
  expect(spansOf(['DET', 'DET', 'NOUN'], 'none', true)).toEqual([])
  expect(spansOf(['walk', 'walk', 'O', 'run'], 'none', false)).toEqual([{ type: 'walk', start: 0, end: 2 }, { type: 'run', start: 3, end: 4 }])
  expect(joinWords(['我', '在', '北京', 'with', 'you'])).toBe('我在北京 with you')
})

test('training series vary where asked, and every step keeps its tag', () => {
  const rows = Array.from({ length: 10 }, (_, index) => ({ index, cells: { series: [{ shape: [20, 1], data: Float32Array.from({ length: 20 }, (_one, step) => step), rate: null }], tags: [Array.from({ length: 20 }, (_one, step) => (step < 10 ? 'low' : 'high'))] } }))
  const { data, model } = createTest({ preprocessing: { kind: 'series', augment: { jitter: 0.01, scaling: 0, warp: 0.2, crop: 0.2 } } }, rows)
  const augment = augmentInPlace(data.fitted)
  const { sequence } = data.parts.train.items[0]
  const changed = augment?.(sequence, createRandom(3)) ?? sequence
  expect(changed).not.toEqual(sequence)
  changed.forEach((value, step) => expect(Math.abs(value - sequence[step])).toBeLessThan(0.05))
  expect(augmentInPlace(prepareTagging(taggingConfig(), madeUpRows(20)).fitted)).toBeNull()
  model.dispose()
})
