/** The change over `lag` time steps, and the values again. */
import type { Steps } from './scaling.ts'

/** x[t] - x[t - lag] of [T, C] -> [T - lag, C]; empty where T is not longer than the lag. */
export function difference(steps: Steps, channels: number, lag = 1): Float32Array {
  const shift = lag * channels
  const changes = new Float32Array(Math.max(0, steps.length - shift))
  for (let at = 0; at < changes.length; at++) changes[at] = steps[at + shift] - steps[at]
  return changes
}

/** `heads`: the `lag` steps before the first change, [lag, C]. -> the steps after them, as many as changes. */
export function undoDifference(changes: Steps, heads: Steps, channels: number, lag = 1): Float32Array {
  const shift = lag * channels
  const steps = new Float32Array(changes.length)
  for (let at = 0; at < changes.length; at++) steps[at] = changes[at] + (at < shift ? heads[at] : steps[at - shift])
  return steps
}
