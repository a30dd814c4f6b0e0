/**
 * Series that differ from those of the training split as new ones might: cut at the ends, bent in time, larger or smaller, noisy
 * (Le Guennec et al. 2016; Iwana and Uchida 2021). Copies; the length stays.
 */
import type { SeriesPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Random } from '../random.ts'

export type SeriesAugment = NonNullable<SeriesPreprocessing['augment']>

/** Where the bend lies: not at the very ends. */
const [firstBend, lastBend] = [0.2, 0.8]

/** `values` [T, channels], scaled. */
export function augmentSeries(values: Float32Array, channels: number, { jitter, scaling, warp, crop }: SeriesAugment, random: Random): Float32Array {
  const steps = values.length / channels
  const cut = crop * random.uniform()
  const from = cut * random.uniform() * (steps - 1)
  const length = (1 - cut) * (steps - 1)
  const bend = firstBend + (lastBend - firstBend) * random.uniform()
  // The step at `bend` of the way is taken from `bent` of the way: what is before goes faster or slower, what is after makes up for it.
  const bent = Math.min(0.95, Math.max(0.05, bend + warp * (2 * random.uniform() - 1)))
  const factors = Float32Array.from({ length: channels }, () => 1 + scaling * random.normal())
  const changed = new Float32Array(values.length)
  for (let step = 0; step < steps; step++) {
    const share = steps === 1 ? 0 : step / (steps - 1)
    const source = from + length * (share < bend ? (share * bent) / bend : bent + ((share - bend) * (1 - bent)) / (1 - bend))
    const low = Math.min(steps - 1, Math.max(0, Math.floor(source)))
    const high = Math.min(steps - 1, low + 1)
    for (let channel = 0; channel < channels; channel++) {
      const value = values[low * channels + channel] + (source - low) * (values[high * channels + channel] - values[low * channels + channel])
      changed[step * channels + channel] = value * factors[channel] + (jitter > 0 ? jitter * random.normal() : 0)
    }
  }
  return changed
}
