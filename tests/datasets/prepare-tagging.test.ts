import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { taggingTaskSchema } from '../../src-shared/domain/tasks/tagging.ts'
import type { PreparedOf } from '../../src-shared/domain/tasks/index.ts'
import type { loadVectors } from '../../src-main/datasets/inputs/words.ts'
import { prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { tagging } from '../../src-main/datasets/prepare/tagging.ts'
import { detectSplitting, splitSentence } from '../../src-main/datasets/text/sentences.ts'
import { newFolder } from './files.ts'

const row = (index: number, words: string, tags: string, split: string): RoleRow => ({ index, cells: { tokens: [words.split(' ')], tags: [tags.split(' ')], split: [split] } })

const rows = [
  row(0, 'Ada Lovelace wrote to Paris , Texas .', 'B-PER I-PER O O B-LOC I-LOC I-LOC O', 'train'),
  row(1, 'In 1843 Ada wrote again .', 'O O B-PER O O O', 'train'),
  row(2, 'paris answered in 1844 .', 'B-LOC O O O O', 'validation'),
  row(3, 'Zebras sleep .', 'B-PER O O', 'test'),
]

function prepared(of: readonly RoleRow[], { preprocessing = {}, task = {}, loaded = null }: { preprocessing?: object; task?: object; loaded?: Awaited<ReturnType<typeof loadVectors>> } = {}): PreparedOf<'tagging'> {
  const recipe = {
    split: splitSchema.parse({ kind: 'column' }),
    preprocessing: preprocessingSchema.parse({ kind: 'words', ...preprocessing }),
    task: taggingTaskSchema.parse({ kind: 'tagging', ...task }),
  }
  return prepareRows(recipe, of, { roles: {}, columns: [] }, loaded) as PreparedOf<'tagging'>
}

function words({ fitted }: PreparedOf<'tagging'>) {
  if (fitted.input.kind !== 'words') throw new Error('no words')
  return fitted.input
}

describe('words with tags', () => {
  it('are rows of the vocabulary of the training sentences, digits folded; tags become BIOES and stay BIO for people', () => {
    const data = prepared(rows)
    const { vocabulary, splitting, alphabet } = words(data)
    expect(vocabulary).toContain('0000')
    expect(vocabulary).not.toContain('zebras')
    expect(alphabet).not.toContain('Z')
    expect(splitting).toBe('punctuation')
    expect(data.fitted).toMatchObject({ scheme: 'BIOES', written: 'BIO' })
    expect(data.fitted.tags).toEqual(['O', 'B-LOC', 'I-LOC', 'E-LOC', 'S-LOC', 'B-PER', 'I-PER', 'E-PER', 'S-PER'])
    const named = Array.from(data.parts.train.tags[0], (tag) => data.fitted.tags[tag])
    expect(named).toEqual(['B-PER', 'E-PER', 'O', 'O', 'B-LOC', 'I-LOC', 'E-LOC', 'O'])
    expect(data.parts.train.gold[0]).toEqual(['B-PER', 'I-PER', 'O', 'O', 'B-LOC', 'I-LOC', 'I-LOC', 'O'])
    expect(Array.from(data.parts.test.items[0].sequence)).toEqual([1, 1, vocabulary.indexOf('.')])
  })

  it('are fitted on the training rows alone', () => {
    const others = [rows[0], rows[1], rows[2], row(3, 'Other words ~ and 99 signs stand here', 'O O O O O O O O', 'test')]
    expect(prepared(others).fitted).toEqual(prepared(rows).fitted)
    const training = [rows[0], row(1, 'Another sentence is here .', 'O O O O O', 'train'), rows[2], rows[3]]
    expect(words(prepared(training)).vocabulary).not.toEqual(words(prepared(rows)).vocabulary)
  })

  it('repair tags out of order, keep plain tags, and read every scheme', () => {
    const disordered = prepared([row(0, 'a b c', 'O I-X I-Y', 'train'), ...rows.slice(1)])
    expect(disordered.parts.train.gold[0]).toEqual(['O', 'I-X', 'I-Y'])
    expect(Array.from(disordered.parts.train.tags[0], (tag) => disordered.fitted.tags[tag])).toEqual(['O', 'S-X', 'S-Y'])
    const plain = prepared(['DET NOUN VERB', 'DET VERB', 'NOUN', 'VERB'].map((tags, index) => row(index, tags.replaceAll('N', 'M'), tags, ['train', 'train', 'validation', 'test'][index])))
    expect(plain.fitted).toMatchObject({ scheme: 'none', written: 'none', tags: ['DET', 'NOUN', 'VERB'] })
  })

  it('refuse a list of tags of another length, and types that the model does not know', () => {
    const { fitted } = prepared(rows)
    const evaluate = (words_: string, tags: string) => () => tagging.part(fitted, [row(6, words_, tags, 'test')])
    expect(evaluate('one two', 'O')).toThrowError(expect.objectContaining({ code: 'evaluate.tags-count', details: { row: 7, tags: 1, steps: 2 } }))
    expect(evaluate('one two', 'O B-GENE')).toThrowError(expect.objectContaining({ code: 'evaluate.label-unknown', details: { label: 'B-GENE', row: 7, labels: 'O, LOC, PER' } }))
    expect(evaluate('one two', 'U-PER O')).not.toThrow()
    expect(() => tagging.encode(fitted, { cells: {} })).toThrowError(expect.objectContaining({ code: 'predict.input' }))
  })

  it('cut a text to be tagged as the data is cut', () => {
    const { fitted } = prepared(rows)
    const encode = (text: string) => tagging.encode(fitted, { cells: { tokens: [text] } }).words
    expect(encode('Ada (of London) wrote: "hello"...')).toEqual(['Ada', '(', 'of', 'London', ')', 'wrote', ':', '"', 'hello', '"', '...'])
    expect(encode("@ada don't see https://x.org/a?b e-mail #fun 3.14!")).toEqual(['@ada', "don't", 'see', 'https://x.org/a?b', 'e-mail', '#fun', '3.14', '!'])
    expect(encode('   ')).toEqual([''])
    expect(tagging.encode(fitted, { cells: { tokens: [['as', 'it is']] } }).words).toEqual(['as', 'it is'])
  })
})

describe('how sentences are cut', () => {
  it('is told from their words', () => {
    expect(detectSplitting([['我', '在', '北', '京', '。']])).toBe('characters')
    expect(detectSplitting([['plain', 'words.', 'Only', 'spaces,', 'really.']])).toBe('whitespace')
    expect(detectSplitting([['with', 'marks', 'apart', '.']])).toBe('punctuation')
    expect(splitSentence('我在 北京。', 'characters')).toEqual(['我', '在', '北', '京', '。'])
    expect(splitSentence('plain words. here', 'whitespace')).toEqual(['plain', 'words.', 'here'])
  })
})

describe('word vectors', () => {
  it.each([false, true])('of the needed words are read from a file, gzipped %s, and some of its own first words', async (gzipped) => {
    const file = join(newFolder().path, 'vectors.txt')
    const text = 'the 1 2 3\nparis 4 5 6\nberlin 7 8 9\nada 0.5 0.5 0.5\nnever 1 1 1\n'
    writeFileSync(file, gzipped ? gzipSync(text) : text)
    const preprocessing = preprocessingSchema.parse({ kind: 'words', vectors: { file, extraWords: 3 } })
    const loaded = await tagging.load?.(rows, { split: splitSchema.parse({ kind: 'column' }), preprocessing, task: taggingTaskSchema.parse({ kind: 'tagging' }) })
    const data = prepared(rows, { preprocessing, loaded })
    const { vocabulary, vectorSize } = words(data)
    expect(vectorSize).toBe(3)
    expect(vocabulary).toEqual(expect.arrayContaining(['the', 'berlin', 'paris', 'ada']))
    expect(vocabulary).not.toContain('never')
    const { vectors } = data.parts.train
    const place = vocabulary.indexOf('ada')
    expect(Array.from(vectors?.values.subarray(place * 3, place * 3 + 3) ?? [])).toEqual([0.5, 0.5, 0.5])
    expect(vectors?.known[vocabulary.indexOf('wrote')]).toBe(0)
    expect(data.parts.test.vectors).toBeUndefined()
  })
})

describe('steps with tags', () => {
  const series = (index: number, steps: number, split: string): RoleRow => ({
    index, cells: { series: [{ shape: [steps, 2], data: Float32Array.from({ length: steps * 2 }, (_, place) => place), rate: null }], tags: [Array.from({ length: steps }, (_, step) => (step % 2 === 0 ? 'up' : 'down'))], split: [split] },
  })
  it('keep the tags of the steps that are read', () => {
    const some = [series(0, 5, 'train'), series(1, 4, 'train'), series(2, 3, 'validation'), series(3, 6, 'test')]
    const plain = prepared(some, { preprocessing: { kind: 'series' } })
    expect(plain.parts.test.gold[0]).toEqual(['up', 'down', 'up', 'down', 'up', 'down'])
    const differences = prepared(some, { preprocessing: { kind: 'series', differencing: true, maximumLength: 4 } })
    expect(differences.parts.test.gold[0]).toEqual(['down', 'up', 'down', 'up'])
    expect(Array.from(differences.parts.test.items[0].places)).toEqual([1, 2, 3, 4])
  })
  it('of a clip may leave frames out', () => {
    const clip = (index: number, split: string): RoleRow => ({
      index, cells: { frames: [{ shape: [6, 8, 8, 1], data: new Uint8Array(6 * 64).map((_, place) => place % 251), rate: 10 }], tags: [['a', 'b', 'c', 'a', 'b', 'c']], split: [split] },
    })
    const data = prepared([clip(0, 'train'), clip(1, 'train'), clip(2, 'validation'), clip(3, 'test')], { preprocessing: { kind: 'frames', size: 8, everyFrames: 2 } })
    expect(data.parts.test.gold[0]).toEqual(['a', 'c', 'b'])
    expect(Array.from(data.parts.test.items[0].places)).toEqual([0, 2, 4])
  })
})
