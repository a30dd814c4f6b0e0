import { expect, test } from 'vitest'
import type { Trace } from '../../src-shared/domain/trace.ts'
import { exampleConfig, exampleDataset, exampleRun, openTestTracker } from './support.ts'

test('runs keep everything they are given and change field by field', () => {
  const { datasets, runs, params } = openTestTracker()
  datasets.insert(exampleDataset())
  runs.insert(exampleRun({ tags: ['a', 'b'], notes: 'hello' }))
  expect(runs.get('r-1')).toEqual(exampleRun({ tags: ['a', 'b'], notes: 'hello' }))
  expect(params.list('r-1').get('model.recurrent.cell')).toBe('lstm')
  const error = { code: 'run.nan', message: 'm', hint: 'h', details: { step: 3 } }
  const result = { train: { loss: 1 }, validation: {}, test: { accuracy: 0.5 }, baseline: {}, baselines: [{ name: 'majority', metrics: { accuracy: 0.4 } }], verdict: null }
  const changed = runs.update('r-1', { status: 'failed', error, result, epoch: 1.5, step: 7, engine: 'reference', tags: [' b ', 'c', 'c', ''], notes: '' })
  expect(changed).toEqual(exampleRun({ status: 'failed', error, result, epoch: 1.5, step: 7, engine: 'reference', tags: ['b', 'c'] }))
  expect(runs.withStatus(['failed'])).toHaveLength(1)
  expect(runs.nextColor()).toBe(1)
  expect(() => runs.get('r-2')).toThrow(expect.objectContaining({ code: 'run.missing' }))
})

test('removing a run removes all that belongs to it; a dataset in use stays', () => {
  const tracker = openTestTracker()
  tracker.datasets.insert(exampleDataset())
  tracker.runs.insert(exampleRun({ tags: ['x'], notes: 'n' }))
  tracker.events.add('r-1', { time: 't', step: 1, level: 'info', code: 'started', message: 'm', details: { engine: 'native', threads: 2 } })
  expect(tracker.events.list('r-1')[0].details).toEqual({ engine: 'native', threads: 2 })
  tracker.checkpoints.add('r-1', { file: 'checkpoints/1.safetensors', step: 1, epoch: 1, best: true, metrics: { loss: 1 } })
  tracker.series.append('r-1', [{ name: 'train/loss', step: 1, value: 1, time: 0 }])
  expect(() => tracker.datasets.remove('d-1')).toThrow(/FOREIGN KEY/)
  tracker.runs.remove('r-1')
  tracker.series.release('r-1')
  expect([tracker.events.list('r-1'), tracker.checkpoints.list('r-1'), tracker.tags.list('r-1'), tracker.series.read('r-1', 10)]).toEqual([[], [], [], []])
  tracker.datasets.remove('d-1')
  expect(tracker.datasets.list()).toEqual([])
})

test('there is one best checkpoint, and a file written again counts once', () => {
  const { datasets, runs, checkpoints } = openTestTracker()
  datasets.insert(exampleDataset())
  runs.insert(exampleRun())
  checkpoints.add('r-1', { file: 'best', step: 10, epoch: 1, best: true, metrics: {} })
  checkpoints.add('r-1', { file: 'last', step: 10, epoch: 1, best: false, metrics: {} })
  checkpoints.add('r-1', { file: 'best', step: 20, epoch: 2, best: true, metrics: { loss: 0.5 } })
  expect(checkpoints.list('r-1').map(({ file, step, best }) => [file, step, best])).toEqual([['last', 10, false], ['best', 20, true]])
})

test('names have versions, also after renaming', () => {
  const { datasets } = openTestTracker()
  datasets.insert(exampleDataset())
  expect(datasets.nextVersion('reviews')).toBe(2)
  datasets.insert(exampleDataset({ id: 'd-2', name: 'names' }))
  expect(datasets.rename('d-2', 'reviews').version).toBe(2)
  expect(datasets.rename('d-2', 'reviews').version).toBe(2)
  expect(datasets.findByHash('abc')).toHaveLength(2)
})

test('traces of a long run thin out from the old end; the newest are complete', () => {
  const { datasets, runs, traces } = openTestTracker()
  datasets.insert(exampleDataset())
  runs.insert(exampleRun())
  const trace = (step: number): Trace => ({ step, examples: 1, active: [1], layers: [] })
  for (let step = 1; step <= 1200; step++) traces.add('r-1', trace(step))
  const steps = traces.list('r-1', 1000).map(({ step }) => step)
  expect(steps.length).toBeLessThanOrEqual(512)
  expect(steps[0]).toBe(1)
  expect(steps.slice(-100)).toEqual(Array.from({ length: 100 }, (_, i) => 1101 + i))
  traces.truncate('r-1', 1150)
  expect(traces.list('r-1', 1)[0].step).toBe(1150)
})

test('evaluations and exports come back as they were', () => {
  const { datasets, runs, evaluations, exports } = openTestTracker()
  datasets.insert(exampleDataset())
  runs.insert(exampleRun({ config: exampleConfig }))
  const evaluation = { split: 'test' as const, rows: 2, metrics: { accuracy: 1 }, intervals: {}, panels: [{ kind: 'confusion' as const, code: 'confusion', title: 'Confusion matrix', labels: ['a', 'b'], matrix: [[1, 0], [0, 1]], perLabel: [] }] }
  evaluations.save('r-1', evaluation)
  evaluations.save('r-1', evaluation)
  expect(evaluations.find('r-1', 'test')).toEqual(evaluation)
  expect(evaluations.find('r-1', 'train')).toBeNull()
  const result = { id: 'e-1', runId: 'r-1', formats: ['onnx' as const], directory: 'here', files: [{ path: 'a', bytes: 1 }], verification: { cases: 1, maxAbsDifference: 0, limit: 1e-4 }, createdAt: 'now' }
  exports.insert(result)
  expect(exports.list()).toEqual([result])
  expect(exports.list('r-2')).toEqual([])
})
