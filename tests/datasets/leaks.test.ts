/** What makes figures look better than they are: near copies, groups and times across a split. */
import { describe, expect, it } from 'vitest'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { splitSchema } from '../../src-shared/domain/split.ts'
import { findNearDuplicates, shinglesOf } from '../../src-main/datasets/near-duplicates.ts'
import { createSeeded } from '../../src-main/datasets/seeded.ts'
import { statisticsOf } from '../../src-main/datasets/statistics.ts'

const random = createSeeded(3, 'leaks')
const sentence = (length: number): string[] => Array.from({ length }, () => `word${random.integer(4000)}`)

describe('near duplicates', () => {
  it('are found where most pairs of words are the same, and nowhere else', () => {
    const texts = Array.from({ length: 600 }, () => sentence(40))
    const copies = Array.from({ length: 200 }, (_, index) => texts[index].with(random.integer(40), 'changed'))
    const far = Array.from({ length: 200 }, (_, index) => texts[300 + index].map((word, place) => (place % 4 === 0 ? 'other' : word)))
    const found = findNearDuplicates([...texts, ...copies, ...far].map((words) => words.join(' ')))
    // A word changed in the middle leaves 37 of 41 pairs: 90 %. Every fourth word changed leaves half of them.
    expect(found.every(({ place, of }) => place >= 600 && place < 800 && of === place - 600)).toBe(true)
    expect(found.length).toBeGreaterThanOrEqual(190)
  })
  it('are not copies letter for letter, nor short texts', () => {
    const text = sentence(30).join(' ')
    expect(findNearDuplicates([text, text])).toEqual([])
    expect(findNearDuplicates([text, `${text.toUpperCase()}!`])).toEqual([{ place: 1, of: 0 }])
    expect(shinglesOf('good film and bad play')).toBeNull()
  })
  it('cost well under a millisecond a text', () => {
    const texts = Array.from({ length: 5000 }, () => sentence(60).join(' '))
    const before = process.cpuUsage()
    findNearDuplicates(texts)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(3)
  })
})

describe('findings of a split', () => {
  const preprocessing = preprocessingSchema.parse({ kind: 'text' })
  const date = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10)
  const rows = (count: number, more: (index: number) => RoleRow['cells'] = () => ({})): RoleRow[] =>
    Array.from({ length: count }, (_, index) => ({ index, cells: { text: [`plain words number ${index}`], label: [String(index % 2)], ...more(index) } }))
  const told = (all: RoleRow[], kind: string, roles: object = {}) =>
    statisticsOf({ task: 'classification', roles: { text: ['text'], label: ['label'], ...roles } }, all, splitSchema.parse({ kind }), preprocessing).findings

  it('say who stands in training and in the test, and how to mend it', () => {
    const all = rows(100, (index) => ({ group: [`speaker ${index % 10}`] }))
    expect(told(all, 'stratified', { group: ['who'] }).find(({ code }) => code === 'groups-across')).toMatchObject({ severity: 'warning', details: { column: 'who', count: expect.any(Number) as number }, remedy: { action: 'set-split', value: { kind: 'group' } } })
    expect(told(all, 'group', { group: ['who'] }).map(({ code }) => code)).not.toContain('groups-across')
  })
  it('say that time was shuffled', () => {
    const all = rows(100, (index) => ({ time: [date(index)] }))
    expect(told(all, 'random', { time: ['when'] }).find(({ code }) => code === 'time-broken')?.remedy).toEqual({ action: 'set-split', value: { kind: 'chronological' } })
    expect(told(all, 'chronological', { time: ['when'] }).map(({ code }) => code)).not.toContain('time-broken')
  })
  it('tell near copies across the parts from those within', () => {
    const words = sentence(30)
    const all = rows(100)
    for (const [place, row] of all.entries()) if (place < 30) row.cells.text = [words.with(place % 29, `own${place}`).join(' ')]
    const codes = told(all, 'stratified').map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['near-duplicates', 'near-duplicates-across']))
  })
  it('count series by their rows, and tags by their words', () => {
    const series = Array.from({ length: 50 }, (_, index): RoleRow => ({ index, cells: { time: [date(index)], values: [String(index)] } }))
    const statistics = statisticsOf({ task: 'forecasting', roles: { time: ['t'], values: ['v'] } }, series, splitSchema.parse({ kind: 'chronological' }), preprocessingSchema.parse({ kind: 'series' }))
    expect(statistics).toMatchObject({ sizes: { train: 40, validation: 5, test: 5 }, balance: [], vocabulary: 0, lengths: { unit: 'steps' } })
    const tagged = Array.from({ length: 50 }, (_, index): RoleRow => ({ index, cells: { tokens: [['in', `place${index}`]], tags: [['O', 'B-LOC']] } }))
    const tags = statisticsOf({ task: 'tagging', roles: { tokens: ['t'], tags: ['g'] } }, tagged, splitSchema.parse({ kind: 'random' }), preprocessing)
    expect(tags).toMatchObject({ balance: [{ label: 'B-LOC', train: 40, validation: 5, test: 5 }, { label: 'O', train: 40 }], outOfVocabulary: 0.5, lengths: { minimum: 2, maximum: 2 } })
  })
})
