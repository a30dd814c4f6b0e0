/**
 * The fake backend with one run that never rests: 50 metrics at 20 Hz, a trace every five seconds, through the real
 * contract and the real channels. scripts/soak.ts watches what the window does with it.
 */
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import { serve, type Handlers } from '../../src-shared/contract/rpc.ts'
import type { MetricPoint, MetricSeries } from '../../src-shared/domain/metric.ts'
import type { Run } from '../../src-shared/domain/run.ts'
import { connectParent } from '../../src-main/backend-parent.ts'
import { createFakeBackend } from '../renderer/fake/backend.ts'
import { initialRuns, pointsAt, traceAt } from '../renderer/fake/runs.ts'

const metricCount = 50
const period = 50
const runId = initialRuns[0].id
const totalSteps = 40_000

const parent = connectParent()
const run: Run = { ...structuredClone(initialRuns[0]), step: 0, epoch: 0, seconds: 0, totalSteps, result: null }
const history = new Map<string, MetricPoint[]>()
const listeners = new Set<(points: MetricPoint[]) => void>()

function nextPoints(): MetricPoint[] {
  run.step += 1
  run.epoch = run.step / 75
  run.seconds += period / 1000
  const own = pointsAt(run, run.step)
  const more = Array.from({ length: metricCount - own.length }, (_, index) => ({ name: `extra/metric-${index}`, step: run.step, value: Math.sin(run.step / 50 + index), time: run.step * period }))
  return [...own, ...more].slice(0, metricCount)
}

setInterval(() => {
  const points = nextPoints()
  for (const point of points) {
    if (!history.has(point.name)) history.set(point.name, [])
    history.get(point.name)!.push(point)
  }
  listeners.forEach((listener) => listener(points))
}, period)

/** Buckets of equal numbers of points, as the tracker answers. */
function thinned(name: string, maximum: number): MetricSeries {
  const points = history.get(name) ?? []
  const size = Math.max(1, Math.ceil(points.length / maximum))
  const buckets = Array.from({ length: Math.ceil(points.length / size) }, (_, index) => points.slice(index * size, (index + 1) * size))
  const values = buckets.map((bucket) => bucket.map((point) => point.value))
  return {
    runId, name,
    steps: buckets.map((bucket) => bucket[bucket.length - 1].step),
    values: values.map((bucket) => bucket.reduce((sum, value) => sum + value, 0) / bucket.length),
    minimum: values.map((bucket) => Math.min(...bucket)),
    maximum: values.map((bucket) => Math.max(...bucket)),
    points: points.length,
  }
}

const fake = createFakeBackend()
const handlers: Handlers<AppApi> = {
  ...fake,
  'runs.list': () => [run, ...initialRuns.slice(1)],
  'runs.get': (input) => (input.id === runId ? run : fake['runs.get'](input)),
  'runs.metrics': ({ ids, names, maximumPoints }) =>
    ids.includes(runId) ? [...history.keys()].filter((name) => !names || names.includes(name)).map((name) => thinned(name, maximumPoints)) : [],
  'runs.traces': () => (run.step < 100 ? [] : [traceAt(run, run.step)]),
  'runs.watch': (_input, { signal, push }) =>
    new Promise((resolve) => {
      push({ kind: 'run', run: structuredClone(run) })
      const listen = (points: MetricPoint[]): void => {
        push({ kind: 'metrics', points })
        push({ kind: 'progress', progress: { done: run.step, total: totalSteps, unit: 'steps', etaSeconds: ((totalSteps - run.step) * period) / 1000, note: '' } })
        if (run.step % 20 === 0) push({ kind: 'run', run: structuredClone(run) })
        if (run.step % 100 === 0) push({ kind: 'trace', trace: traceAt(run, run.step) })
      }
      listeners.add(listen)
      signal.addEventListener('abort', () => {
        listeners.delete(listen)
        resolve()
      })
    }),
}

parent.onWindow((port) => serve(appApi, port, handlers))
parent.onControl((message) => {
  if ((message as { kind?: string }).kind === 'stop') process.exit(0)
})
parent.onGone(() => process.exit(0))
parent.control({ kind: 'ready' })
