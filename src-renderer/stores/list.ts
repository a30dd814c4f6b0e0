/** A list of the backend's as a store holds it: read once, with the state a view shows. */
import { shallowRef, type ShallowRef } from 'vue'

export interface LoadedList<Item> {
  items: ShallowRef<Item[]>
  state: ShallowRef<'idle' | 'loading' | 'ready' | 'error'>
  error: ShallowRef<unknown>
  load: () => Promise<void>
  /** Reads the list once; whoever shows it calls this. */
  ensure: () => Promise<void>
}

export const newestFirst = <Item extends { createdAt: string }>(items: Item[]): Item[] => items.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))

/** In the order in which they are read. */
export function createList<Item>(read: () => Promise<Item[]>): LoadedList<Item> {
  const items = shallowRef<Item[]>([])
  const state = shallowRef<'idle' | 'loading' | 'ready' | 'error'>('idle')
  const error = shallowRef<unknown>(null)

  async function load(): Promise<void> {
    if (state.value !== 'ready') state.value = 'loading'
    try {
      items.value = await read()
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
  return { items, state, error, load, ensure }
}
