/** Pause, resume and stop of one training. The loop looks at it between two steps; anything may call it at any time. */
export interface TrainingControl {
  pause: () => void
  resume: () => void
  /** Ends the training at the next step; a paused one too. */
  stop: () => void
  readonly paused: boolean
  readonly stopping: boolean
  /** Resolves when the training is to go on, or to stop. */
  released: () => Promise<void>
}

export function createControl(): TrainingControl {
  let paused = false
  let stopping = false
  let waiting: (() => void)[] = []
  const release = (): void => {
    paused = false
    waiting.forEach((resolve) => resolve())
    waiting = []
  }
  return {
    pause: () => void (paused = !stopping),
    resume: release,
    stop: () => {
      stopping = true
      release()
    },
    get paused() {
      return paused
    },
    get stopping() {
      return stopping
    },
    released: () => (paused ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve()),
  }
}
