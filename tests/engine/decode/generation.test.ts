/** Sampling, stop strings and beam search against counting and going through everything. */
import { describe, expect, it } from 'vitest'
import { beamSearch, type BeamModel, type BeamSearchOptions } from '../../../src-main/engine/decode/beam-search.ts'
import { createSampler, plainSampling, type SamplingOptions } from '../../../src-main/engine/decode/sampling.ts'
import { createStopStrings } from '../../../src-main/engine/decode/stop-strings.ts'
import { logSoftmaxRows } from '../../../src-main/engine/decode/log-probabilities.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { numbers } from '../support/numbers.ts'

const logits = Float32Array.from([0.5, 0.25, 0.15, 0.06, 0.04], Math.log)
const draws = 20_000

/** How often each of five tokens is drawn. */
function shares(options: Partial<SamplingOptions>, history: number[] = [], never: number[] = []): number[] {
  const sampler = createSampler({ ...plainSampling, ...options }, createRandom(3), never)
  const counts = new Array<number>(5).fill(0)
  for (let draw = 0; draw < draws; draw++) counts[sampler.next(logits, 0, 5, history).token]++
  return counts.map((count) => count / draws)
}
const normalised = (weights: number[]) => weights.map((weight) => weight / weights.reduce((sum, each) => sum + each))
/** Within five standard deviations of a share of 0.5. */
const expectShares = (found: number[], wanted: number[]) => found.forEach((share, token) => expect(Math.abs(share - wanted[token])).toBeLessThan(2.5 / Math.sqrt(draws)))

describe('sampling', () => {
  it('draws as the model says; temperature, top-k and top-p change it as they should', () => {
    const p = [0.5, 0.25, 0.15, 0.06, 0.04]
    expectShares(shares({}), p)
    expectShares(shares({ temperature: 0.5 }), normalised(p.map((each) => each ** 2)))
    expectShares(shares({ topK: 2 }), normalised([0.5, 0.25, 0, 0, 0]))
    expectShares(shares({ topP: 0.8 }), normalised([0.5, 0.25, 0.15, 0, 0]))
    expectShares(shares({ topK: 3, topP: 0.8 }), normalised([0.5, 0.25, 0, 0, 0]))
    expectShares(shares({ topP: 1e-9 }), [1, 0, 0, 0, 0])
    expectShares(shares({}, [], [0, 1]), normalised([0, 0, 0.15, 0.06, 0.04]))
  })

  it('the penalty makes what was said less likely, within its window', () => {
    const p = [0.5, 0.25, 0.15, 0.06, 0.04]
    // Negative logits are multiplied: 0.5^2 in place of 0.5.
    expectShares(shares({ repetitionPenalty: 2 }, [0, 0]), normalised([0.25, ...p.slice(1)]))
    expectShares(shares({ repetitionPenalty: 2, repetitionWindow: 1 }, [0, 1]), normalised([0.5, 0.0625, ...p.slice(2)]))
    const positive = createSampler({ ...plainSampling, repetitionPenalty: 4, temperature: 0 }, createRandom(1))
    expect(positive.next([3, 2, 1], 0, 3, [0]).token).toBe(1)
  })

  it('temperature 0 takes the likeliest; the same seed draws the same; the probability is of what was left', () => {
    const sampler = createSampler({ ...plainSampling, temperature: 0 }, createRandom(1))
    expect(sampler.next([9, 1, 3, 2], 1, 3, [])).toEqual({ token: 1, probability: 1 })
    const series = (seed: number) => {
      const sampler = createSampler(plainSampling, createRandom(seed))
      return Array.from({ length: 30 }, () => sampler.next(logits, 0, 5, []).token)
    }
    expect(series(7)).toEqual(series(7))
    expect(series(7)).not.toEqual(series(8))
    const { token, probability } = createSampler({ ...plainSampling, topK: 2 }, createRandom(1)).next(logits, 0, 5, [])
    expect(probability).toBeCloseTo([0.5, 0.25][token] / 0.75, 6)
  })
})

describe('stop strings', () => {
  it('never shows a stop string nor half of one, however the pieces fall', () => {
    const whole = 'abc\n\nYou: hi'
    for (const sizes of [[1], [2], [3, 1], [20]]) {
      const stop = createStopStrings(['\n\nYou', 'zzz', ''])
      let shown = ''
      for (let at = 0, turn = 0; at < whole.length; turn++) {
        const size = sizes[turn % sizes.length]
        const { text, stopped } = stop.push(whole.slice(at, at + size))
        shown += text
        expect('abc'.startsWith(shown)).toBe(true)
        if (stopped) break
        at += size
      }
      expect(shown).toBe('abc')
      expect(stop.push('more')).toEqual({ text: '', stopped: true })
    }
  })

  it('gives back what was held when nothing came of it', () => {
    const stop = createStopStrings(['END'])
    expect(stop.push('the E')).toEqual({ text: 'the ', stopped: false })
    expect(stop.push('N')).toEqual({ text: '', stopped: false })
    expect(stop.push('EN')).toEqual({ text: 'EN', stopped: false })
    expect(stop.rest()).toBe('EN')
    expect(createStopStrings([]).push('anything')).toEqual({ text: 'anything', stopped: false })
  })
})

const tokens = 4
const [start, end] = [0, 1]
/** A model whose next token depends on the example and on the whole text so far: no two beginnings can be told apart by luck. */
function logPAfter(example: number, text: readonly number[]): Float64Array {
  const seed = text.reduce((hash, token) => hash * 7 + token + 1, example + 1)
  return logSoftmaxRows(numbers(createRandom(seed), [1, tokens], 2), 1, tokens)
}
interface State {
  rows: { example: number; text: number[] }[]
}
const model = (examples: number): BeamModel<State> => ({
  tokens,
  start: () => ({ rows: Array.from({ length: examples }, (_, example) => ({ example, text: [] })) }),
  step: ({ rows }, last) => {
    const next = rows.map(({ example, text }, row) => ({ example, text: last[row] === start ? text : [...text, last[row]] }))
    return { logits: next.flatMap(({ example, text }) => Array.from(logPAfter(example, text))), state: { rows: next }, traces: next.map(({ text }) => Float32Array.of(text.length)) }
  },
  select: ({ rows }, chosen) => ({ rows: Array.from(chosen, (row) => rows[row]) }),
})

/** Every text of at most `longest` tokens, the end included; those that do not end count where they are as long as may be. */
function allTexts(example: number, longest: number, alpha: number): { tokens: number[]; score: number }[] {
  const found: { tokens: number[]; score: number }[] = []
  const walk = (text: number[], logP: number) => {
    const next = logPAfter(example, text)
    const penalty = ((5 + text.length + 1) / 6) ** alpha
    for (const token of [1, 2, 3]) {
      const sum = logP + next[token]
      if (token === end) found.push({ tokens: text, score: sum / penalty })
      else if (text.length + 1 === longest) found.push({ tokens: [...text, token], score: sum / penalty })
      else walk([...text, token], sum)
    }
  }
  walk([], 0)
  return found.sort((a, b) => b.score - a.score)
}

describe('beam search', () => {
  const options: BeamSearchOptions = { width: 200, best: 3, maximumLength: 4, lengthPenalty: 0, startToken: start, endToken: end, never: [start] }

  it.each([0, 0.6, 1.5])('with a beam that keeps everything, finds the best texts of every example (length penalty %d)', (lengthPenalty) => {
    const found = beamSearch(model(5), 5, { ...options, lengthPenalty })
    found.forEach((texts, example) => {
      const wanted = allTexts(example, 4, lengthPenalty).slice(0, 3)
      expect(texts.map((text) => text.tokens)).toEqual(wanted.map((text) => text.tokens))
      texts.forEach((text, place) => expect(text.score).toBeCloseTo(wanted[place].score, 8))
    })
  })

  it('width 1 is greedy', () => {
    const [[text]] = beamSearch(model(1), 1, { ...options, width: 1, best: 1, maximumLength: 8 })
    const greedy: number[] = []
    let sum = 0
    while (greedy.length < 8) {
      const next = logPAfter(0, greedy)
      const token = [1, 2, 3].reduce((best, each) => (next[each] > next[best] ? each : best))
      sum += next[token]
      if (token === end) break
      greedy.push(token)
    }
    expect(text.tokens).toEqual(greedy)
    expect(text.logProbability).toBeCloseTo(sum, 8)
  })

  it('examples do not touch each other: alone and in a batch the same', () => {
    const narrow = { ...options, width: 2, best: 2, maximumLength: 6, lengthPenalty: 0.8 }
    const together = beamSearch(model(4), 4, narrow)
    const single = (example: number): BeamModel<State> => ({ ...model(1), start: () => ({ rows: [{ example, text: [] }] }) })
    together.forEach((texts, example) => expect(beamSearch(single(example), 1, narrow)[0]).toEqual(texts))
  })

  it('a wider beam is not worse, and traces follow their text', () => {
    for (let examples = 1; examples <= 3; examples++) {
      const scores = [1, 3, 10, 100].map((width) => beamSearch(model(examples), examples, { ...options, width, best: 1 })[examples - 1][0].score)
      expect(scores[3]).toBeGreaterThanOrEqual(Math.max(...scores) - 1e-12)
    }
    for (const text of beamSearch(model(1), 1, options)[0]) {
      expect(text.traces.map(([length]) => length)).toEqual(Array.from({ length: text.tokens.length + (text.finished ? 1 : 0) }, (_, place) => place))
    }
  })
})
