/** Rows of a long list, fetched a page at a time as they come into sight; an answer that comes too late is dropped. */
import { ref, shallowRef, triggerRef } from 'vue'

const pageSize = 100

export function usePagedRows<Row>(fetch: (offset: number, limit: number) => Promise<{ total: number; rows: Row[] }>) {
  const total = ref(0)
  const loaded = ref(false)
  const error = shallowRef<unknown>(null)
  const pages = shallowRef(new Map<number, Row[] | 'loading'>())
  let generation = 0

  async function load(page: number): Promise<void> {
    if (pages.value.has(page)) return
    const mine = generation
    pages.value.set(page, 'loading')
    try {
      const answer = await fetch(page * pageSize, pageSize)
      if (mine !== generation) return
      total.value = answer.total
      pages.value.set(page, answer.rows)
      loaded.value = true
      triggerRef(pages)
    } catch (thrown) {
      if (mine === generation) error.value = thrown
    }
  }

  /** Forgets what was fetched; the old rows stay in sight until the first page is there. */
  async function reset(): Promise<void> {
    generation += 1
    error.value = null
    loaded.value = false
    pages.value = new Map()
    await load(0)
  }
  function need(first: number, last: number): void {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) void load(page)
  }
  function row(index: number): Row | undefined {
    const page = pages.value.get(Math.floor(index / pageSize))
    return page === undefined || page === 'loading' ? undefined : page[index % pageSize]
  }
  return { total, loaded, error, row, need, reset }
}
