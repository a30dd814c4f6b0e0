/** Arrays of a dataset as the window draws them: pure. */
import type { ArrayCell } from '../../src-shared/domain/cell.ts'
import type { Sound } from './use-audio.ts'

/** Whole numbers are samples of 16 bits; floats lie between -1 and 1 already. */
export function soundOf({ data, rate, shape }: ArrayCell): Sound {
  const channels = shape[1] ?? 1
  const scale = data instanceof Int16Array ? 32_768 : data instanceof Uint8Array ? 128 : 1
  const offset = data instanceof Uint8Array ? -128 : 0
  return { samples: Float32Array.from({ length: shape[0] }, (_, step) => (data[step * channels] + offset) / scale), rate: rate ?? 8000 }
}

/** More points than this of a line are thinned: every n-th is drawn. */
const shownPoints = 1500

/** One line a channel, [step or seconds, value]. */
export function linesOf({ data, shape, rate }: ArrayCell, names: readonly string[], maximumChannels = 10): { name: string; points: [number, number][] }[] {
  const [steps, channels = 1] = shape
  const every = Math.max(1, Math.ceil(steps / shownPoints))
  return Array.from({ length: Math.min(channels, maximumChannels) }, (_, channel) => ({
    name: names[channel] ?? String(channel + 1),
    points: Array.from({ length: Math.ceil(steps / every) }, (__, index): [number, number] => [rate ? (index * every) / rate : index * every + 1, data[index * every * channels + channel]]),
  }))
}
