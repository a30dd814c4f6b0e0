import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MetricPoint } from '../../src-shared/domain/metric.ts'
import { openTracker } from '../../src-main/tracker/database.ts'
import { chunkPoints, planBuckets } from '../../src-main/tracker/series-codec.ts'
import { exampleDataset, exampleRun, openTestTracker, temporaryFolder } from './support.ts'

/** Thinning as its definition says: every `bucket` consecutive points, one by one. */
function naive(points: MetricPoint[], maximumPoints: number): { steps: number[]; times: number[]; values: number[]; minimum: number[]; maximum: number[] } {
  const { bucket } = planBuckets(points.length, maximumPoints)
  const groups = Array.from({ length: Math.ceil(points.length / bucket) }, (_, i) => points.slice(i * bucket, (i + 1) * bucket))
  return {
    steps: groups.map((group) => group.at(-1)?.step ?? NaN),
    times: groups.map((group) => group.at(-1)?.time ?? NaN),
    values: groups.map((group) => group.reduce((sum, { value }) => sum + value, 0) / group.length),
    minimum: groups.map((group) => Math.min(...group.map(({ value }) => value))),
    maximum: groups.map((group) => Math.max(...group.map(({ value }) => value))),
  }
}

const pointsOf = (values: number[], name = 'train/loss'): MetricPoint[] => values.map((value, i) => ({ name, step: i + 1, value, time: i * 10 }))
const noise = (count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(seed + i * 0.37) * 3 + Math.cos(i * i * 0.001 + seed))

test('chunks, tail and pyramid read as the naive thinning does, however the points were batched', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: chunkPoints - 3, max: chunkPoints + 3 }), fc.integer({ min: 2 * chunkPoints - 2, max: 3 * chunkPoints }))
  const tracker = openTestTracker()
  tracker.datasets.insert(exampleDataset())
  let run = 0
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 5000 }), fc.integer(), (count, maximumPoints, batch, seed) => {
      const id = `r-${run++}`
      tracker.runs.insert(exampleRun({ id }))
      const points = pointsOf(noise(count, seed))
      for (let from = 0; from < count; from += batch) tracker.series.append(id, points.slice(from, from + batch))
      for (const released of [false, true]) {
        if (released) tracker.series.release(id)
        const [series] = tracker.series.read(id, maximumPoints)
        const expected = naive(points, maximumPoints)
        expect(series.points).toBe(count)
        expect(series.steps.length).toBeLessThanOrEqual(maximumPoints)
        expect(series.steps).toEqual(expected.steps)
        expect(series.times).toEqual(expected.times)
        expect(series.minimum).toEqual(expected.minimum)
        expect(series.maximum).toEqual(expected.maximum)
        series.values.forEach((value, i) => expect(value).toBeCloseTo(expected.values[i], 9))
      }
    }),
    { numRuns: 40 },
  )
})

test('buckets are few enough and never much coarser than asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 1, max: 5000 }), (points, maximum) => {
      const { bucket, block } = planBuckets(points, maximum)
      const buckets = Math.ceil(points / bucket)
      expect(buckets).toBeLessThanOrEqual(maximum)
      expect(bucket % block).toBe(0)
      expect(bucket).toBeLessThanOrEqual(Math.max(1, Math.ceil(points / maximum) * 1.25))
    }),
  )
})

test('a spike of one point among 50,000 is in the thinned series', () => {
  const tracker = openTestTracker()
  tracker.datasets.insert(exampleDataset())
  tracker.runs.insert(exampleRun())
  const values = noise(50_000, 1)
  values[12_345] = 1e6
  values[49_999] = -1e6
  tracker.series.append('r-1', pointsOf(values))
  const [series] = tracker.series.read('r-1', 1000)
  expect(Math.max(...series.maximum)).toBe(1e6)
  expect(Math.min(...series.minimum)).toBe(-1e6)
})

test('short series come as they are; a value that is no number is left out; names select', () => {
  const tracker = openTestTracker()
  tracker.datasets.insert(exampleDataset())
  tracker.runs.insert(exampleRun())
  tracker.series.append('r-1', [...pointsOf([1, NaN, 3]), ...pointsOf([5], 'validation/loss')])
  expect(tracker.series.read('r-1', 1000, ['train/loss'])).toEqual([
    { runId: 'r-1', name: 'train/loss', steps: [1, 3], times: [0, 20], values: [1, 3], minimum: [1, 3], maximum: [1, 3], points: 2 },
  ])
  expect(tracker.series.read('r-1', 1000).map(({ name }) => name)).toEqual(['train/loss', 'validation/loss'])
})

test('truncating forgets what came after the step, in chunks and tail, and appending goes on', () => {
  const tracker = openTestTracker()
  tracker.datasets.insert(exampleDataset())
  tracker.runs.insert(exampleRun())
  const values = noise(chunkPoints * 2 + 100, 7)
  tracker.series.append('r-1', pointsOf(values))
  tracker.series.append('r-1', pointsOf([1, 2, 3], 'other'))
  tracker.series.truncate('r-1', chunkPoints + 10)
  tracker.series.append('r-1', [{ name: 'train/loss', step: chunkPoints + 11, value: 42, time: 0 }])
  const [series, other] = tracker.series.read('r-1', 100_000)
  expect(series.values).toEqual([...values.slice(0, chunkPoints + 10), 42])
  expect(other.values).toEqual([1, 2, 3])
  expect(() => tracker.transaction(() => {
    tracker.series.truncate('r-1', 1)
    throw new Error('the disk is full')
  })).toThrow('the disk is full')
  tracker.series.append('r-1', pointsOf([4], 'other'))
  expect(tracker.series.read('r-1', 100_000).map(({ points }) => points)).toEqual([chunkPoints + 11, 4])
})

test('points that come one by one are kept in few rows', () => {
  const tracker = openTestTracker()
  tracker.datasets.insert(exampleDataset())
  tracker.runs.insert(exampleRun())
  const points = pointsOf(noise(1000, 2))
  for (const point of points) tracker.series.append('r-1', [point])
  tracker.series.release('r-1')
  expect(tracker.series.read('r-1', 1000)[0].values).toEqual(points.map(({ value }) => value))
  const database = new Database(join(tracker.workspace, 'seqbench.db'), { readonly: true })
  expect(database.prepare('SELECT count(*) FROM series_tail').pluck().get()).toBeLessThanOrEqual(64)
  database.close()
})

test('points survive closing and opening, and a batch that fails leaves nothing', () => {
  const folder = temporaryFolder()
  const first = openTracker(folder)
  first.datasets.insert(exampleDataset())
  first.runs.insert(exampleRun())
  first.series.append('r-1', pointsOf(noise(chunkPoints + 5, 3)))
  const broken = [...pointsOf([1, 2, 3], 'other'), { name: null as unknown as string, step: 1, value: 1, time: 0 }]
  expect(() => first.series.append('r-1', broken)).toThrow(/NOT NULL/)
  first.series.append('r-1', pointsOf([9], 'other'))
  first.close()
  const second = openTracker(folder)
  const series = second.series.read('r-1', 100_000)
  second.close()
  expect(series.map(({ name, points }) => [name, points])).toEqual([['train/loss', chunkPoints + 5], ['other', 1]])
})
