/** What stands where a value is missing (NaN), channel by channel. */
import type { Steps } from './scaling.ts'

/** previous: the last one known; linear: a line between the neighbours; mean, zero: as they say. What lies before the first known value takes that; after the last, the last. */
export const imputations = ['previous', 'linear', 'mean', 'zero'] as const
export type Imputation = (typeof imputations)[number]

/** Fills [T, C]; `means` (fitted on training rows) stand where a channel has no value at all, and for `mean`. Gives a copy. */
export function impute(steps: Steps, channels: number, imputation: Imputation, means: readonly number[] = new Array<number>(channels).fill(0)): Float32Array {
  const filled = Float32Array.from(steps)
  for (let channel = 0; channel < channels; channel++) fillers[imputation](filled, channel, channels, means[channel])
  return filled
}

type Filler = (steps: Float32Array, channel: number, channels: number, mean: number) => void

const constantly = (value: number, steps: Float32Array, channel: number, channels: number): void => {
  for (let at = channel; at < steps.length; at += channels) if (Number.isNaN(steps[at])) steps[at] = value
}

/** `between`: the value so many steps into a gap of `gap` steps, from `before` to `after`. */
function fillGaps(steps: Float32Array, channel: number, channels: number, mean: number, between: (before: number, after: number, share: number) => number): void {
  let last = -1
  const count = steps.length / channels
  const value = (step: number): number => steps[step * channels + channel]
  for (let step = 0; step <= count; step++) {
    if (step < count && Number.isNaN(value(step))) continue
    const before = last >= 0 ? value(last) : step < count ? value(step) : mean
    const after = step < count ? value(step) : before
    for (let missing = last + 1; missing < step; missing++) {
      steps[missing * channels + channel] = last >= 0 && step < count ? between(before, after, (missing - last) / (step - last)) : before
    }
    last = step
  }
}

const fillers: Record<Imputation, Filler> = {
  zero: (steps, channel, channels) => constantly(0, steps, channel, channels),
  mean: (steps, channel, channels, mean) => constantly(mean, steps, channel, channels),
  previous: (steps, channel, channels, mean) => fillGaps(steps, channel, channels, mean, (before) => before),
  linear: (steps, channel, channels, mean) => fillGaps(steps, channel, channels, mean, (before, after, share) => before + (after - before) * share),
}
