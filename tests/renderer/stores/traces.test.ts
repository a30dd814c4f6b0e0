import { expect, it } from 'vitest'
import type { Trace } from '../../../src-shared/domain/trace.ts'
import { addTrace, traceCapacity } from '../../../src-renderer/stores/traces.ts'

const trace = (step: number): Trace => ({ step, examples: 1, active: [1], layers: [] })

it('keeps the first and the newest recordings of a long run in bounded memory', () => {
  let traces: Trace[] = []
  for (let step = 1; step <= 5000; step++) {
    traces = addTrace(traces, trace(step))
    expect(traces.length).toBeLessThanOrEqual(traceCapacity)
  }
  expect(traces[0].step).toBe(1)
  expect(traces.slice(-50).map(({ step }) => step)).toEqual(Array.from({ length: 50 }, (_, index) => 4951 + index))
})

it('forgets what lies after a checkpoint that the run went on from', () => {
  expect(addTrace([trace(25), trace(50), trace(75)], trace(50)).map(({ step }) => step)).toEqual([25, 50])
})
