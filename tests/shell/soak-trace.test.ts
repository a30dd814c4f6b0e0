import { describe, expect, it } from 'vitest'
import { frameTimes, quantile, slope, type TraceEvent } from '../../scripts/soak-trace.ts'

const thread = { pid: 7, tid: 7 }
const metadata: TraceEvent = { name: 'thread_name', ph: 'M', ts: 0, ...thread, args: { name: 'CrRendererMain' } }
const event = (name: string, ts: number, dur: number, more: Partial<TraceEvent> = {}): TraceEvent => ({ name, ph: 'X', ts, dur, ...thread, ...more })

describe('frameTimes', () => {
  it('adds up script and layout between two commits, nested ones once, painting and other threads not at all', () => {
    const events = [
      metadata,
      event('Commit', 1000, 10),
      event('HandlePostMessage', 2000, 1000),
      event('FunctionCall', 2100, 800),
      event('FireAnimationFrame', 5000, 4000),
      event('Layout', 9500, 500),
      event('Paint', 11_000, 5000),
      event('FunctionCall', 2000, 90_000, { tid: 8 }),
      event('Commit', 17_000, 10),
      event('TimerFire', 20_000, 250),
      event('Commit', 34_000, 10),
    ]
    expect(frameTimes(events)).toEqual([5.5, 0.25])
  })

  it('takes the window when another page is there, and nothing from an empty trace', () => {
    const other = { pid: 9, tid: 9 }
    const events = [{ ...metadata, ...other }, metadata, event('Commit', 0, 1), event('FunctionCall', 100, 50), event('Commit', 1000, 1)]
    expect(frameTimes(events)).toEqual([0.05])
    expect(frameTimes([])).toEqual([])
  })
})

describe('figures', () => {
  it('quantile', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([quantile(values, 0.95), quantile(values, 0.5), quantile([3], 0.95)]).toEqual([95, 50, 3])
    expect(quantile([], 0.5)).toBeNaN()
  })

  it('slope', () => {
    expect(slope([{ x: 0, y: 5 }, { x: 1, y: 7 }, { x: 2, y: 9 }])).toBeCloseTo(2)
    expect(slope([{ x: 1, y: 5 }])).toBe(0)
  })
})
