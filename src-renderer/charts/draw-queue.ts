/**
 * Draws waiting charts in animation frames, a few milliseconds a frame: several charts of one stream never make one long frame.
 * A chart that is asked to draw again before its turn is drawn once, with its newest data.
 */
export interface DrawQueue {
  request: (key: object, draw: () => void) => void
  cancel: (key: object) => void
}

export interface DrawClock {
  now: () => number
  nextFrame: (callback: () => void) => void
}

/** Milliseconds of a 16 ms frame that charts may take; at least one chart is drawn each frame. */
const budget = 5

export function createDrawQueue(clock: DrawClock): DrawQueue {
  const waiting = new Map<object, () => void>()
  let scheduled = false

  function frame(): void {
    scheduled = false
    const start = clock.now()
    for (const [key, draw] of waiting) {
      waiting.delete(key)
      draw()
      if (clock.now() - start > budget) break
    }
    if (waiting.size > 0) schedule()
  }
  function schedule(): void {
    if (scheduled) return
    scheduled = true
    clock.nextFrame(frame)
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
export const drawQueue: DrawQueue = createDrawQueue({
  now: () => performance.now(),
  nextFrame: (callback) => void requestAnimationFrame(callback),
})
