import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { splitNames } from '../../src-shared/domain/dataset.ts'
import { missingClasses, splitExamples } from '../../src-main/datasets/splits.ts'
import { failureOf } from './files.ts'

const rowsOf = (counts: Record<string, number>) => Object.entries(counts).flatMap(([label, count]) => Array.from({ length: count }, () => ({ label })))
const config = (fields: object = {}) => splitSchema.parse(fields)

describe('splits', () => {
  it('put every row in exactly one part, as close to the shares as rows allow', () => {
    const shares = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }))
    const labels = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 60, maxLength: 300 })
    fc.assert(fc.property(labels, shares, fc.nat(), fc.constantFrom('stratified', 'random'), (names, parts, seed, kind) => {
      fc.pre(new Set(names).size > 1)
      const sum = parts[0] + parts[1] + parts[2]
      const [train, validation, test] = parts.map((part) => part / sum)
      const split = splitExamples(names.map((label) => ({ label })), config({ kind, seed, train, validation, test }))
      expect(splitNames.flatMap((name) => split[name]).sort((a, b) => a - b)).toEqual(names.map((_, index) => index))
      splitNames.forEach((name, part) => expect(Math.abs(split[name].length - (parts[part] / sum) * names.length)).toBeLessThan(kind === 'random' ? 1 : 3))
    }))
  })

  it('keep the share of each class, at most a row off', () => {
    fc.assert(fc.property(fc.integer({ min: 10, max: 200 }), fc.integer({ min: 10, max: 200 }), fc.nat(), (a, b, seed) => {
      const rows = rowsOf({ a, b })
      const split = splitExamples(rows, config({ seed }))
      for (const [label, count] of [['a', a], ['b', b]] as const) {
        for (const name of splitNames) {
          const own = split[name].filter((position) => rows[position].label === label).length
          expect(Math.abs(own - config()[name] * count)).toBeLessThan(1)
        }
      }
    }))
  })

  it('are exact where they can be', () => {
    const split = splitExamples(rowsOf({ 0: 1500, 1: 1500 }), config())
    expect(splitNames.map((name) => split[name].length)).toEqual([2400, 300, 300])
  })

  it('share the left-over rows of many small classes among the parts', () => {
    const split = splitExamples(rowsOf(Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`c${index}`, 5]))), config())
    expect(splitNames.map((name) => split[name].length)).toEqual([72, 9, 9])
  })

  it('depend on rows and seed alone: recorded once, the same everywhere', () => {
    const rows = rowsOf({ a: 12, b: 8 })
    expect(splitExamples(rows, config({ seed: 1 }))).toEqual(splitExamples(rows, config({ seed: 1 })))
    expect(splitExamples(rows, config({ seed: 1 })).test).not.toEqual(splitExamples(rows, config({ seed: 2 })).test)
    expect({ stratified: splitExamples(rows, config()).test, random: splitExamples(rows, config({ kind: 'random' })).test }).toMatchInlineSnapshot(`
      {
        "random": [
          12,
          16,
        ],
        "stratified": [
          5,
          12,
        ],
      }
    `)
  })

  it('put the only row of a class in training, and say which parts lack it', () => {
    const rows = rowsOf({ common: 30, rare: 1 })
    const split = splitExamples(rows, config())
    expect(split.train).toContain(30)
    expect(missingClasses(rows, config(), split)).toEqual([{ label: 'rare', count: 1, parts: ['validation', 'test'] }])
  })

  it('refuse a part without rows', async () => {
    const failure = await failureOf(Promise.resolve().then(() => splitExamples(rowsOf({ a: 2, b: 2 }), config())))
    expect(failure).toMatchObject({ code: 'split.too-small', details: { part: 'test' } })
  })

  it('allow a part without a share', () => {
    expect(splitExamples(rowsOf({ a: 4, b: 4 }), config({ train: 0.5, validation: 0, test: 0.5 })).validation).toEqual([])
  })

  it('refuse a training part of one class', async () => {
    // Seeds are searched for one that draws the single b out of training; a random split promises nothing about classes.
    const rows = rowsOf({ a: 9, b: 1 })
    const attempts = Array.from({ length: 60 }, (_, seed) => Promise.resolve().then(() => splitExamples(rows, config({ kind: 'random', seed, train: 0.5, validation: 0.3, test: 0.2 }))))
    const settled = await Promise.allSettled(attempts)
    const refused = attempts[settled.findIndex(({ status }) => status === 'rejected')]
    expect(await failureOf(refused)).toMatchObject({ code: 'split.class-missing', details: { label: 'b', count: 1 } })
  })
})
