/** Against scikit-learn and pandas (fixtures/record-preprocessing.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seriesInput } from '../../../src-main/datasets/inputs/series.ts'
import { difference, undoDifference } from '../../../src-main/datasets/series/difference.ts'
import { impute, imputations } from '../../../src-main/datasets/series/impute.ts'
import { applyScaler, fitScaler, invertScaler } from '../../../src-main/datasets/series/scaling.ts'
import { seriesPreprocessingSchema } from '../../../src-shared/domain/preprocessing.ts'

const goldens = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/preprocessing.json'), 'utf8')) as {
  table: number[]
  scaling: Record<'standard' | 'minmax' | 'robust', { scaled: number[] }>
  gaps: (number | null)[]
  impute: Record<string, number[]>
}
const table = Float64Array.from(goldens.table)

function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(values.length).toBe(expected.length)
  for (let index = 0; index < expected.length; index++) expect(Math.abs(values[index] - expected[index]), `at ${index}`).toBeLessThanOrEqual(tolerance)
}

describe('scaling', () => {
  it.each(['standard', 'minmax', 'robust'] as const)('%s as scikit-learn, and back', (scaling) => {
    const scaler = fitScaler([table.subarray(0, 12), table.subarray(12)], 3, scaling)
    const scaled = applyScaler(table, scaler)
    expectClose(scaled, goldens.scaling[scaling].scaled, 2e-5)
    expectClose(invertScaler(scaled, scaler), table, 1e-4)
  })
  it('missing values count for nothing and stay; a constant and an empty channel are left alone', () => {
    const steps = Float32Array.from([1, NaN, 7, NaN, NaN, 7, 3, NaN, 7])
    for (const scaling of ['standard', 'minmax', 'robust'] as const) {
      const scaler = fitScaler([steps], 3, scaling)
      expect(scaler.scale.slice(1)).toEqual([1, 1])
      expect([...applyScaler(steps, scaler)].map(Number.isNaN)).toEqual([...steps].map(Number.isNaN))
      expect(applyScaler(steps, scaler)[2]).toBe(0)
    }
  })
})

describe('imputation', () => {
  const gaps = Float64Array.from(goldens.gaps, (value) => value ?? NaN)
  it.each(imputations)('%s as pandas', (imputation) => {
    const known = goldens.gaps.filter((value) => value !== null)
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    expectClose(impute(gaps, 1, imputation, [mean]), goldens.impute[imputation], 1e-6)
  })
  it('each channel by itself; one without values takes its mean', () => {
    const steps = Float32Array.from([NaN, NaN, 1, NaN, NaN, NaN, 3, NaN])
    expect([...impute(steps, 2, 'linear', [0, 9])]).toEqual([1, 9, 1, 9, 2, 9, 3, 9])
  })
})

describe('differences', () => {
  it.each([1, 3])('with lag %i come back', (lag) => {
    const steps = Float32Array.from(table)
    const changes = difference(steps, 3, lag)
    expect(changes).toHaveLength(table.length - 3 * lag)
    expect(changes[4]).toBeCloseTo(steps[4 + 3 * lag] - steps[4], 6)
    expectClose(undoDifference(changes, steps.subarray(0, 3 * lag), 3, lag), steps.subarray(3 * lag), 1e-4)
  })
  it('of what is not longer than the lag are none', () => {
    expect(difference(new Float32Array(2), 1, 3)).toHaveLength(0)
  })
})

describe('series as an input', () => {
  const cell = (values: number[], channels: number) => ({ shape: [values.length / channels, channels], data: Float32Array.from(values), rate: null })
  const config = (options: object) => seriesPreprocessingSchema.parse({ kind: 'series', ...options })
  it('is scaled by the training series, and its gaps are filled', () => {
    const input = seriesInput.fit([cell([0, 10, 2, 10], 2), cell([4, 30], 2)], config({}))
    const { sequence, steps } = seriesInput.encode(input, cell([NaN, 10, 2, NaN, NaN, 30], 2))
    expect(steps).toBe(3)
    const [low, high] = [-Math.SQRT1_2, Math.SQRT2]
    expectClose(sequence, [0, low, 0, (low + high) / 2, 0, high], 1e-6)
  })
  it('changes nothing fitted when the other parts change, and scales a window by itself', () => {
    const window = seriesInput.fit([cell([1, 2, 3], 1)], config({ scaling: 'window' }))
    const one = seriesInput.encode(window, cell([100, 200, 300], 1)).sequence
    expectClose(one, seriesInput.encode(window, cell([1, 2, 3], 1)).sequence, 1e-6)
  })
  it('learns from changes, keeps the beginning of long ones, and has at least one step', () => {
    const input = seriesInput.fit([cell([1, 3, 6, 10], 1)], config({ scaling: 'none', differencing: true, maximumLength: 2 }))
    expect([...seriesInput.encode(input, cell([1, 3, 6, 10], 1)).sequence]).toEqual([2, 3])
    expect([...seriesInput.encode(input, cell([5], 1)).sequence]).toEqual([0])
  })
  it('refuses other channels, and what is no series', () => {
    const input = seriesInput.fit([cell([1, 2], 2)], config({}))
    expect(() => seriesInput.encode(input, cell([1, 2, 3], 3))).toThrow('a series of 2 channels')
    expect(() => seriesInput.encode(input, 'text')).toThrow('a series')
  })
})
