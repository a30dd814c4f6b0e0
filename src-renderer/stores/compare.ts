/** What Compare shows: the chosen runs, their differences and figures, and the series that lie over each other. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { OutputOf } from '../../src-shared/contract/shape.ts'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import type { MetricSeries } from '../../src-shared/domain/metric.ts'
import { api } from '../api/client.ts'

export type Comparison = OutputOf<AppApi['runs.compare']>

export const useCompareStore = defineStore('compare', () => {
  const ids = shallowRef<string[]>([])
  const comparison = shallowRef<Comparison | null>(null)
  const series = shallowRef<MetricSeries[]>([])
  const state = shallowRef<'idle' | 'loading' | 'ready' | 'error'>('idle')
  const error = shallowRef<unknown>(null)
  let turn = 0

  /** Reads what is new; what was shown stays until then, so that nothing jumps. */
  async function load(wanted: string[]): Promise<void> {
    const own = ++turn
    ids.value = wanted
    error.value = null
    if (wanted.length === 0) {
      comparison.value = null
      series.value = []
      state.value = 'idle'
      return
    }
    if (!comparison.value) state.value = 'loading'
    try {
      const [compared, metrics] = await Promise.all([
        api.call('runs.compare', { ids: wanted }),
        api.call('runs.metrics', { ids: wanted, maximumPoints: 1000 }),
      ])
      if (own !== turn) return
      comparison.value = compared
      series.value = metrics
      state.value = 'ready'
    } catch (thrown) {
      if (own !== turn) return
      error.value = thrown
      state.value = 'error'
    }
  }
  return { ids, comparison, series, state, error, load }
})
