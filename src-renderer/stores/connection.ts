/** Whether the backend is there, and which lists it says have changed. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import type { SeqbenchError } from '../../src-shared/contract/errors.ts'
import { api, connection } from '../api/client.ts'
import type { ConnectionStatus } from '../api/connection.ts'

export type WorkspaceList = 'datasets' | 'runs' | 'exports'

export const useConnectionStore = defineStore('connection', () => {
  const status = ref<ConnectionStatus>('connecting')
  const error = ref<SeqbenchError | null>(null)
  /** Grows with each connection: whoever holds a stream opens it anew. */
  const generation = ref(0)
  const listeners = new Map<WorkspaceList, Set<(id: string) => void>>()

  function start(): void {
    connection().subscribe((state) => {
      status.value = state.status
      error.value = state.error
      generation.value = state.generation
    })
    watch(generation, watchWorkspace)
    connection().connect()
  }

  function watchWorkspace(): void {
    // After a reconnect anything may have changed meanwhile.
    if (generation.value > 1) listeners.forEach((set) => set.forEach((listener) => listener('')))
    api
      .stream('workspace.watch', {}, (items) => {
        for (const { changed, id } of items) listeners.get(changed)?.forEach((listener) => listener(id))
      })
      .ended.catch(() => undefined) // A lost connection is told by `status`.
  }

  /** Calls `listener` with the id when the list changed; with an empty id when anything in it may have. */
  function onWorkspaceChange(list: WorkspaceList, listener: (id: string) => void): () => void {
    const set = listeners.get(list) ?? new Set()
    listeners.set(list, set.add(listener))
    return () => set.delete(listener)
  }

  return { status, error, generation, start, retry: () => connection().connect(), onWorkspaceChange }
})
