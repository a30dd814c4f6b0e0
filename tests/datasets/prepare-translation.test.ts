import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeInput } from '../../src-main/datasets/prepare/index.ts'
import { makeDates } from '../../src-main/datasets/samples/dates.ts'
import { splitRows } from '../../src-main/datasets/splits/index.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { parseConfig } from '../../src-shared/domain/config.ts'
import { splitNames } from '../../src-shared/domain/dataset.ts'
import { splitSchema } from '../../src-shared/domain/split.ts'
import { prepareTranslation, translationConfig } from '../engine/tasks/translation/made-up.ts'
import { failureOf } from './files.ts'

const rowsOf = (pairs: readonly (readonly [string, string])[]): RoleRow[] => pairs.map(([source, target], index) => ({ index, cells: { source: [source], target: [target] } }))
const words = { source: { tokenizer: 'word' }, target: { tokenizer: 'character' } }
const sentences = (count: number, tail = ''): [string, string][] => Array.from({ length: count }, (_, place) => [`The dog number ${place}${tail} barks.`, `第${place}条狗${tail}`])

test('the same source is never in two parts, however rows are drawn, whatever its letter case, spaces and accents', () => {
  const sources = fc.array(fc.constantFrom('Hi.', 'hi.', ' Hi. ', 'Café', 'Cafe\u0301', 'No way', 'no  way', ...Array.from({ length: 30 }, (_, place) => `sentence ${place}`)), { minLength: 60, maxLength: 200 })
  const kinds = fc.constantFrom<object>({ kind: 'random' }, { kind: 'stratified' }, { kind: 'kfold', folds: 4, fold: 2, by: 'random' }, { kind: 'kfold', folds: 4, fold: 1 })
  fc.assert(fc.property(sources, kinds, fc.nat(), (texts, kind, seed) => {
    fc.pre(new Set(texts).size > 15)
    const split = splitRows(rowsOf(texts.map((text) => [text, 'x'])), splitSchema.parse({ ...kind, seed, train: 0.6, validation: 0.2, test: 0.2 }))
    expect(splitNames.flatMap((name) => split[name]).sort((a, b) => a - b)).toEqual(texts.map((_, place) => place))
    const partOf = new Map<string, string>()
    for (const name of splitNames) {
      for (const place of split[name]) {
        const key = texts[place].normalize('NFC').toLowerCase().trim().replaceAll(/\s+/g, ' ')
        expect(partOf.get(key) ?? name).toBe(name)
        partOf.set(key, name)
      }
    }
  }))
})

test('nothing that is fitted changes when the other parts change', () => {
  const config = translationConfig({ preprocessing: words })
  const pairs = sentences(60)
  const before = prepareTranslation(config, rowsOf(pairs))
  const others = new Set([...before.parts.validation.indices, ...before.parts.test.indices])
  const changed = prepareTranslation(config, rowsOf(pairs.map(([source, target], place) => (others.has(place) ? [`${source} wholly new`, `${target}新的文字很长很长`] : [source, target]))))
  expect(changed.parts.train.indices).toEqual(before.parts.train.indices)
  expect(changed.fitted).toEqual(before.fitted)
})

test('texts, rows and what is unknown belong together; a target that is too long keeps its beginning and is marked', () => {
  const config = translationConfig({ preprocessing: { source: { tokenizer: 'word' }, target: { tokenizer: 'character', maximumLength: 4 } } })
  const { fitted, parts } = prepareTranslation(config, rowsOf(sentences(60)))
  expect(parts.test.targetTexts[0]).toMatch(/^第\d+条狗$/)
  expect(parts.test.targets[0].length).toBe(4)
  expect(Array.from(parts.test.cut).some((mark) => mark === 1)).toBe(true)
  const { encoded, text } = encodeInput(fitted, { cells: { source: ['The cat number 3 barks.'] } })
  expect(text).toBe('The cat number 3 barks.')
  expect(encoded.task === 'translation' && encoded.unknown).toContain('cat')
  expect(encoded.task === 'translation' && encoded.pieces.map(({ token }) => token)).toEqual(['the', 'cat', 'number', '3', 'barks', '.'])
  expect(fitted.longestTarget).toBe(4)
})

test('one vocabulary for both holds the tokens of both, and asks that both are read alike', () => {
  const config = translationConfig({ preprocessing: { shared: true, source: { tokenizer: 'bytePair', maximumVocabulary: 60, lowercase: false }, target: { tokenizer: 'bytePair', maximumVocabulary: 60 } } })
  const { fitted } = prepareTranslation(config, rowsOf(sentences(60)))
  expect(fitted.target.vocabulary).toEqual(fitted.source.vocabulary)
  expect(fitted.source.vocabulary).toContain('狗')
  expect(fitted.source.vocabulary).toContain('b')
  expect(parseConfig({ ...config, preprocessing: { kind: 'pairs', shared: true } }).issues).toEqual([{ path: 'preprocessing.shared', message: 'one vocabulary needs the same tokenizer, letter case and numbers on both sides' }])
})

test('bad input is refused in words', async () => {
  const config = translationConfig()
  const { fitted } = prepareTranslation(config, rowsOf(sentences(30)))
  const refused = (cells: RoleRow['cells']): Promise<{ code: string }> => failureOf(Promise.resolve().then(() => encodeInput(fitted, { cells })))
  expect(await refused({ text: ['Hi.'] })).toMatchObject({ code: 'predict.input' })
  expect(await refused({ source: [{ shape: [2], data: new Float32Array(2), rate: null }] })).toMatchObject({ code: 'predict.input' })
  const odd = encodeInput(fitted, { cells: { source: ['   '] } }).encoded
  expect(odd.task === 'translation' && odd.source.length).toBe(3)
  const empty = encodeInput(fitted, { cells: { source: [''] } }).encoded
  expect(empty.task === 'translation' && Array.from(empty.source)).toEqual([1])
})

test('dates are true, and written in ways that have one meaning', () => {
  const pairs = makeDates(2000, 3)
  expect(new Set(pairs.map(([source]) => source)).size).toBe(2000)
  for (const [, iso] of pairs) expect(new Date(`${iso}T00:00:00Z`).toISOString().slice(0, 10)).toBe(iso)
  const english = pairs.filter(([source]) => /^[A-Z][a-z]+ \d+, \d{4}$/.test(source))
  expect(english.length).toBeGreaterThan(50)
  for (const [source, iso] of english) expect(new Date(`${source} UTC`).toISOString().slice(0, 10)).toBe(iso)
})
