/** The traces of a run through training, thinned to what can be told apart. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Trace } from '../../src-shared/domain/trace.ts'
import { api } from '../api/client.ts'

/** Recordings held; beyond that every second of the older half goes. */
export const traceCapacity = 200

/** `traces` with `added` after them, in bounded memory: the newest are whole, older ones thinned, the first stays. */
export function addTrace(traces: Trace[], added: Trace): Trace[] {
  const kept = traces.filter(({ step }) => step < added.step)
  const all = [...kept, added]
  if (all.length <= traceCapacity) return all
  const half = Math.floor(all.length / 2)
  return all.filter((_, index) => index >= half || index % 2 === 0)
}

export const useTracesStore = defineStore('traces', () => {
  const runId = shallowRef('')
  const traces = shallowRef<Trace[]>([])
  const state = shallowRef<'idle' | 'loading' | 'ready' | 'error'>('idle')
  const error = shallowRef<unknown>(null)

  async function load(id: string): Promise<void> {
    runId.value = id
    traces.value = []
    state.value = 'loading'
    error.value = null
    try {
      const found = await api.call('runs.traces', { id, last: 1000 })
      if (runId.value !== id) return
      traces.value = found.reduce<Trace[]>(addTrace, [])
      state.value = 'ready'
    } catch (thrown) {
      if (runId.value !== id) return
      error.value = thrown
      state.value = 'error'
    }
  }
  /** A recording that came while the run is looked at. */
  function add(id: string, trace: Trace): void {
    if (id === runId.value && state.value === 'ready') traces.value = addTrace(traces.value, trace)
  }
  return { runId, traces, state, error, load, add }
})
