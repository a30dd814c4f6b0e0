import { describe, expect, it } from 'vitest'
import { watch } from 'vue'
import type { MetricSeries } from '../../../src-shared/domain/metric.ts'
import type { Run, RunEvent, RunUpdate } from '../../../src-shared/domain/run.ts'
import { createFrameBuffer } from '../../../src-renderer/stores/frame-buffer.ts'
import { createRunFeed, type FeedApi } from '../../../src-renderer/stores/run-feed.ts'

const point = (step: number, value = step): RunUpdate => ({ kind: 'metrics', points: [{ name: 'train/loss', step, value, time: step }] })
const runOf = (status: Run['status']): Run => ({ id: 'r', status }) as Run
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** A backend whose stream and frames the test drives by hand. */
function harness(history: MetricSeries[] = [], events: RunEvent[] = []) {
  const frames: (() => void)[] = []
  let listener: ((items: RunUpdate[]) => void | Promise<void>) | null = null
  let gate = Promise.resolve()
  const calls: string[] = []
  const answers: Record<string, () => unknown> = { 'runs.get': () => runOf('running'), 'runs.metrics': () => history, 'runs.traces': () => [], 'runs.events': () => events }
  const api = {
    call: async (name: string) => {
      calls.push(name)
      if (name === 'runs.metrics') await gate
      return answers[name]()
    },
    stream: (_name: string, _input: unknown, onItems: (items: RunUpdate[]) => void) => {
      listener = onItems
      return { ended: new Promise<void>(() => {}), cancel: () => {} }
    },
  } as unknown as FeedApi
  const feed = createRunFeed('r', api, (callback) => void frames.push(callback))
  return {
    feed, calls, frames, answers,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    send: (...items: RunUpdate[]) => listener?.(items),
    frame: () => frames.splice(0).forEach((callback) => callback()),
  }
}

describe('frame buffer', () => {
  it('commits many messages once a frame and acknowledges them then', async () => {
    const commits: number[][] = []
    const frames: (() => void)[] = []
    const buffer = createFrameBuffer<number>((items) => void commits.push(items), (callback) => void frames.push(callback))
    let acknowledged = 0
    for (let message = 0; message < 50; message++) void buffer.push([message]).then(() => acknowledged++)
    await settle()
    expect([frames.length, commits.length, acknowledged]).toEqual([1, 0, 0])
    frames[0]()
    await settle()
    expect([commits.length, commits[0].length, acknowledged]).toEqual([1, 50, 50])
    buffer.stop()
    void buffer.push([1])
    expect(frames).toHaveLength(1)
  })
})

describe('the feed of a run', () => {
  it('triggers watchers of its series once a frame, however many metrics arrive', async () => {
    const { feed, send, frame } = harness()
    await feed.open()
    let triggers = 0
    watch(feed.series, () => void triggers++, { flush: 'sync' })
    for (let step = 1; step <= 100; step++) void send(point(step))
    expect(triggers).toBe(0)
    frame()
    expect(triggers).toBe(1)
    expect(feed.series.value.get('train/loss')?.points()).toBe(100)
  })
  it('reads the history while updates already come, and counts none twice', async () => {
    const history = [{ runId: 'r', name: 'train/loss', steps: [1, 2, 3], values: [1, 2, 3], minimum: [1, 2, 3], maximum: [1, 2, 3], points: 3 }]
    const { feed, send, frame, hold } = harness(history)
    const release = hold()
    const opened = feed.open()
    await settle()
    void send(point(3), point(4))
    frame()
    release()
    await opened
    expect([...feed.series.value.get('train/loss')!.columns().steps]).toEqual([1, 2, 3, 4])
    expect(feed.state.value).toBe('ready')
  })
  it('reads the history again when an ended run goes on from its checkpoint', async () => {
    const { feed, send, frame, answers, calls } = harness()
    await feed.open()
    void send(point(1), point(2), point(3), { kind: 'run', run: runOf('crashed') })
    frame()
    answers['runs.metrics'] = () => [{ runId: 'r', name: 'train/loss', steps: [1, 2], values: [1, 2], minimum: [1, 2], maximum: [1, 2], points: 2 }]
    void send({ kind: 'run', run: runOf('queued') }, point(3, 30))
    frame()
    await settle()
    expect(calls.filter((name) => name === 'runs.metrics')).toHaveLength(2)
    const { steps, values } = feed.series.value.get('train/loss')!.columns()
    expect([[...steps], [...values]]).toEqual([[1, 2, 3], [1, 2, 30]])
  })
  it('keeps the log in bounded memory and without repeats', async () => {
    const event = (step: number): RunEvent => ({ time: '2026-01-01T00:00:00Z', step, level: 'info', code: 'epoch', message: 'm', details: {} })
    const { feed, send, frame } = harness([], [event(1)])
    await feed.open()
    void send({ kind: 'event', event: event(1) }, { kind: 'event', event: event(2) })
    frame()
    expect(feed.events.value.map(({ step }) => step)).toEqual([1, 2])
    for (let step = 3; step < 2000; step++) void send({ kind: 'event', event: event(step) })
    frame()
    expect(feed.events.value).toHaveLength(1000)
    expect(feed.events.value.at(-1)?.step).toBe(1999)
  })
  it('ignores what an older stream still delivers after it was closed', async () => {
    const { feed, send, frame } = harness()
    await feed.open()
    void send(point(1))
    feed.close()
    frame()
    expect(feed.series.value.size).toBe(0)
  })
  it('says what went wrong when the run is gone', async () => {
    const { feed, answers } = harness()
    answers['runs.get'] = () => {
      throw new Error('gone')
    }
    await feed.open()
    expect(feed.state.value).toBe('error')
    expect(feed.error.value).toEqual(new Error('gone'))
  })
})
