/**
 * One run as it happens: its history read once, then the stream of its updates, committed at most once a frame.
 * What comes while the history is being read waits for it; what came with it already is left out.
 */
import { shallowRef, triggerRef, type ShallowRef } from 'vue'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { SeqbenchError } from '../../src-shared/contract/errors.ts'
import type { Client, RunningStream } from '../../src-shared/contract/rpc.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { activeStatuses, type Run, type RunEvent, type RunUpdate } from '../../src-shared/domain/run.ts'
import type { Trace } from '../../src-shared/domain/trace.ts'
import { createFrameBuffer, windowFrame, type NextFrame } from './frame-buffer.ts'
import { createSeries, type BoundedSeries } from './series.ts'

export type FeedApi = Pick<Client<AppApi>, 'call' | 'stream'>

/** The log keeps this many of its newest entries. */
const eventCapacity = 1000
/** Milliseconds between two pictures of step, epoch and time left. */
const headerInterval = 250

export interface RunFeed {
  id: string
  run: ShallowRef<Run | null>
  progress: ShallowRef<Progress | null>
  /** By metric name; the map is the same for the life of the feed and triggers once a frame. */
  series: ShallowRef<Map<string, BoundedSeries>>
  trace: ShallowRef<Trace | null>
  events: ShallowRef<RunEvent[]>
  state: ShallowRef<'loading' | 'ready' | 'error'>
  error: ShallowRef<unknown>
  /** Reads everything anew, after a lost connection or an error. */
  open: () => Promise<void>
  close: () => void
}

const isActive = (run: Run | null): boolean => run !== null && activeStatuses.includes(run.status)

export function createRunFeed(id: string, api: FeedApi, nextFrame: NextFrame = windowFrame): RunFeed {
  const run = shallowRef<Run | null>(null)
  const progress = shallowRef<Progress | null>(null)
  const series = shallowRef(new Map<string, BoundedSeries>())
  const trace = shallowRef<Trace | null>(null)
  const events = shallowRef<RunEvent[]>([])
  const state = shallowRef<'loading' | 'ready' | 'error'>('loading')
  const error = shallowRef<unknown>(null)

  /** Each opening has its own stream and buffer; what an older one still delivers is ignored. */
  let current: { stream: RunningStream; stop: () => void } | null = null
  let waiting: RunUpdate[] | null = null
  let opening = 0

  /** Counts in the header change many times a second; they are shown as often as one can read. */
  let pending: { run?: Run; progress?: Progress } = {}
  let timer: ReturnType<typeof setTimeout> | undefined
  function publish(change: { run?: Run; progress?: Progress }): void {
    Object.assign(pending, change)
    timer ??= setTimeout(show, headerInterval)
  }
  function show(): void {
    clearTimeout(timer)
    timer = undefined
    if (pending.run) run.value = pending.run
    if (pending.progress && isActive(run.value)) progress.value = pending.progress
    pending = {}
  }

  function commit(items: RunUpdate[]): void {
    let points = false
    const newEvents: RunEvent[] = []
    for (const item of items) {
      // Also from within the loop: after a run that goes on, the rest belongs behind its new history.
      if (waiting) waiting.push(item)
      else if (item.kind === 'metrics') {
        points = true
        for (const { name, step, value, time } of item.points) seriesOf(name).append(step, value, time)
      } else if (item.kind === 'event') newEvents.push(item.event)
      else if (item.kind === 'trace') trace.value = item.trace
      else if (item.kind === 'progress') publish({ progress: item.progress })
      else receiveRun(item.run)
    }
    if (points) triggerRef(series)
    if (newEvents.length > 0) addEvents(newEvents)
  }

  function seriesOf(name: string): BoundedSeries {
    const found = series.value.get(name) ?? createSeries()
    if (!series.value.has(name)) series.value.set(name, found)
    return found
  }

  function receiveRun(next: Run): void {
    const previous = pending.run ?? run.value
    publish({ run: next })
    // A change of state is shown at once.
    if (previous?.status !== next.status) show()
    if (!isActive(next)) progress.value = null
    // An ended run that goes on starts from its last checkpoint: what came after that is forgotten in the workspace too.
    if (previous && !isActive(previous) && isActive(next)) readHistory(opening).catch(failed)
  }

  function addEvents(added: RunEvent[]): void {
    const known = new Set(events.value.slice(-added.length - 20).map(eventKey))
    const fresh = added.filter((event) => !known.has(eventKey(event)))
    if (fresh.length > 0) events.value = [...events.value, ...fresh].slice(-eventCapacity)
  }

  async function readHistory(turn: number): Promise<void> {
    waiting ??= []
    const [metrics, traces, log] = await Promise.all([
      api.call('runs.metrics', { ids: [id], maximumPoints: 1000 }),
      api.call('runs.traces', { id, last: 1 }),
      api.call('runs.events', { id }),
    ])
    if (turn !== opening) return
    series.value.clear()
    for (const history of metrics) seriesOf(history.name).load(history)
    triggerRef(series)
    trace.value = traces.at(-1) ?? null
    events.value = log.slice(-eventCapacity)
    const late = waiting ?? []
    waiting = null
    commit(late)
  }

  function close(): void {
    opening += 1
    clearTimeout(timer)
    timer = undefined
    pending = {}
    current?.stop()
    current?.stream.cancel()
    current = null
  }

  async function open(): Promise<void> {
    close()
    const turn = opening
    waiting = []
    error.value = null
    if (!run.value) state.value = 'loading'
    const buffer = createFrameBuffer<RunUpdate>((items) => turn === opening && commit(items), nextFrame)
    try {
      run.value = await api.call('runs.get', { id })
      if (turn !== opening) return
      const stream = api.stream('runs.watch', { id }, (items) => buffer.push(items))
      current = { stream, stop: buffer.stop }
      stream.ended.catch((thrown: unknown) => turn === opening && !isClosed(thrown) && failed(thrown))
      await readHistory(turn)
      if (turn === opening) state.value = 'ready'
    } catch (thrown) {
      if (turn === opening) failed(thrown)
    }
  }

  function failed(thrown: unknown): void {
    error.value = thrown
    state.value = 'error'
  }

  return { id, run, progress, series, trace, events, state, error, open, close }
}

/** A lost connection is told by the frame, which opens it again; the feed then opens anew. */
const isClosed = (thrown: unknown): boolean => thrown instanceof SeqbenchError && thrown.code === 'contract.closed'

const eventKey = ({ time, step, code, message }: RunEvent): string => `${time}|${step}|${code}|${message}`
