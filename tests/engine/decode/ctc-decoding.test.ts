/** CTC decoders against the enumeration of all alignments and texts. */
import { describe, expect, it } from 'vitest'
import { ctcAlign } from '../../../src-main/engine/decode/ctc-align.ts'
import { ctcGreedy } from '../../../src-main/engine/decode/ctc-greedy.ts'
import { ctcPrefixBeam } from '../../../src-main/engine/decode/ctc-prefix-beam.ts'
import { logSoftmaxRows } from '../../../src-main/engine/decode/log-probabilities.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { numbers } from '../support/numbers.ts'

const blank = 0
const rowsOf = (seed: number, steps: number, symbols: number, scale = 2) => logSoftmaxRows(numbers(createRandom(seed), [steps, symbols], scale), steps, symbols)
/** One likely symbol a step. */
const spoken = (path: number[], symbols: number) => logSoftmaxRows(path.flatMap((symbol) => Array.from({ length: symbols }, (_, k) => (k === symbol ? 5 : 0))), path.length, symbols)

/** The probability of every text by going through all alignments, and each text's likeliest alignment. */
function enumerate(logP: Float64Array, steps: number, symbols: number) {
  const texts = new Map<string, { symbols: number[]; probability: number; best: number; path: number[] }>()
  for (let code = 0; code < symbols ** steps; code++) {
    const path = Array.from({ length: steps }, (_, t) => Math.floor(code / symbols ** t) % symbols)
    const read = path.filter((symbol, t) => symbol !== blank && symbol !== path[t - 1])
    const probability = Math.exp(path.reduce((sum, symbol, t) => sum + logP[t * symbols + symbol], 0))
    const text = texts.get(read.join()) ?? { symbols: read, probability: 0, best: 0, path }
    texts.set(read.join(), text)
    text.probability += probability
    if (probability > text.best) Object.assign(text, { best: probability, path })
  }
  return [...texts.values()]
}

describe('greedy decoding', () => {
  it('merges repetitions, drops blanks, and says when', () => {
    const found = ctcGreedy(spoken([0, 2, 2, 0, 2, 1, 1, 0], 3), 8, 3, blank)
    expect(found.map(({ symbol, start, end }) => [symbol, start, end])).toEqual([[2, 1, 3], [2, 4, 5], [1, 5, 7]])
    expect(found[0].confidence).toBeCloseTo(Math.exp(5) / (Math.exp(5) + 2), 10)
    expect(ctcGreedy(spoken([0, 0], 3), 2, 3, blank)).toEqual([])
  })

  it('reads from an offset and another blank', () => {
    const logP = spoken([2, 2, 0, 1, 2], 3)
    expect(ctcGreedy(logP, 3, 3, 2, 6).map(({ symbol }) => symbol)).toEqual([0, 1])
  })
})

describe('alignment of a known text', () => {
  it('is the likeliest of all', () => {
    const [steps, symbols] = [6, 3]
    const logP = rowsOf(3, steps, symbols)
    for (const { symbols: text, path } of enumerate(logP, steps, symbols)) {
      const timed = ctcAlign(logP, steps, symbols, text, blank)
      const written = new Array<number>(steps).fill(blank)
      for (const { symbol, start, end } of timed ?? []) written.fill(symbol, start, end)
      expect(written).toEqual(path)
    }
  })

  it('is none where the text does not fit', () => {
    expect(ctcAlign(rowsOf(1, 2, 3), 2, 3, [1, 1], blank)).toBeNull()
    expect(ctcAlign(rowsOf(1, 2, 3), 2, 3, [1, 2], blank)).not.toBeNull()
  })
})

describe('prefix search', () => {
  it.each([1, 2, 3, 4])('with a beam that keeps everything, the texts and their probabilities are those of the enumeration (%i)', (seed) => {
    const [steps, symbols] = [5, 3]
    const logP = rowsOf(seed, steps, symbols)
    const all = enumerate(logP, steps, symbols).sort((a, b) => b.probability - a.probability)
    const found = ctcPrefixBeam(logP, steps, symbols, { blank, width: 1000, best: 5 })
    expect(found.map((text) => text.symbols)).toEqual(all.slice(0, 5).map((text) => text.symbols))
    found.forEach((text, place) => expect(text.logProbability).toBeCloseTo(Math.log(all[place].probability), 8))
    expect(found[0].score).toBe(found[0].logProbability)
    expect(found[0].timed.map(({ symbol }) => symbol)).toEqual(found[0].symbols)
  })

  it('finds a text that is likeliest only in sum, where greedy reads blanks', () => {
    // Graves' example: a blank is likeliest at both steps, but three alignments read 1.
    const logP = Float64Array.from([0.6, 0.4, 0.6, 0.4], Math.log)
    expect(ctcGreedy(logP, 2, 2, blank)).toEqual([])
    const [text] = ctcPrefixBeam(logP, 2, 2, { blank, width: 4 })
    expect(text.symbols).toEqual([1])
    expect(text.logProbability).toBeCloseTo(Math.log(0.64), 10)
  })

  it('a language model, its weight, the bonus and its end count as they should', () => {
    const [steps, symbols] = [4, 3]
    const logP = rowsOf(8, steps, symbols)
    // A made-up bigram model: likes change, dislikes ending on 2.
    const model = (prefix: readonly number[], symbol: number | null) => (symbol === null ? (prefix.at(-1) === 2 ? -3 : -0.1) : prefix.at(-1) === symbol ? -2 : -0.5)
    const [weight, bonus] = [0.8, 0.3]
    const scored = enumerate(logP, steps, symbols).map(({ symbols: text, probability }) => {
      const language = text.reduce((sum, symbol, place) => sum + weight * model(text.slice(0, place), symbol) + bonus, 0) + weight * model(text, null)
      return { text, score: Math.log(probability) + language }
    })
    scored.sort((a, b) => b.score - a.score)
    const found = ctcPrefixBeam(logP, steps, symbols, { blank, width: 1000, best: 3, model, weight, bonus })
    expect(found.map(({ symbols: text }) => text)).toEqual(scored.slice(0, 3).map(({ text }) => text))
    found.forEach(({ score }, place) => expect(score).toBeCloseTo(scored[place].score, 8))
  })

  it('a narrow beam keeps the likeliest and never claims more than a text has', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const [steps, symbols] = [6, 4]
      const logP = rowsOf(seed, steps, symbols, 3)
      const probabilities = new Map(enumerate(logP, steps, symbols).map((text) => [text.symbols.join(), text.probability]))
      const [wide] = ctcPrefixBeam(logP, steps, symbols, { blank, width: 10_000 })
      for (const text of ctcPrefixBeam(logP, steps, symbols, { blank, width: 3, best: 3 })) {
        expect(Math.exp(text.logProbability)).toBeLessThanOrEqual((probabilities.get(text.symbols.join()) ?? 0) * (1 + 1e-9))
      }
      expect(ctcPrefixBeam(logP, steps, symbols, { blank, width: 40 })[0].symbols).toEqual(wide.symbols)
    }
  })

  it('symbols below the least probability are not tried', () => {
    const logP = spoken([1, 0, 2, 0, 1], 3)
    expect(ctcPrefixBeam(logP, 5, 3, { blank, width: 8, leastLogProbability: -0.5 })[0].symbols).toEqual([1, 2, 1])
  })
})
