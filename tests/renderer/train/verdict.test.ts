// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import type { RunResult, Verdict } from '../../../src-shared/domain/evaluation.ts'
import { useVerdictWords } from '../../../src-renderer/composables/use-verdict-words.ts'
import { fitOf } from '../../../src-renderer/features/train/fit.ts'
import { i18n, setLocale } from '../../../src-renderer/locales/index.ts'

afterEach(() => setLocale('en'))

function said(verdict: Verdict | null): string {
  const component = defineComponent({ setup: () => ({ words: useVerdictWords()(verdict) }), template: '<p>{{ words }}</p>' })
  return mount(component, { global: { plugins: [i18n] } }).text()
}

describe('the verdict in words', () => {
  it('names baseline, metric, difference in points and interval', () => {
    const words = said({ kind: 'better', metric: 'accuracy', baseline: 'naive Bayes', difference: 0.071, low: 0.032, high: 0.11 })
    expect(words).toContain('Better than naive Bayes: Accuracy +7.1 points')
    expect(words).toContain('+3.2 to +11')
  })
  it('says of a metric that should be small that less is better, without points', () => {
    const words = said({ kind: 'worse', metric: 'mse', baseline: 'seasonalNaive', difference: 0.042, low: 0.01, high: 0.08 })
    expect(words).toContain('Worse than repeating the last season: Mean squared error +0.042 (')
    expect(words).toContain('less is better')
  })
  it('says that nothing is proven, and why nothing can be', () => {
    expect(said({ kind: 'not-proven', metric: 'f1', baseline: 'x', difference: -0.01, low: -0.05, high: 0.03 })).toContain('Not proven')
    expect(said(null)).toContain('no test split or no baseline')
    setLocale('zh')
    expect(said({ kind: 'not-proven', metric: 'f1', baseline: 'majority', difference: -0.01, low: -0.05, high: 0.03 })).toMatch(/未能证明优于总是回答最常见的类别.*−1 个百分点/)
  })
})

const result = (train: number, validation: number): RunResult => ({
  train: { accuracy: train }, validation: { accuracy: validation }, test: {}, baseline: { accuracy: 0.75 }, verdict: null,
  baselines: [{ name: 'naive Bayes', metrics: { accuracy: 0.75 } }, { name: 'majority', metrics: { accuracy: 0.5 } }],
})

describe('the fit', () => {
  it('tells over- from underfitting, by the weakest baseline', () => {
    expect(fitOf(result(0.99, 0.8), 'accuracy')).toBe('overfit')
    expect(fitOf(result(0.52, 0.5), 'accuracy')).toBe('underfit')
    expect(fitOf(result(0.9, 0.85), 'accuracy')).toBe('good')
  })
  it('reads error rates the other way round, and says nothing of metrics without a scale', () => {
    const errors = (train: number, validation: number): RunResult => ({ ...result(0, 0), train: { wer: train }, validation: { wer: validation }, baselines: [] })
    expect(fitOf(errors(0.1, 0.4), 'wer')).toBe('overfit')
    expect(fitOf(errors(0.4, 0.1), 'wer')).toBe('good')
    expect(fitOf({ ...result(0, 0), train: { mse: 0.1 }, validation: { mse: 9 } }, 'mse')).toBe('good')
  })
})
