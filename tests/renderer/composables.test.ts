import { describe, expect, it } from 'vitest'
import { linesOf, soundOf } from '../../src-renderer/composables/array-view.ts'
import { peaks, reduceRate } from '../../src-renderer/composables/use-audio.ts'
import { spanColors } from '../../src-renderer/composables/span-colors.ts'
import { canSplit, sharesOf, shareSum } from '../../src-renderer/composables/split-kinds.ts'
import { splitSchema } from '../../src-shared/domain/split.ts'
import { stopsOf } from '../../src-renderer/features/try/try-data.ts'

describe('sound', () => {
  it('is one channel between -1 and 1, whatever it was stored as', () => {
    expect([...soundOf({ shape: [2, 2], rate: 8000, data: Int16Array.from([16_384, 1, -32_768, 1]) }).samples]).toEqual([0.5, -1])
    expect([...soundOf({ shape: [2, 1], rate: 8000, data: Float32Array.from([0.25, -0.25]) }).samples]).toEqual([0.25, -0.25])
  })
  it('keeps its peaks in a waveform, and its mean when it is made slower', () => {
    expect(peaks([0, 1, -1, 0.5], 2)).toEqual([[0, 1], [-1, 0.5]])
    expect(peaks([0.1, 0.2], 600)).toHaveLength(2)
    const slower = reduceRate({ samples: Float32Array.from([1, 3, 5, 7]), rate: 4 }, 2)
    expect([slower.rate, ...slower.samples]).toEqual([2, 2, 6])
    expect(reduceRate({ samples: Float32Array.from([1]), rate: 8000 }, 16_000).rate).toBe(8000)
  })
})

describe('series', () => {
  it('become a line a channel, in seconds where the rate is known', () => {
    const [first, second] = linesOf({ shape: [3, 2], rate: 2, data: Float32Array.from([1, 10, 2, 20, 3, 30]) }, ['x'])
    expect(first).toEqual({ name: 'x', points: [[0, 1], [0.5, 2], [1, 3]] })
    expect(second.name).toBe('2')
    expect(linesOf({ shape: [9000, 1], rate: null, data: new Float32Array(9000) }, [])[0].points.length).toBeLessThanOrEqual(1500)
  })
})

it('gives a type its colour whatever the order in which types are met', () => {
  expect(spanColors(['person', 'location']).get('person')).toBe(spanColors(['location', '', 'person']).get('person'))
  expect(spanColors(['a', 'b']).get('a')).not.toBe(spanColors(['a', 'b']).get('b'))
})

describe('splits', () => {
  const roles = { text: ['text'], label: ['label'] }
  it('are offered where the data has what they need', () => {
    expect(canSplit('stratified', { roles, labels: [{ label: 'a', count: 1 }, { label: 'b', count: 1 }] })).toBe(true)
    expect(canSplit('group', { roles, labels: [] })).toBe(false)
    expect(canSplit('column', { roles: { ...roles, split: ['part'] }, labels: [] })).toBe(true)
  })
  it('have the shares that mean something, and a sum where it must be 100', () => {
    expect(sharesOf(splitSchema.parse({ kind: 'kfold' }))).toEqual(['validation'])
    expect(shareSum(splitSchema.parse({ kind: 'random', train: 0.5, validation: 0.1, test: 0.1 }))).toBe(70)
    expect(shareSum(splitSchema.parse({ kind: 'chronological', train: 0.5, validation: 0.1, test: 0.1 }))).toBeNull()
    expect(shareSum(splitSchema.parse({ kind: 'chronological', train: 0.9, validation: 0.2, test: 0.1 }))).toBe(120)
  })
})

it('reads stop texts with a bar between and new lines as they are written', () => {
  expect(stopsOf('END|\\n\\n|')).toEqual(['END', '\n\n'])
  expect(stopsOf('')).toEqual([])
})
