/**
 * `npm run soak`: ten minutes (SOAK_MINUTES to change that) of a synthetic metric stream, 50 metrics at 20 Hz, through the
 * real contract into the real Train view. Watches the JavaScript heap after garbage collection and the script and layout
 * of every frame; fails when memory grows or frames take too long.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../src-main/application-root.ts'
import { launchSeqbench, type Seqbench } from '../tests/e2e/launch.ts'
import { ensureBuilt } from './build.ts'
import { frameTimes, quantile, slope, traceCategories, type TraceEvent } from './soak-trace.ts'

const minutes = Number(process.env.SOAK_MINUTES ?? 10)
const sampleSeconds = Math.min(15, (minutes * 60) / 10)
/** A trace of the whole time would be gigabytes: one window in each sample. */
const traceSeconds = Math.min(5, sampleSeconds / 2)
/** The view fills its caches first; a slope is taken after this share of the time. */
const warmUp = 0.2
const limits = { megabytesPerMinute: 0.25, frameMilliseconds: 16, charts: 3 }

interface Sample { minute: number; heapMegabytes: number; nodes: number; listeners: number; frames: number[]; processor: number[] }

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function traceFrames({ app }: Seqbench): Promise<Pick<Sample, 'frames' | 'processor'>> {
  await app.evaluate(({ contentTracing }, categories) => contentTracing.startRecording({ included_categories: categories }), traceCategories)
  await wait(traceSeconds)
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] }
  rmSync(file)
  return { frames: frameTimes(traceEvents), processor: frameTimes(traceEvents, 'processor') }
}

async function watch(seqbench: Seqbench): Promise<Sample[]> {
  const inspector = await seqbench.page.context().newCDPSession(seqbench.page)
  const started = performance.now()
  const samples: Sample[] = []
  for (let due = sampleSeconds; due <= minutes * 60 + 0.01; due += sampleSeconds) {
    await wait(Math.max(0, due - traceSeconds - (performance.now() - started) / 1000))
    const traced = await traceFrames(seqbench)
    await inspector.send('HeapProfiler.collectGarbage')
    await inspector.send('HeapProfiler.collectGarbage')
    const { usedSize } = await inspector.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await inspector.send('Memory.getDOMCounters')
    const sample = { minute: (performance.now() - started) / 60_000, heapMegabytes: usedSize / 2 ** 20, nodes, listeners: jsEventListeners, ...traced }
    samples.push(sample)
    say(`${sample.minute.toFixed(2)} min  heap ${sample.heapMegabytes.toFixed(2)} MB  ${nodes} nodes  ${jsEventListeners} listeners  ${sample.frames.length} frames  script+layout p95 ${quantile(sample.frames, 0.95).toFixed(2)} ms, max ${Math.max(...sample.frames).toFixed(2)} ms`)
  }
  return samples
}

/** What was found, with each limit that was broken. */
function judge(samples: Sample[], charts: number, errors: string[]): string[] {
  const steady = samples.filter((sample) => sample.minute >= minutes * warmUp)
  const growth = slope(steady.map((sample) => ({ x: sample.minute, y: sample.heapMegabytes })))
  const frames = samples.flatMap((sample) => sample.frames)
  // Judged by processor time: on a machine that others use too, the clock on the wall measures them.
  const processor = samples.flatMap((sample) => sample.processor)
  const p95 = quantile(processor, 0.95)
  say(`charts ${charts}; memory slope ${growth.toFixed(3)} MB/min after warm-up (${steady[0].heapMegabytes.toFixed(1)} to ${steady[steady.length - 1].heapMegabytes.toFixed(1)} MB)`)
  const figures = (values: number[]): string => ['0.5', '0.95', '0.99', '1'].map((part) => `p${Number(part) * 100} ${quantile(values, Number(part)).toFixed(2)}`).join(', ')
  say(`script + layout per frame, painting left out, ${frames.length} frames: processor time ${figures(processor)} ms; on the wall ${figures(frames)} ms`)
  return [
    ...(charts < limits.charts ? [`only ${charts} charts are open, ${limits.charts} are wanted`] : []),
    ...(frames.length === 0 ? ['no frame was drawn'] : []),
    ...(growth > limits.megabytesPerMinute ? [`memory grows by ${growth.toFixed(3)} MB/min, more than ${limits.megabytesPerMinute}`] : []),
    ...(p95 >= limits.frameMilliseconds ? [`the p95 of script + layout in a frame is ${p95.toFixed(2)} ms, not below ${limits.frameMilliseconds}`] : []),
    ...errors.map((error) => `the page reported: ${error}`),
  ]
}

await ensureBuilt()
const seqbench = await launchSeqbench({ backend: join(applicationRoot, 'tests', 'e2e', 'soak-backend.ts') })
try {
  await seqbench.page.evaluate(`location.hash = '/train/run-0'`)
  await wait(Math.min(5, minutes * 10))
  const charts = await seqbench.page.evaluate<number>(`document.querySelectorAll('[_echarts_instance_]').length`)
  const broken = judge(await watch(seqbench), charts, seqbench.errors)
  for (const line of broken) say(`FAILED: ${line}`)
  if (broken.length === 0) say('ok')
  process.exitCode = broken.length === 0 ? 0 : 1
} finally {
  await seqbench.close()
}
