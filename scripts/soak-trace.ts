/** Milliseconds of script and layout in each frame of a window, out of a Chromium trace. Painting is left out: it is done in software here. */

export interface TraceEvent {
  name: string
  /** X: an interval; M: metadata. */
  ph: string
  /** Microseconds. */
  ts: number
  dur?: number
  /** The same by the thread's own clock, which stands still while another program has the core. */
  tts?: number
  tdur?: number
  pid: number
  tid: number
  args?: { name?: string }
}

/** The trace categories that `frameTimes` needs. */
export const traceCategories = ['devtools.timeline', 'v8', 'disabled-by-default-devtools.timeline', '__metadata']

/** Script with its garbage collection, style and layout; nested ones are counted once. */
const counted = /^(FunctionCall|EvaluateScript|FireAnimationFrame|TimerFire|EventDispatch|RunMicrotasks|HandlePostMessage|FireIdleCallback|v8\.(run|callFunction|compile.*)|(Minor|Major)GC|V8\.GC.*|UpdateLayoutTree|Layout|HitTest|IntersectionObserverController::.*|ResizeObserver.*)$/
/** The last thing a frame does on the main thread. */
const frameEnd = 'Commit'

/**
 * One value a frame, in order: everything counted since the end of the frame before; time in which nothing was drawn belongs
 * to the next frame. By the clock on the wall, or with `processor` by the time that the thread really had a core.
 */
export function frameTimes(events: TraceEvent[], clock: 'wall' | 'processor' = 'wall'): number[] {
  const start = (event: TraceEvent): number => (clock === 'wall' ? event.ts : (event.tts ?? event.ts))
  const length = (event: TraceEvent): number => (clock === 'wall' ? event.dur : event.tdur) ?? 0
  const thread = busiestMainThread(events)
  if (!thread) return []
  const own = events.filter((event) => event.ph === 'X' && event.pid === thread.pid && event.tid === thread.tid)
  const ends = own.filter((event) => event.name === frameEnd).map(start).sort((a, b) => a - b)
  const busy = union(own.filter((event) => counted.test(event.name)).map((event) => [start(event), start(event) + length(event)]))
  return ends.slice(1).map((end, index) => overlap(busy, ends[index], end) / 1000)
}

/** The main thread of the window; a helper page would have one too, but hardly any events. */
function busiestMainThread(events: TraceEvent[]): { pid: number; tid: number } | undefined {
  const threads = events.filter((event) => event.ph === 'M' && event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
  const count = ({ pid, tid }: TraceEvent): number => events.filter((event) => event.pid === pid && event.tid === tid).length
  return threads.map((thread) => ({ thread, events: count(thread) })).sort((a, b) => b.events - a.events)[0]?.thread
}

type Interval = [from: number, to: number]

function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = []
  for (const [from, to] of intervals.sort((a, b) => a[0] - b[0])) {
    const last = merged[merged.length - 1]
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

function overlap(intervals: Interval[], from: number, to: number): number {
  return intervals.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0)
}

/** The value below which the share `part` of the values lies; NaN for none. */
export function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]
}

/** Slope of the straight line through the points, by least squares. */
export function slope(points: { x: number; y: number }[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))]
  const across = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  return across === 0 ? 0 : points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / across
}
