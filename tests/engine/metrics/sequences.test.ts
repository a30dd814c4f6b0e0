import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { entitiesOf } from '../../../src-shared/domain/entities.ts'
import { convertTags, detectTagScheme, misplacedTags, tagSchemes, type TagScheme } from '../../../src-main/datasets/text/tag-schemes.ts'
import { corpusBleu, sentenceBleu } from '../../../src-main/engine/metrics/bleu.ts'
import { bleuTokenizers, suitingBleuTokenizer, type BleuTokenizer } from '../../../src-main/engine/metrics/bleu-tokens.ts'
import { bootstrapIntervals, everyUnit } from '../../../src-main/engine/metrics/bootstrap.ts'
import { chrfCounts, chrfOf, corpusChrf } from '../../../src-main/engine/metrics/chrf.ts'
import { align, charactersOf, countEdits, wordsOf } from '../../../src-main/engine/metrics/edit-distance.ts'
import { entityScores, scoredEntities } from '../../../src-main/engine/metrics/entities.ts'
import { scoredTranscripts, scoredTranslations } from '../../../src-main/engine/metrics/sequence-pairs.ts'
import { createRandom } from '../../../src-main/engine/random.ts'

const golden = <Content>(name: string): Content => JSON.parse(readFileSync(new URL(`goldens/${name}.json`, import.meta.url), 'utf8')) as Content

interface ChunkScores { gold: number; pred: number; correct: number; f1: number; prec: number; rec: number }
const tagging = golden<{ cases: { name: string; gold: string[][]; said: string[][]; overall: ChunkScores; types: Record<string, ChunkScores>; accuracy: number }[] }>('tagging')

test.each(tagging.cases)('entities are counted as conlleval counts them: $name', ({ gold, said, overall, types, accuracy }) => {
  const scores = entityScores(gold, said)
  expect(scores.precision).toBeCloseTo(overall.prec, 12)
  expect(scores.recall).toBeCloseTo(overall.rec, 12)
  expect(scores.f1).toBeCloseTo(overall.f1, 12)
  expect(scores.tagAccuracy).toBeCloseTo(accuracy, 12)
  expect(scores.perType.map(({ label }) => label).toSorted()).toEqual(Object.keys(types).toSorted())
  for (const { label, precision, recall, f1, support, predicted } of scores.perType) {
    expect([support, predicted]).toEqual([types[label].gold, types[label].pred])
    expect(recall).toBeCloseTo(types[label].rec, 12)
    expect(f1).toBeCloseTo(types[label].f1, 12)
    // The port says 1 where nothing was predicted; conlleval.pl itself says 0.
    expect(precision).toBeCloseTo(types[label].pred === 0 ? 0 : types[label].prec, 12)
  }
})

test('an I- without a B- begins an entity, M L U are read too, and lengths must agree', () => {
  expect(entitiesOf(['I-PER', 'I-PER', 'I-LOC', 'O', 'I-LOC'])).toEqual([
    { type: 'PER', start: 0, end: 2 }, { type: 'LOC', start: 2, end: 3 }, { type: 'LOC', start: 4, end: 5 },
  ])
  expect(entitiesOf(['B-X', 'M-X', 'E-X', 'S-X', 'U-Y', 'B-Y', 'L-Y'])).toEqual([
    { type: 'X', start: 0, end: 3 }, { type: 'X', start: 3, end: 4 }, { type: 'Y', start: 4, end: 5 }, { type: 'Y', start: 5, end: 7 },
  ])
  expect(() => entityScores([['O']], [['O', 'O']])).toThrow(RangeError)
  expect(entityScores([], [])).toMatchObject({ precision: 0, recall: 0, f1: 0, perType: [] })
})

const entitiesTwice = ['B-PER', 'I-PER', 'B-PER', 'O', 'B-LOC', 'B-LOC', 'I-LOC', 'I-LOC', 'O', 'B-PER']
test('tag schemes are told from the tags and converted without loss', () => {
  const written = Object.fromEntries(tagSchemes.filter((scheme) => scheme !== 'none').map((scheme) => [scheme, convertTags(entitiesTwice, scheme)])) as Record<TagScheme, string[]>
  expect(written.IOB1).toEqual(['I-PER', 'I-PER', 'B-PER', 'O', 'I-LOC', 'B-LOC', 'I-LOC', 'I-LOC', 'O', 'I-PER'])
  expect(written.BIO).toEqual(entitiesTwice)
  expect(written.BIOES).toEqual(['B-PER', 'E-PER', 'S-PER', 'O', 'S-LOC', 'B-LOC', 'I-LOC', 'E-LOC', 'O', 'S-PER'])
  expect(written.BMES).toEqual(written.BIOES.map((tag) => tag.replace('I-', 'M-')))
  for (const [scheme, tags] of Object.entries(written)) {
    expect(detectTagScheme([tags]), scheme).toBe(scheme)
    expect(misplacedTags(tags, scheme as TagScheme), scheme).toBe(0)
    expect(convertTags(tags, 'BIO'), scheme).toEqual(entitiesTwice)
  }
  expect(detectTagScheme([['DT', 'NN', 'O']])).toBe('none')
  expect(detectTagScheme([['NOUN', 'VERB', 'B-X']])).toBe('none')
  expect(detectTagScheme([['O', 'O'], []])).toBe('none')
  // Word segmentation: letters without types.
  expect(detectTagScheme([['B', 'E', 'S', 'B', 'M', 'E']])).toBe('BMES')
  expect(convertTags(['B', 'M', 'E', 'S', 'B', 'E'], 'BIO')).toEqual(['B', 'I', 'I', 'B', 'B', 'I'])
  expect(misplacedTags(['O', 'I-PER', 'I-PER'], 'BIO')).toBe(1)
  expect(convertTags(['O', 'I-PER'], 'none')).toEqual(['O', 'I-PER'])
})

interface TranslationCase { tokenizer: BleuTokenizer; said: string[]; wanted: string[]; tokens: string[][]; bleu: number; chrf: number; sentenceBleu: number[]; sentenceChrf: number[] }
test.each(golden<{ cases: TranslationCase[] }>('translation').cases)('BLEU and chrF are sacreBLEU\'s to 1e-9: $tokenizer, $said.length pairs', (recorded) => {
  const { tokenizer, said, wanted } = recorded
  recorded.tokens.forEach((tokens, index) => expect(bleuTokenizers[tokenizer](wanted[index])).toEqual(tokens))
  expect(Math.abs(corpusBleu(said, wanted, tokenizer) - recorded.bleu)).toBeLessThan(1e-9)
  expect(Math.abs(corpusChrf(said, wanted) - recorded.chrf)).toBeLessThan(1e-9)
  recorded.sentenceBleu.forEach((score, index) => expect(Math.abs(sentenceBleu(said[index], wanted[index], tokenizer) - score), said[index]).toBeLessThan(1e-9))
  recorded.sentenceChrf.forEach((score, index) => expect(Math.abs(chrfOf(chrfCounts(said[index], wanted[index])) - score), said[index]).toBeLessThan(1e-9))
  const scored = scoredTranslations(said, wanted, tokenizer).metrics(everyUnit(said.length))
  expect(scored['bleu']).toBe(corpusBleu(said, wanted, tokenizer))
  expect(scored['exactMatch']).toBe(said.filter((text, index) => text.trim() === wanted[index].trim()).length / said.length)
})

test('the tokeniser of BLEU follows the script of the references', () => {
  expect(suitingBleuTokenizer(['Hello', 'world 你'])).toBe('13a')
  expect(suitingBleuTokenizer(['我喜欢 Python。'])).toBe('zh')
  expect(suitingBleuTokenizer([])).toBe('13a')
})

const speech = golden<{ said: string[]; wanted: string[]; wer: number; cer: number; words: number[][]; characters: number[][] }>('speech')
test('word and character errors are jiwer\'s, alignment counts too', () => {
  speech.wanted.forEach((wanted, index) => {
    const said = speech.said[index]
    for (const [split, recorded] of [[wordsOf, speech.words[index]], [charactersOf, speech.characters[index]]] as const) {
      const edits = countEdits(split(wanted), split(said))
      expect([edits.hits, edits.substitutions, edits.deletions, edits.insertions], `${wanted} | ${said}`).toEqual(recorded)
      const steps = align(split(wanted), split(said))
      const count = (kind: string): number => steps.filter((step) => step.kind === kind).length
      expect([count('hit'), count('substitution'), count('deletion'), count('insertion')]).toEqual(recorded)
      expect(steps.filter(({ reference }) => reference >= 0).map(({ reference }) => reference)).toEqual(split(wanted).map((_, position) => position))
      expect(steps.filter((step) => step.said >= 0).map((step) => step.said)).toEqual(split(said).map((_, position) => position))
    }
  })
  const metrics = scoredTranscripts(speech.said, speech.wanted).metrics(everyUnit(speech.said.length))
  expect(metrics['wer']).toBeCloseTo(speech.wer, 12)
  expect(metrics['cer']).toBeCloseTo(speech.cer, 12)
})

test('nothing said, nothing wanted', async () => {
  expect(countEdits([], [])).toEqual({ hits: 0, substitutions: 0, deletions: 0, insertions: 0 })
  expect(scoredTranscripts([''], ['']).metrics(everyUnit(1))).toEqual({ wer: 0, cer: 0, exactMatch: 1 })
  expect(scoredTranscripts(['a'], ['']).metrics(everyUnit(1))['wer']).toBe(Number.POSITIVE_INFINITY)
  expect(scoredTranscripts([''], ['a b']).metrics(everyUnit(1))['wer']).toBe(1)
  const intervals = await bootstrapIntervals(scoredEntities(tagging.cases[0].gold, tagging.cases[0].said), createRandom(1), 200)
  expect(intervals['f1'].low).toBeLessThan(tagging.cases[0].overall.f1)
  expect(intervals['f1'].high).toBeGreaterThan(tagging.cases[0].overall.f1)
})
