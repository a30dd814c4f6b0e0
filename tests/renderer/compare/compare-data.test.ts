import { describe, expect, it } from 'vitest'
import { diffConfigs } from '../../../src-shared/domain/config.ts'
import type { MetricSeries } from '../../../src-shared/domain/metric.ts'
import type { Run } from '../../../src-shared/domain/run.ts'
import { fakeConfig } from '../fake/backend.ts'
import { bestOf, configValue, figureRows, hasAxis, overlay, positions, seriesNames, testedOnOtherRows, uniqueNames } from '../../../src-renderer/features/compare/compare-data.ts'

const run = (id: string, color: number, more: Partial<Run> = {}): Run =>
  ({ id, name: 'LSTM', color, totalSteps: 100, config: { training: { epochs: 10 } }, ...more }) as Run
const series = (runId: string, name: string, more: Partial<MetricSeries> = {}): MetricSeries =>
  ({ runId, name, steps: [10, 20], values: [1, 2], minimum: [0.5, 2], maximum: [1, 3], points: 4, times: [1000, 2500], ...more })

describe('runs over each other', () => {
  it('keeps colours, tells equal names apart and leaves out runs without values', () => {
    const lines = overlay([run('a', 3), run('b', 5), run('c', 7)], [series('a', 'train/loss'), series('b', 'train/loss')], 'train/loss', 'step')
    expect(lines.map(({ name, tint }) => [name, tint])).toEqual([['LSTM (1)', { run: 3 }], ['LSTM (2)', { run: 5 }]])
    expect([...lines[0].maximum as number[]]).toEqual([1, 3])
    expect(uniqueNames([run('a', 1, { name: 'x' })]).get('a')).toBe('x')
  })
  it('draws over steps, epochs and seconds, each where it is known', () => {
    expect(positions(series('a', 'n'), run('a', 0), 'epoch')).toEqual([1, 2])
    expect(positions(series('a', 'n'), run('a', 0), 'time')).toEqual([1, 2.5])
    expect(positions(series('a', 'n'), run('a', 0, { totalSteps: null }), 'epoch')).toBeNull()
    expect(hasAxis([run('a', 0)], [series('a', 'n', { times: undefined })], 'time')).toBe(false)
    expect(hasAxis([run('a', 0)], [series('b', 'n')], 'step')).toBe(false)
  })
  it('offers what says most first', () => {
    expect(seriesNames([series('a', 'train/zebra'), series('a', 'train/loss'), series('b', 'validation/loss')])).toEqual(['validation/loss', 'train/loss', 'train/zebra'])
  })
})

describe('figures side by side', () => {
  it('marks the highest accuracy and the lowest loss, every best of a tie, and nothing where there is no choice', () => {
    expect(bestOf([0.7, 0.9, 0.8], 'accuracy')).toEqual([1])
    expect(bestOf([0.7, 0.9, undefined], 'loss')).toEqual([0])
    expect(bestOf([0.9, 0.9, 0.1], 'macroF1')).toEqual([0, 1])
    expect(bestOf([0.9, 0.9], 'accuracy')).toEqual([])
    expect(bestOf([0.9, undefined], 'accuracy')).toEqual([])
    expect(bestOf([0.9, NaN], 'accuracy')).toEqual([])
  })
  const judged = run('a', 0, { config: fakeConfig })
  it('has test figures first, then the others, then the baselines', () => {
    const metrics = [
      { runId: 'a', train: { accuracy: 1 }, validation: {}, test: { loss: 0.4, accuracy: 0.8 }, baselines: [{ name: 'majority', metrics: { accuracy: 0.5 } }] },
      { runId: 'b', train: { accuracy: 0.9 }, validation: {}, test: { loss: 0.3, accuracy: 0.7 }, baselines: [] },
    ]
    expect(figureRows({ metrics, runs: [judged, judged] }).map(({ part, metric, baseline, values, best }) => [part, metric || baseline, values, best])).toEqual([
      ['test', 'accuracy', [0.8, 0.7], [0]],
      ['test', 'loss', [0.4, 0.3], [1]],
      ['train', 'accuracy', [1, 0.9], [0]],
      ['baseline', 'accuracy', [0.5, undefined], []],
    ])
  })
  it('warns where runs were tested on other rows', () => {
    const base = { dataset: 'd', split: { seed: 1 }, model: { cell: 'gru' } }
    expect(testedOnOtherRows(diffConfigs([base, { ...base, model: { cell: 'lstm' } }]))).toBe(false)
    expect(testedOnOtherRows(diffConfigs([base, { ...base, split: { seed: 2 } }]))).toBe(true)
    expect(testedOnOtherRows(diffConfigs([base, { ...base, dataset: 'e' }]))).toBe(true)
  })
  it('shows only the fields that differ, by full path, and which a config does not have', () => {
    const differences = diffConfigs([{ model: { recurrent: { cell: 'gru', resetAfter: true, hidden: 64 } } }, { model: { recurrent: { cell: 'lstm', hidden: 64 } } }])
    expect(differences.map(({ path, values }) => [path, values.map(configValue)])).toEqual([
      ['model.recurrent.cell', ['gru', 'lstm']],
      ['model.recurrent.resetAfter', ['true', null]],
    ])
    expect(configValue(null)).toBe('null')
  })
})
