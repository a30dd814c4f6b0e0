/** Seconds of training: pauses are left out, a continued training counts on from where it was. */
export interface Clock {
  seconds: () => number
  pause: () => void
  resume: () => void
}

export function createClock(before: number, now: () => number = () => performance.now()): Clock {
  let counted = before * 1000
  let since: number | null = now()
  return {
    seconds: () => (counted + (since === null ? 0 : now() - since)) / 1000,
    pause: () => {
      if (since !== null) counted += now() - since
      since = null
    },
    resume: () => {
      since ??= now()
    },
  }
}

/** Share of the newest measurement in the smoothed one: about the last twenty steps count. */
const weight = 0.1

/**
 * Time left from smoothed seconds per step. Batches differ in length, hence the smoothing; the first measurements are
 * averaged evenly, so that a slow first step (engines warm up) does not stay in the estimate for long.
 */
export function createEstimate(): { add: (seconds: number) => void; left: (steps: number) => number | null } {
  let smoothed = 0
  let seen = 0
  return {
    add: (seconds) => {
      seen += 1
      smoothed += Math.max(weight, 1 / seen) * (seconds - smoothed)
    },
    left: (steps) => (seen === 0 ? null : smoothed * steps),
  }
}
