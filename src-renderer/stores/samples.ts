/** The gallery of data sets that ship with Seqbench. */
import { defineStore } from 'pinia'
import { api } from '../api/client.ts'
import { createList } from './list.ts'

export const useSamplesStore = defineStore('samples', () => {
  const { items: samples, state, error, load, ensure } = createList(() => api.call('samples.list', {}))
  return { samples, state, error, load, ensure }
})
