/** Gathers items and commits them at most once an animation frame, however many messages bring them. */

export interface FrameBuffer<Item> {
  /** Resolves when the items have been committed: a stream acknowledges its batch then, so a slow window gets fewer, larger ones. */
  push: (items: Item[]) => Promise<void>
  /** Commits what waits, now. */
  flush: () => void
  /** Drops what waits; nothing is committed afterwards. */
  stop: () => void
}

export type NextFrame = (callback: () => void) => void

/** A hidden window gets no frames: then a slow timer commits instead, and nothing piles up. */
export const windowFrame: NextFrame = (callback) => {
  let done = false
  const once = (): void => {
    if (done) return
    done = true
    clearTimeout(timer)
    callback()
  }
  const timer = setTimeout(once, 250)
  requestAnimationFrame(once)
}

export function createFrameBuffer<Item>(commit: (items: Item[]) => void, nextFrame: NextFrame = windowFrame): FrameBuffer<Item> {
  let waiting: Item[] = []
  let settled = Promise.withResolvers<void>()
  let scheduled = false
  let stopped = false

  function flush(): void {
    scheduled = false
    const items = waiting
    const committed = settled
    waiting = []
    settled = Promise.withResolvers<void>()
    if (items.length > 0 && !stopped) commit(items)
    committed.resolve()
  }
  return {
    push: (items) => {
      if (stopped) return Promise.resolve()
      waiting.push(...items)
      if (!scheduled) {
        scheduled = true
        nextFrame(flush)
      }
      return settled.promise
    },
    flush,
    stop: () => {
      stopped = true
      waiting = []
      settled.resolve()
    },
  }
}
