/** The gallery of data sets that ship with Seqbench. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Sample } from '../../src-shared/domain/dataset.ts'
import { api } from '../api/client.ts'

export const useSamplesStore = defineStore('samples', () => {
  const samples = shallowRef<Sample[]>([])
  const state = shallowRef<'idle' | 'loading' | 'ready' | 'error'>('idle')
  const error = shallowRef<unknown>(null)

  async function load(): Promise<void> {
    state.value = 'loading'
    try {
      samples.value = await api.call('samples.list', {})
      state.value = 'ready'
      error.value = null
    } catch (thrown) {
      error.value = thrown
      state.value = 'error'
    }
  }
  async function ensure(): Promise<void> {
    if (state.value === 'idle' || state.value === 'error') await load()
  }
  return { samples, state, error, load, ensure }
})
