/** Rows of a long list, fetched a page at a time as they come into sight, the next one a little before; an answer that comes too late is dropped. */
import { ref, shallowRef, triggerRef } from 'vue'

const pageSize = 100
/** Those seen longest ago are forgotten: a list may have millions of rows. */
const keptPages = 300
/** Pages passed at once by one who scrolls, rather than jumps. */
const scrolledPages = 3

export function usePagedRows<Row>(fetch: (offset: number, limit: number) => Promise<{ total: number; rows: Row[] }>) {
  const total = ref(0)
  const loaded = ref(false)
  const error = shallowRef<unknown>(null)
  const pages = shallowRef(new Map<number, Row[] | 'loading'>())
  let generation = 0
  let firstBefore = 0

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
    const [from, to] = [first, last].map((index) => Math.floor(index / pageSize))
    for (let page = from; page <= to; page++) {
      see(page)
      void load(page)
    }
    const moved = first - firstBefore
    firstBefore = first
    const next = moved > 0 ? to + 1 : from - 1
    if (moved !== 0 && Math.abs(moved) < scrolledPages * pageSize && next >= 0 && next * pageSize < total.value) void load(next)
    for (const oldest of pages.value.keys()) {
      if (pages.value.size <= keptPages) break
      pages.value.delete(oldest)
    }
  }
  /** Puts it behind the others. */
  function see(page: number): void {
    const own = pages.value.get(page)
    if (own === undefined) return
    pages.value.delete(page)
    pages.value.set(page, own)
  }
  function row(index: number): Row | undefined {
    const page = pages.value.get(Math.floor(index / pageSize))
    return page === undefined || page === 'loading' ? undefined : page[index % pageSize]
  }
  return { total, loaded, error, row, need, reset }
}
