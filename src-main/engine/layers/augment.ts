/** What is done to sequences in training only: parts of a spectrogram hidden, clips moved and brightened. Copies; the same seed, the same change. */
import type { AudioPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Input, InputKind, Sequence } from '../../../src-shared/domain/prepared.ts'
import type { Random } from '../random.ts'
import { augmentSeries } from './augment-series.ts'

/** A copy of a training sequence, a little changed; its length may be another. */
export type Augment = (sequence: Sequence, random: Random) => Sequence

type Rules = { [Kind in InputKind]?: (input: Extract<Input, { kind: Kind }>) => Augment | null }

const rules: Rules = {
  series: ({ preprocessing: { augment }, channels: { length: channels } }) => augment && ((sequence, random) => augmentSeries(sequence as Float32Array, channels, augment, random)),
  audio: ({ preprocessing: { augment, bands } }) =>
    augment && ((sequence, random) => specAugment(changeSpeed(sequence as Float32Array, bands, augment.speed, random.fork('speed')), bands, augment, random.fork('masks'))),
  frames: ({ preprocessing: { augment, size }, channels }) => (augment ? (sequence, random) => augmentFrames(sequence as Float32Array, size, channels, random) : null),
}

/** What the preprocessing of an input asks for in training, and a share of tokens to hide; null where nothing. */
export function augmentOf(input: Input, hidden = 0): Augment | null {
  if (input.kind === 'tokens') return hidden > 0 ? (sequence, random) => hideTokens(sequence as Int32Array, hidden, random) : null
  return (rules[input.kind] as ((own: Input) => Augment | null) | undefined)?.(input) ?? null
}

/** The row of an unknown token, which embeds what was not seen in training. */
const unknownRow = 1

/** Some tokens, [T], as the unknown one: no sequence is learned by heart from one of them, and the unknown one learns what it stands for. */
export const hideTokens = (tokens: Int32Array, share: number, random: Random): Int32Array => tokens.map((row) => (random.uniform() < share ? unknownRow : row))

export type SpecAugment = NonNullable<AudioPreprocessing['augment']>

/** No mask hides more than this share of a recording: a short word would be gone. */
const hiddenShare = 0.25

/**
 * SpecAugment (Park et al. 2019) without time warping. `values`: [T, bands], scaled, so that 0 is the mean: what a mask puts.
 * Widths are drawn from 0 to the configured one, places evenly.
 */
export function specAugment(values: Float32Array, bands: number, { timeMasks, timeWidth, bandMasks, bandWidth }: Omit<SpecAugment, 'speed'>, random: Random): Float32Array {
  const steps = values.length / bands
  const hidden = Float32Array.from(values)
  for (let mask = 0; mask < timeMasks; mask++) {
    const [from, to] = drawMask(Math.min(timeWidth, Math.floor(steps * hiddenShare)), steps, random)
    hidden.fill(0, from * bands, to * bands)
  }
  for (let mask = 0; mask < bandMasks; mask++) {
    const [from, to] = drawMask(Math.min(bandWidth, bands - 1), bands, random)
    for (let step = 0; step < steps; step++) hidden.fill(0, step * bands + from, step * bands + to)
  }
  return hidden
}

/** `values` [T, bands] over more or fewer time steps, up to `speed` of T, linear between neighbours: spoken slower or faster, as high as before. */
export function changeSpeed(values: Float32Array, bands: number, speed: number, random: Random): Float32Array {
  const steps = values.length / bands
  const to = Math.max(1, Math.round(steps * (1 + speed * (2 * random.uniform() - 1))))
  if (to === steps) return values
  const changed = new Float32Array(to * bands)
  const scale = to === 1 ? 0 : (steps - 1) / (to - 1)
  for (let step = 0; step < to; step++) {
    const low = Math.min(steps - 1, Math.floor(step * scale))
    const share = step * scale - low
    const high = Math.min(steps - 1, low + 1)
    for (let band = 0; band < bands; band++) {
      const value = values[low * bands + band]
      changed[step * bands + band] = value + share * (values[high * bands + band] - value)
    }
  }
  return changed
}

function drawMask(widest: number, length: number, random: Random): [number, number] {
  const width = random.integer(widest + 1)
  const from = random.integer(length - width + 1)
  return [from, from + width]
}

/** Of a picture's side, to each side. */
const shiftShare = 1 / 8
const brightness = 0.2
const contrast = 0.2

/**
 * A clip [T, size, size, channels], scaled: all its pictures moved alike, by up to an eighth, the edge going on; then
 * brighter or darker, with more or less contrast. Not mirrored: a wave to the left is not one to the right.
 */
export function augmentFrames(values: Float32Array, size: number, channels: number, random: Random): Float32Array {
  const reach = Math.floor(size * shiftShare)
  const [down, right] = [random.integer(2 * reach + 1) - reach, random.integer(2 * reach + 1) - reach]
  const gain = 1 + contrast * (2 * random.uniform() - 1)
  const shift = brightness * (2 * random.uniform() - 1)
  const moved = new Float32Array(values.length)
  const picture = size * size * channels
  const clamp = (place: number): number => Math.max(0, Math.min(size - 1, place))
  for (let start = 0; start < values.length; start += picture) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const from = start + (clamp(row - down) * size + clamp(column - right)) * channels
        const to = start + (row * size + column) * channels
        for (let channel = 0; channel < channels; channel++) moved[to + channel] = values[from + channel] * gain + shift
      }
    }
  }
  return moved
}
