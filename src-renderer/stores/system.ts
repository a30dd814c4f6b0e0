/** What this machine and installation can do. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { SystemReport } from '../../src-shared/domain/system.ts'
import { api } from '../api/client.ts'

export const useSystemStore = defineStore('system', () => {
  const report = shallowRef<SystemReport | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)

  async function load(): Promise<void> {
    loading.value = true
    error.value = null
    try {
      report.value = await api.call('system.report', {})
    } catch (thrown) {
      error.value = thrown
    } finally {
      loading.value = false
    }
  }
  return { report, error, loading, load }
})
