/** The runs of the workspace: the list, what can be done to a run, and the feed of those that are looked at. */
import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import type { Config } from '../../src-shared/domain/config.ts'
import { activeStatuses, type Run } from '../../src-shared/domain/run.ts'
import { api } from '../api/client.ts'
import { useConnectionStore } from './connection.ts'
import { createList, newestFirst } from './list.ts'
import { createRunFeed, type RunFeed } from './run-feed.ts'

export const isActive = (run: Run): boolean => activeStatuses.includes(run.status)
/** It has a model to look at, to try and to export. */
export const hasModel = (run: Run): boolean => run.result !== null

export const useRunsStore = defineStore('runs', () => {
  /** Newest first. */
  const { items: runs, state, error, load, ensure } = createList(async () => newestFirst(await api.call('runs.list', {})))
  const active = computed(() => runs.value.filter(isActive))
  const withModel = computed(() => runs.value.filter(hasModel))
  const byId = (id: string): Run | undefined => runs.value.find((run) => run.id === id)
  const connection = useConnectionStore()

  function put(run: Run): Run {
    const others = runs.value.filter(({ id }) => id !== run.id)
    runs.value = [...others, run].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    return run
  }


  const refreshing = new Set<string>()
  async function refresh(id: string): Promise<void> {
    if (state.value !== 'ready') return
    if (id === '') return load()
    if (refreshing.has(id)) return
    refreshing.add(id)
    try {
      put(await api.call('runs.get', { id }))
    } catch {
      await load() // It may have been removed: the list tells.
    } finally {
      refreshing.delete(id)
    }
  }
  connection.onWorkspaceChange('runs', (id) => void refresh(id))

  const act = (name: 'runs.pause' | 'runs.resume' | 'runs.stop' | 'runs.continue') => async (id: string): Promise<Run> => put(await api.call(name, { id }))

  return {
    runs, state, error, active, withModel, byId, load, ensure,
    start: async (config: Config): Promise<Run> => put(await api.call('runs.start', { config })),
    pause: act('runs.pause'),
    resume: act('runs.resume'),
    stop: act('runs.stop'),
    continueRun: act('runs.continue'),
    update: async (id: string, change: { name?: string; notes?: string; tags?: string[] }): Promise<Run> => put(await api.call('runs.update', { id, ...change })),
    remove: async (id: string): Promise<void> => {
      await api.call('runs.remove', { id })
      runs.value = runs.value.filter((run) => run.id !== id)
    },
  }
})

/** The feed of the run that `id` names, as long as the caller lives; another id closes it and opens the next. */
export function useRunFeed(id: MaybeRefOrGetter<string | undefined>): Readonly<ShallowRef<RunFeed | null>> {
  const feed = shallowRef<RunFeed | null>(null)
  const connection = useConnectionStore()
  watch(
    () => toValue(id),
    (next) => {
      feed.value?.close()
      feed.value = next ? createRunFeed(next, api) : null
      void feed.value?.open()
    },
    { immediate: true },
  )
  watch(() => connection.generation, () => void feed.value?.open())
  onScopeDispose(() => feed.value?.close())
  return feed
}
