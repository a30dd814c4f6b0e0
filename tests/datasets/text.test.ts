import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textPartSchema } from '../../src-shared/domain/preprocessing.ts'
import { paddingToken, unknownToken, type TokensInput } from '../../src-shared/domain/prepared.ts'
import { tokenize } from '../../src-main/datasets/text/tokenizers.ts'
import { createVocabularyCounter, encode } from '../../src-main/datasets/text/vocabulary.ts'

const words = { tokenizer: 'word', lowercase: true } as const
const characters = { tokenizer: 'character', lowercase: false } as const

describe('the word tokeniser', () => {
  const cases: [string, string, string[]][] = [
    ['words and marks', 'Good, not great.', ['good', ',', 'not', 'great', '.']],
    ['apostrophes inside words, straight or curly', "Don't! It’s 'fine'", ["don't", '!', "it's", "'", 'fine', "'"]],
    ['numbers with points', '3.14 of 1,000, v2.', ['3.14', 'of', '1,000', ',', 'v2', '.']],
    ['a run of one mark is one token, at most three long', 'so... bad!!!!!! ?!', ['so', '...', 'bad', '!!!', '?', '!']],
    ['hyphens part words', 'slow-moving', ['slow', '-', 'moving']],
    ['emoji with joiners and flags are whole', '👨‍👩‍👧 👍🏽🇫🇷🇩🇪', ['👨‍👩‍👧', '👍🏽', '🇫🇷', '🇩🇪']],
    ['Chinese is segmented', '我喜欢这部电影。', ['我', '喜欢', '这', '部', '电影', '。']],
    ['Japanese is segmented', '今日は良い天気です。', ['今日', 'は', '良い', '天気', 'です', '。']],
    ['Thai is segmented', 'สวัสดีครับ', ['สวัสดี', 'ครับ']],
    ['scripts with spaces are not', 'Привет мир، سلام עולם', ['привет', 'мир', '،', 'سلام', 'עולם']],
    ['an accent typed in two ways is one token', 'caf\u00e9 cafe\u0301', ['café', 'café']],
    ['line separators are space', 'a\u2028b\u0085c', ['a', 'b', '\u0085', 'c']],
    ['nothing', ' \t\n', []],
  ]
  it.each(cases)('%s', (_, text, expected) => expect(tokenize(text, words)).toEqual(expected))

  it('reads ASCII as it reads the rest', () => {
    // A letter beyond ASCII at the end sends the same text through the general pattern.
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (text) => {
      expect(tokenize(`${text} é`, words)).toEqual([...tokenize(text, words), 'é'])
    }))
  })

  it('loses nothing but space', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const kept = tokenize(text, { tokenizer: 'word', lowercase: false }).join('')
      const runs = (one: string) => one.normalize('NFC').replaceAll('’', "'").replace(/\s/gu, '').replace(/([^\p{L}\p{M}\p{N}])\1+/gu, '$1')
      expect(runs(kept)).toBe(runs(text))
    }))
  })
})

describe('the character tokeniser', () => {
  it('gives code points after composing, space kept', () => expect(tokenize('né 👍🏽', characters)).toEqual(['n', 'é', ' ', '👍', '🏽']))
  it('composes what was typed apart', () => expect(tokenize('e\u0301', characters)).toEqual(['é']))
})

describe('the vocabulary', () => {
  const count = (texts: string[][], limits: { minimumCount: number; maximumVocabulary: number }) => {
    const counter = createVocabularyCounter()
    texts.forEach(counter.add)
    return counter.list(limits)
  }
  it('is by frequency, ties by first appearance, after the two reserved rows', () => {
    expect(count([['b', 'a'], ['c', 'a'], ['d', 'c']], { minimumCount: 1, maximumVocabulary: 10 })).toEqual([paddingToken, unknownToken, 'a', 'c', 'b', 'd'])
  })
  it('keeps what is frequent enough', () => expect(count([['b', 'a', 'a']], { minimumCount: 2, maximumVocabulary: 10 }).slice(2)).toEqual(['a']))
  it('keeps so many words beside the reserved rows', () => expect(count([['b', 'a', 'a', 'c']], { minimumCount: 1, maximumVocabulary: 2 }).slice(2)).toEqual(['a', 'b']))
})

describe('encode', () => {
  const fitted = (fields: object): Pick<TokensInput, 'preprocessing' | 'vocabulary'> => ({ preprocessing: textPartSchema.parse(fields), vocabulary: [paddingToken, unknownToken, 'good', 'film'] })

  it('gives rows, and says which tokens are known', () => {
    const { tokens, pieces } = encode(fitted({}), 'Good old film')
    expect([...tokens]).toEqual([2, 1, 3])
    expect(pieces).toEqual([{ token: 'good', known: true }, { token: 'old', known: false }, { token: 'film', known: true }])
  })
  it('makes one unknown token of a text without any', () => {
    expect([...encode(fitted({}), '  ').tokens]).toEqual([1])
    expect(encode(fitted({}), '').pieces).toEqual([{ token: unknownToken, known: false }])
  })
  it('cuts at maximumLength', () => expect([...encode(fitted({ maximumLength: 2 }), 'good film good').tokens]).toEqual([2, 3]))
  it('never throws and never leaves the vocabulary, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('word', 'character'), fc.boolean(), (text, tokenizer, lowercase) => {
      for (const unpaired of [text, `\ud800${text}`, `${text}\udfff`]) {
        const { tokens, pieces } = encode(fitted({ tokenizer, lowercase, maximumLength: 20 }), unpaired)
        expect(tokens.length).toBe(pieces.length)
        expect(tokens.length >= 1 && tokens.length <= 20 && tokens.every((row) => row >= 1 && row <= 3)).toBe(true)
      }
    }), { numRuns: 40 })
  })
})
