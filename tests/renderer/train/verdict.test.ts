import { describe, expect, it } from 'vitest'
import type { RunResult } from '../../../src-shared/domain/run.ts'
import { en } from '../../../src-renderer/locales/en/index.ts'
import { zh } from '../../../src-renderer/locales/zh/index.ts'
import { chanceMargin, verdictOf } from '../../../src-renderer/features/train/verdict.ts'

const result = (test: number, more: Partial<RunResult> = {}): RunResult => ({
  train: { accuracy: 0.9 }, validation: { accuracy: 0.85 }, test: { accuracy: test }, baseline: { accuracy: 0.75 },
  baselines: [{ name: 'majority', metrics: { accuracy: 0.5 } }, { name: 'naive Bayes', metrics: { accuracy: 0.75 } }], ...more,
})

describe('the verdict on a run', () => {
  it('compares with the strongest baseline, not with the first', () => {
    expect(verdictOf(result(0.85), 3000)).toMatchObject({ kind: 'better', baseline: 'naive Bayes' })
    expect(verdictOf(result(0.85), 3000).points).toBeCloseTo(10)
  })
  it('calls a difference nothing that chance explains, and that depends on the number of test rows', () => {
    expect(verdictOf(result(0.78), 100).kind).toBe('same')
    expect(verdictOf(result(0.78), 10_000).kind).toBe('better')
    expect(verdictOf(result(0.72), 100).kind).toBe('same')
    expect(verdictOf(result(0.72), 10_000).kind).toBe('worse')
  })
  it('takes two points where the number of rows is not known', () => {
    expect(verdictOf(result(0.769), null).kind).toBe('same')
    expect(verdictOf(result(0.771), null).kind).toBe('better')
  })
  it('knows the 95 % half-width of a difference of two shares', () => {
    expect(chanceMargin(0.8, 0.75, 300)).toBeCloseTo(6.67, 1)
  })
  it('says so where there is no test split or no baseline', () => {
    expect(verdictOf(result(0, { test: {} }), null).kind).toBe('none')
    expect(verdictOf(result(0.9, { baselines: [] }), 100).kind).toBe('none')
  })
  it('tells over- from underfitting', () => {
    expect(verdictOf(result(0.8, { train: { accuracy: 0.99 }, validation: { accuracy: 0.8 } }), 300).fit).toBe('overfit')
    expect(verdictOf(result(0.5, { train: { accuracy: 0.52 }, validation: { accuracy: 0.5 } }), 300).fit).toBe('underfit')
    expect(verdictOf(result(0.84), 300).fit).toBe('good')
  })
  it('has words for every verdict in both languages', () => {
    for (const messages of [en, zh]) {
      for (const kind of ['better', 'same', 'worse', 'none', 'overfit', 'underfit'] as const) expect(messages.train.verdicts[kind].length).toBeGreaterThan(10)
      expect(messages.train.verdicts.same).toContain('{margin}')
    }
  })
})
