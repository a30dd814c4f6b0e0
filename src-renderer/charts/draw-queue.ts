/**
 * Draws waiting charts, one in each animation frame: several charts of one stream never make one long frame.
 * A chart that is asked to draw again before its turn is drawn once, with its newest data.
 */
export interface DrawQueue {
  request: (key: object, draw: () => void) => void
  cancel: (key: object) => void
}

export function createDrawQueue(nextFrame: (callback: () => void) => void): DrawQueue {
  const waiting = new Map<object, () => void>()
  let scheduled = false

  function frame(): void {
    scheduled = false
    const [next] = waiting
    if (!next) return
    waiting.delete(next[0])
    if (waiting.size > 0) schedule()
    next[1]()
  }
  function schedule(): void {
    if (scheduled) return
    scheduled = true
    nextFrame(frame)
  }
  return {
    request: (key, draw) => {
      waiting.set(key, draw)
      schedule()
    },
    cancel: (key) => void waiting.delete(key),
  }
}

/** The queue of the window. */
export const drawQueue: DrawQueue = createDrawQueue((callback) => void requestAnimationFrame(callback))
