import { describe, expect, it } from 'vitest'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema, textPartSchema } from '../../src-shared/domain/preprocessing.ts'
import { summarizeLengths } from '../../src-main/datasets/lengths.ts'
import { measureTokens } from '../../src-main/datasets/measure-tokens.ts'
import { fitTokens } from '../../src-main/datasets/text/fit.ts'
import { tokenize, tokenizers } from '../../src-main/datasets/text/tokenizers.ts'
import { splitExamples } from '../../src-main/datasets/splits/index.ts'
import { labelledTexts, prepareTexts, rowsOf } from './prepared.ts'
import { statisticsOf } from '../../src-main/datasets/statistics.ts'

const split = splitSchema.parse({})
const preprocessing = (fields: object = {}) => preprocessingSchema.parse({ kind: 'text', ...fields })
const examples = (texts: string[]) => texts.map((text, index) => ({ index, text, label: String(index % 2) }))

describe('lengths', () => {
  it('are summed up', () => {
    const { histogram, ...lengths } = summarizeLengths([3, 1, 2, 2, 10], 'words')
    expect(lengths).toEqual({ unit: 'words', minimum: 1, median: 2, mean: 3.6, percentile95: 10, maximum: 10 })
    expect(histogram).toEqual({ edges: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], counts: [1, 2, 1, 0, 0, 0, 0, 0, 0, 1] })
  })
  it('fill few bins, whatever their range, and lose none', () => {
    const { histogram } = summarizeLengths(Array.from({ length: 500 }, (_, index) => 1 + index * 7), 'words')
    expect(histogram.counts.length).toBeLessThanOrEqual(30)
    expect(histogram.edges).toHaveLength(histogram.counts.length + 1)
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(500)
  })
  it('of nothing are zero', () => expect(summarizeLengths([], 'words')).toMatchObject({ minimum: 0, mean: 0, maximum: 0 }))
})

describe('statistics of a split', () => {
  it('report texts that stand in more than one part', () => {
    const texts = Array.from({ length: 40 }, (_, index) => `film number ${index}`)
    const { train, test } = splitExamples(examples(texts), split)
    texts[test[0]] = texts[train[0]]
    const statistics = statisticsOf(labelledTexts, rowsOf(examples(texts)), split, preprocessing())
    expect(statistics.duplicateExamples).toEqual([{ text: texts[train[0]], splits: ['train', 'test'] }])
    expect(statistics.findings.map(({ code }) => code)).toContain('duplicates-across')
  })
  it('count what is cut and what was never seen', () => {
    const texts: string[] = Array.from({ length: 40 }, (_, index) => (index < 4 ? 'a b c d e f' : 'a b'))
    const { validation } = splitExamples(examples(texts), split)
    texts[validation[0]] = 'never seen'
    const statistics = statisticsOf(labelledTexts, rowsOf(examples(texts)), split, preprocessing({ maximumLength: 4 }))
    expect(statistics.truncated).toBeCloseTo((validation[0] < 4 ? 3 : 4) / 40)
    expect(statistics.outOfVocabulary).toBeGreaterThan(0)
    expect(statistics.lengths.unit).toBe('words')
    expect(statisticsOf(labelledTexts, rowsOf(examples(texts)), split, preprocessing({ tokenizer: 'character' })).lengths.unit).toBe('characters')
  })
})

describe('tokens of texts', () => {
  const texts = Array.from({ length: 60 }, (_, index) => `The Film ${index % 7}: don't... ${'very '.repeat(index % 5)}good!!!! ${index % 9 === 0 ? 'Café 好吃的 naïve' : ''} ${'x y z '.repeat(index % 4)}`)
  const cells = { train: texts.slice(0, 40), validation: [...texts.slice(40, 50), 'never seen here', ''], test: texts.slice(50) }
  it.each([
    {}, { lowercase: false }, { foldNumbers: true }, { tokenizer: 'character' }, { tokenizer: 'bytePair', maximumVocabulary: 120 }, { minimumCount: 3 }, { maximumVocabulary: 9 }, { maximumLength: 7 }, { maximumLength: 1 },
  ])('are those that training would fit and read: %j', (fields) => {
    const part = textPartSchema.parse(fields)
    const { vocabulary, merges } = fitTokens(cells.train, part)
    const known = new Set(vocabulary)
    const read = cells.validation.flatMap((text) => tokenize(text, part, merges).slice(0, part.maximumLength))
    const lengths = Object.values(cells).flat().map((text) => tokenize(text, part, merges).length)
    expect(measureTokens((name) => cells[name], part)).toEqual({
      lengths: summarizeLengths(lengths.map((length) => Math.max(1, length)), tokenizers[part.tokenizer].unit),
      vocabulary: vocabulary.length,
      outOfVocabulary: read.filter((token) => !known.has(token)).length / read.length,
      truncated: lengths.filter((length) => length > part.maximumLength).length / lengths.length,
    })
  })
  it('of lists are their words, one a time step', () => {
    const measured = measureTokens((name) => (name === 'train' ? [['a-b', 'c'], ['d']] : name === 'validation' ? [['a', 'e']] : []), textPartSchema.parse({}))
    expect(measured).toMatchObject({ lengths: { minimum: 1, maximum: 2 }, vocabulary: 7, outOfVocabulary: 0.5 })
  })
})

describe('prepared data', () => {
  const texts = Array.from({ length: 40 }, (_, index) => (index % 3 ? `shared word${index}` : ''))
  const { fitted, parts } = prepareTexts(examples(texts))
  const vocabulary = fitted.input.kind === 'tokens' ? fitted.input.vocabulary : []

  it('take the vocabulary from the training rows alone', () => {
    const learned = new Set(splitExamples(examples(texts), split).train.flatMap((position) => texts[position].split(' ')))
    expect(vocabulary.slice(2).every((token) => learned.has(token))).toBe(true)
    expect(vocabulary).toHaveLength(2 + [...learned].filter((token) => token !== '').length)
  })
  it('have at least one step each, the row behind each, and its class', () => {
    for (const { sequences, labels, indices } of Object.values(parts)) {
      expect([...sequences].every(({ length }) => length >= 1)).toBe(true)
      expect([...labels]).toEqual([...indices].map((index) => index % 2))
    }
    expect(parts.train.sequences.at([...parts.train.indices].findIndex((index) => index % 3 === 0))).toEqual(Int32Array.of(1))
  })
  it('order classes by number, then by code unit', () => {
    const labelled = ['10', '9', 'b', 'a', 'B'].flatMap((label) => Array.from({ length: 10 }, (_, index) => ({ index, text: 'x', label })))
    expect(prepareTexts(labelled).fitted.labels).toEqual(['9', '10', 'B', 'a', 'b'])
  })
})
