import { expect, it } from 'vitest'
import { chartsOf, metricData, type MetricView } from '../../../src-renderer/features/train/metric-data.ts'
import { createSeries } from '../../../src-renderer/stores/series.ts'

const words = { part: (part: string) => `part ${part}`, axis: (metric: string) => ({ name: metric }), step: 'Step' }
const view: MetricView = { color: 4, streaming: true, smoothing: 0, log: false, coarse: false }
const [loss, accuracy] = chartsOf('classification')

function seriesOf(count: number) {
  const series = createSeries()
  for (let step = 1; step <= count; step++) series.append(step, 1 / step, step)
  return series
}

it('draws training in the colour of the run and validation beside it, each only once it has values', () => {
  const all = new Map([['train/loss', seriesOf(3)]])
  expect(metricData(loss, all, words, view).lines.map(({ name, tint }) => [name, tint])).toEqual([['part train', { run: 4 }]])
  all.set('validation/loss', seriesOf(1))
  expect(metricData(loss, all, words, view).lines.map(({ name, tint, markers }) => [name, tint, markers])).toEqual([
    ['part train', { run: 4 }, false], ['part validation', 'text', true],
  ])
})

it('takes few points while they come and all of them for the file', () => {
  const all = new Map([['train/loss', seriesOf(1400)]])
  expect(metricData(loss, all, words, { ...view, coarse: true }).lines[0].x.length).toBeLessThanOrEqual(400)
  expect(metricData(loss, all, words, view).lines[0].x.length).toBeGreaterThan(1000)
})

it('keeps accuracy between 0 and 1, and lets loss go where it goes', () => {
  const all = new Map([['train/loss', seriesOf(3)], ['train/accuracy', seriesOf(3)]])
  expect(metricData(accuracy, all, words, view)).toMatchObject({ minimum: 0, maximum: 1, scale: 'linear' })
  expect(metricData(loss, all, words, { ...view, log: true })).toMatchObject({ scale: 'log' })
  expect(metricData(loss, all, words, view).minimum).toBeUndefined()
})
