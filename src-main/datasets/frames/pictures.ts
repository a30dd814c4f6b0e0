/** Pictures of a clip as numbers: cropped to a square, grey or of three channels, of another size, fewer a second. Shapes [T, height, width, channels], bytes. */

export interface Clip {
  /** [T, height, width, channels] */
  shape: readonly [number, number, number, number]
  data: Uint8Array | Float32Array
}

/** Every `every`-th frame from the first, `most` at most. */
export function keepFrames({ shape: [steps, ...picture], data }: Clip, every: number, most: number): Clip {
  const kept = Math.min(most, Math.ceil(steps / every))
  const size = picture.reduce((product, side) => product * side, 1)
  const frames = data.slice(0, kept * size)
  for (let frame = 1; frame < kept; frame++) frames.set(data.subarray(frame * every * size, (frame * every + 1) * size), frame * size)
  return { shape: [kept, ...picture], data: frames }
}

/** The largest square in the middle. */
export function cropSquare({ shape: [steps, height, width, channels], data }: Clip): Clip {
  const side = Math.min(height, width)
  if (height === width) return { shape: [steps, height, width, channels], data }
  const [top, left] = [(height - side) >> 1, (width - side) >> 1]
  const cropped = new Float32Array(steps * side * side * channels)
  for (let frame = 0; frame < steps; frame++) {
    for (let row = 0; row < side; row++) {
      const from = ((frame * height + top + row) * width + left) * channels
      cropped.set(data.subarray(from, from + side * channels), (frame * side + row) * side * channels)
    }
  }
  return { shape: [steps, side, side, channels], data: cropped }
}

/** Luma of ITU-R BT.601. */
const luma = [0.299, 0.587, 0.114]

/** One channel of brightness, or three of colour; pictures of one channel become three equal ones. */
export function withChannels({ shape: [steps, height, width, channels], data }: Clip, wanted: 1 | 3): Clip {
  if (channels === wanted) return { shape: [steps, height, width, channels], data }
  const pixels = steps * height * width
  const changed = new Float32Array(pixels * wanted)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * channels
    if (wanted === 1) changed[pixel] = channels < 3 ? data[at] : luma[0] * data[at] + luma[1] * data[at + 1] + luma[2] * data[at + 2]
    else for (let channel = 0; channel < 3; channel++) changed[pixel * 3 + channel] = data[at + Math.min(channel, channels - 1)]
  }
  return { shape: [steps, height, width, wanted], data: changed }
}

/** Weights of the old places that make up each new one. */
interface Taps {
  from: Int32Array
  weights: Float64Array[]
}

/** A triangle as wide as the step between new places, at least one old one: no aliases when it shrinks, a line between neighbours when it grows. */
function createTaps(from: number, to: number): Taps {
  const step = from / to
  const reach = Math.max(1, step)
  const starts = new Int32Array(to)
  const weights = Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * step
    const first = Math.max(0, Math.floor(centre - reach + 0.5))
    const last = Math.min(from, Math.floor(centre + reach + 0.5))
    starts[place] = first
    const own = Float64Array.from({ length: last - first }, (_, index) => Math.max(0, 1 - Math.abs((first + index - centre + 0.5) / reach)))
    const sum = own.reduce((total, weight) => total + weight, 0)
    return own.map((weight) => weight / sum)
  })
  return { from: starts, weights }
}

/**
 * One line of places apart by `stride` numbers -> another, for `count` numbers side by side: the same for rows and columns.
 * `from`, `to`: where the lines begin.
 */
function weigh({ from: starts, weights }: Taps, old: Uint8Array | Float32Array, from: number, made: Float32Array, to: number, stride: number): void {
  for (let place = 0; place < weights.length; place++) {
    const own = weights[place]
    for (let beside = 0; beside < stride; beside++) {
      let sum = 0
      for (let tap = 0, at = from + starts[place] * stride + beside; tap < own.length; tap++, at += stride) sum += own[tap] * old[at]
      made[to + place * stride + beside] = sum
    }
  }
}

/** -> [T, height, width, channels] of the new height and width, in the range of the old values. */
export function resizeClip({ shape: [steps, height, width, channels], data }: Clip, newHeight: number, newWidth: number): Clip {
  if (height === newHeight && width === newWidth) return { shape: [steps, height, width, channels], data }
  const [across, down] = [createTaps(width, newWidth), createTaps(height, newHeight)]
  const line = newWidth * channels
  const narrow = new Float32Array(height * line)
  const resized = new Float32Array(steps * newHeight * line)
  for (let frame = 0; frame < steps; frame++) {
    for (let row = 0; row < height; row++) weigh(across, data, (frame * height + row) * width * channels, narrow, row * line, channels)
    weigh(down, narrow, 0, resized, frame * newHeight * line, line)
  }
  return { shape: [steps, newHeight, newWidth, channels], data: resized }
}
