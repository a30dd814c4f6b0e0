import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDistinctCounter } from '../../src-main/datasets/counting/distinct.ts'
import { createFirstLabels } from '../../src-main/datasets/counting/first-labels.ts'
import { KeyTable } from '../../src-main/datasets/counting/key-table.ts'
import { WordCounter } from '../../src-main/datasets/counting/word-counter.ts'
import { hashText } from '../../src-main/datasets/hash-text.ts'
import { summarizeCounts, summarizeLengths } from '../../src-main/datasets/lengths.ts'
import { tokenize } from '../../src-main/datasets/text/tokenizers.ts'
import { createVocabularyCounter } from '../../src-main/datasets/text/vocabulary.ts'

const options = { tokenizer: 'word', lowercase: true } as const

describe('the word counter', () => {
  const ascii = fc.string({ unit: fc.constantFrom(...'aAzZ09 \'.,!-_\t\n\x1f\x7f"'), maxLength: 60 })
  const any = fc.string({ unit: 'grapheme', maxLength: 40 })
  it('counts what the tokeniser cuts out, for any texts', () => {
    fc.assert(fc.property(fc.array(fc.oneof(ascii, any), { maxLength: 30 }), (texts) => {
      const counter = new WordCounter()
      const expected = new Map<string, number>()
      for (const text of texts) {
        const tokens = tokenize(text, options)
        expect(counter.add(text)).toBe(tokens.length)
        for (const token of tokens) expected.set(token, (expected.get(token) ?? 0) + 1)
      }
      expect(Object.fromEntries(counter.top(Infinity).map(({ token, count }) => [token, count]))).toEqual(Object.fromEntries(expected))
      expect([counter.distinct, counter.total]).toEqual([expected.size, [...expected.values()].reduce((sum, count) => sum + count, 0)])
    }), { numRuns: 500 })
  })
  it('orders as the vocabulary does: most frequent first, ties by first appearance, through every growth of the table', () => {
    const texts = Array.from({ length: 4000 }, (_, index) => `w${index} w${index % 700} again w${(index * index) % 9000} é${index % 50}`)
    const counter = new WordCounter()
    const vocabulary = createVocabularyCounter()
    for (const text of texts) {
      counter.add(text)
      vocabulary.add(tokenize(text, options))
    }
    expect(counter.top(Infinity).map(({ token }) => token)).toEqual(vocabulary.list({ minimumCount: 1, maximumVocabulary: 1e6 }).slice(2))
  })
  it('forgets what came once before it fills the memory, and says so', () => {
    const counter = new WordCounter(1000)
    for (let index = 0; index < 5000; index++) counter.add(`the id${index}`)
    expect(counter.forgotten).toBe(true)
    expect(counter.distinct).toBeLessThanOrEqual(1001)
    expect(counter.top(1)).toEqual([{ token: 'the', count: 5000 }])
  })
})

describe('the hash of a text', () => {
  it('is another for every other text, short or long, and never depends on what came before', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string({ unit: 'grapheme', minLength: 60, maxLength: 200 })), { maxLength: 50 }), (texts) => {
      const hashes = new Map(texts.map((text) => [text, hashText(text)]))
      expect(new Set(hashes.values()).size).toBe(new Set(texts).size)
      for (const text of [...texts].reverse()) expect(hashText(text)).toBe(hashes.get(text))
    }))
  })
  it('tells long texts apart that differ in one place, or in their end', () => {
    const text = 'x'.repeat(1000)
    const others = [text + 'x', text + '\0', text.slice(1), `é${text}`, ...Array.from({ length: 1000 }, (_, place) => `${text.slice(0, place)}y${text.slice(place + 1)}`)]
    expect(new Set([text, ...others].map(hashText)).size).toBe(others.length + 1)
  })
})

describe('distinct values', () => {
  it('are exact below the limit', () => {
    fc.assert(fc.property(fc.array(fc.string()), (values) => {
      const counter = createDistinctCounter()
      for (const value of values) counter.add(hashText(value))
      expect(counter.count()).toBe(new Set(values).size)
    }))
  })
  it.each([60_000, 400_000])('are estimated within 2 % beyond it: %d', (count) => {
    const counter = createDistinctCounter(1000)
    for (let index = 0; index < count; index++) for (let time = 0; time < 2; time++) counter.add(hashText(`value ${index}`))
    expect(Math.abs(counter.count() / count - 1)).toBeLessThan(0.02)
  })
})

describe('a table of keys', () => {
  it('is a Map of numbers', () => {
    const key = fc.oneof(fc.nat(50), fc.maxSafeNat())
    fc.assert(fc.property(fc.array(fc.tuple(key, fc.nat(1e6)), { maxLength: 3000 }), (entries) => {
      const table = new KeyTable()
      const map = new Map<number, number>()
      for (const [one, value] of entries) {
        // 0 stands for an empty place and is the same key as 1.
        const wanted = one || 1
        const place = table.place(one)
        expect(table.value(place)).toBe(map.get(wanted) ?? 0)
        table.set(place, value)
        map.set(wanted, value)
      }
      expect([table.size, new Set(table.keys())]).toEqual([map.size, new Set(map.keys())])
      expect(entries.every(([one]) => table.has(one))).toBe(true)
    }))
  })
  it('tells duplicates from conflicts, each conflict once', () => {
    const labels = createFirstLabels()
    expect([labels.meet(7, 0), labels.meet(7, 0), labels.meet(7, 1), labels.meet(7, 1), labels.meet(7, 0), labels.meet(8, 1)]).toEqual(['new', 'duplicate', 'conflict', 'known conflict', 'known conflict', 'new'])
  })
})

describe('lengths by count', () => {
  it('are those of the list', () => {
    fc.assert(fc.property(fc.array(fc.nat(500), { minLength: 1 }), (lengths) => {
      const counts = new Map<number, number>()
      for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1)
      const sorted = [...lengths].sort((a, b) => a - b)
      const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
      const summary = summarizeCounts(counts, 'words')
      expect(summary).toMatchObject({ minimum: sorted[0], maximum: sorted.at(-1), median: rank(0.5), percentile95: rank(0.95) })
      expect(summary.mean).toBeCloseTo(lengths.reduce((sum, length) => sum + length, 0) / lengths.length, 9)
      expect(summary.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(lengths.length)
      expect(summarizeLengths(lengths, 'words')).toEqual(summary)
    }))
  })
})
