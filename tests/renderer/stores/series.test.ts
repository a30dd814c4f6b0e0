import { describe, expect, it } from 'vitest'
import { bucketCapacity, createSeries, recentCapacity } from '../../../src-renderer/stores/series.ts'

describe('a series in bounded memory', () => {
  it('gives back what it was given while that is little', () => {
    const series = createSeries()
    for (let step = 1; step <= 300; step++) series.append(step, step / 10, step * 20)
    const { steps, values, minimum, times } = series.columns()
    expect([steps.length, steps[299], values[299], minimum[299], times[299]]).toEqual([300, 300, 30, 30, 6000])
  })
  it('stays within its room for ten minutes at 20 Hz and far beyond, keeping spikes, mean and the newest points', () => {
    const series = createSeries()
    const count = 1_000_000
    let sum = 0
    for (let step = 1; step <= count; step++) {
      const value = step === 123_456 ? 99 : step % 7
      sum += value
      series.append(step, value, step)
    }
    const { steps, maximum, minimum, values } = series.columns()
    expect(series.length()).toBeLessThanOrEqual(bucketCapacity + recentCapacity)
    expect(series.length()).toBeGreaterThan(recentCapacity)
    expect(series.points()).toBe(count)
    expect(Math.max(...maximum)).toBe(99)
    expect(Math.min(...minimum)).toBe(0)
    expect(steps.at(-1)).toBe(count)
    expect([...steps].every((step, index) => index === 0 || step > steps[index - 1])).toBe(true)
    // The newest points are as they came.
    expect(steps.at(-1)! - steps.at(-200)!).toBe(199)
    const mean = [...steps].reduce((total, step, index) => total + values[index] * (step - (index === 0 ? 0 : steps[index - 1])), 0) / count
    expect(mean).toBeCloseTo(sum / count, 6)
  })
  it('gathers neighbours for a small chart without losing a spike, and keeps its groups while points come', () => {
    const series = createSeries()
    for (let step = 1; step <= 500; step++) series.append(step, step === 77 ? 50 : 1, step)
    const before = series.columns(100)
    expect(before.steps).toHaveLength(100)
    expect(Math.max(...before.maximum)).toBe(50)
    expect(before.values[15]).toBeCloseTo((50 + 4) / 5)
    series.append(501, 1, 501)
    expect([...series.columns(101).steps.subarray(0, 100)]).toEqual([...before.steps])
  })
  it('starts from a thinned history and leaves out what came with it', () => {
    const series = createSeries()
    series.load({ runId: 'r', name: 'train/loss', steps: [10, 20], values: [1, 2], minimum: [0, 1], maximum: [3, 4], points: 20 })
    series.append(20, 9, 1)
    series.append(21, 5, 2)
    const { steps, values, maximum, times } = series.columns()
    expect([...steps]).toEqual([10, 20, 21])
    expect([...values]).toEqual([1, 2, 5])
    expect([...maximum]).toEqual([3, 4, 5])
    expect(times[0]).toBeNaN()
    expect(series.last()).toEqual({ step: 21, value: 5 })
  })
})
