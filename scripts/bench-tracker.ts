/**
 * How fast metric series are logged and read: `node scripts/bench-tracker.ts [metrics] [points]`, by default 100 metrics of
 * 100,000 points in batches of 50 steps, as a fast run would send them, then all read thinned to 1,000 buckets.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configSchema } from '../src-shared/domain/config.ts'
import { presets } from '../src-main/engine/tasks/presets.ts'
import { openTracker } from '../src-main/tracker/database.ts'

const metrics = Number(process.argv[2] ?? 100)
const points = Number(process.argv[3] ?? 100_000)
const stepsAtOnce = 50

/** On a busy machine the clock tells of the others, too. */
const cpuMilliseconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return Math.round((user + system) / 1000)
}

const folder = mkdtempSync(join(tmpdir(), 'seqbench-bench-'))
try {
  const tracker = openTracker(folder)
  const histogram = { edges: [0, 1], counts: [1] }
  tracker.datasets.insert({
    id: 'd', name: 'bench', version: 1, hash: '', createdAt: '', format: 'csv', encoding: 'utf-8', delimiter: ',', files: [], sequences: 0, rows: 0, columns: [],
    task: 'classification', roles: {}, labels: [], lengths: { unit: 'words', minimum: 0, median: 0, mean: 0, percentile95: 0, maximum: 0, histogram }, rejected: 0, rejections: [], rejectedFile: null, vocabulary: null, findings: [], source: '',
  })
  const config = configSchema.parse({ ...presets('classification')[0].config, dataset: 'd' })
  tracker.runs.insert({
    id: 'r', name: 'bench', status: 'running', color: 0, datasetId: 'd', datasetName: '', task: 'classification', config, engine: null, createdAt: '', startedAt: null, endedAt: null,
    epoch: 0, step: 0, totalSteps: null, seconds: 0, parameters: null, bestEpoch: null, result: null, error: null, notes: '', tags: [],
  })
  const started = performance.now()
  const cpuBefore = process.cpuUsage()
  for (let from = 0; from < points; from += stepsAtOnce) {
    const batch = Array.from({ length: stepsAtOnce * metrics }, (_, i) => {
      const step = from + Math.floor(i / metrics)
      return { name: `train/metric${i % metrics}`, step, value: Math.sin(step * 0.01 + i), time: step }
    })
    tracker.series.append('r', batch)
  }
  const seconds = (performance.now() - started) / 1000
  console.log(`logged ${metrics * points} points in ${seconds.toFixed(1)} s: ${Math.round((metrics * points) / seconds)} points a second (${Math.round((metrics * points * 1000) / cpuMilliseconds(cpuBefore))} by processor time), in transactions of ${stepsAtOnce * metrics}`)
  tracker.series.release('r')
  for (const attempt of ['first', 'second', 'third']) {
    const begin = performance.now()
    const cpu = process.cpuUsage()
    const series = tracker.series.read('r', 1000)
    console.log(`${attempt} read of ${series.length} x ${series[0].points} points, ${series[0].steps.length} buckets each: ${(performance.now() - begin).toFixed(0)} ms, processor time ${cpuMilliseconds(cpu)} ms`)
  }
  tracker.close()
  console.log(`database: ${(statSync(join(folder, 'seqbench.db')).size / (metrics * points)).toFixed(1)} bytes a point`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
