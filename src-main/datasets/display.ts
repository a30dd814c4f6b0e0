/** Cells as a table of the window shows them: texts as they are, arrays by their shape and a small picture. */
import type { ArrayCell } from '../../src-shared/domain/cell.ts'
import type { DisplayValue } from '../../src-shared/domain/dataset.ts'

/** Longer texts are cut for the table; the dataset keeps them whole. */
const shownCharacters = 20_000
const shownTokens = 2000
const points = 64
const pictureSide = 32

export const displayText = (text: string): string => (text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}...`)
export const displayTokens = (tokens: string[]): string[] => (tokens.length <= shownTokens ? tokens : [...tokens.slice(0, shownTokens), '...'])

/** A series or a recording: the mean of each of up to 64 stretches, of up to 8 channels. Frames: the middle one, up to 32 x 32. */
export function displayArray({ shape, data, rate }: ArrayCell): DisplayValue {
  const [steps, ...step] = shape
  const width = step.reduce((product, side) => product * side, 1)
  if (step.length >= 2) return { shape, rate, lines: [], picture: pictureOf(data, Math.floor(steps / 2) * width, step) }
  const channels = Math.min(8, width)
  const lines = Array.from({ length: channels }, (_, channel) => thin(steps, (time) => data[time * width + channel]))
  return { shape, rate, lines, picture: null }
}

/** Where a stretch is a wave around zero its mean would be flat: the value furthest from zero stands for it. */
function thin(steps: number, valueAt: (time: number) => number): (number | null)[] {
  if (steps <= points) return Array.from({ length: steps }, (_, time) => finite(valueAt(time)))
  return Array.from({ length: points }, (_, point) => {
    const from = Math.floor((point * steps) / points)
    const until = Math.floor(((point + 1) * steps) / points)
    let best = NaN
    for (let time = from; time < until; time++) {
      const value = valueAt(time)
      if (!(Math.abs(value) <= Math.abs(best)) && !Number.isNaN(value)) best = value
    }
    return finite(best)
  })
}

const finite = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null)

/** Frame [height, width] or [height, width, channels] -> grey values, nearest neighbour. */
function pictureOf(data: ArrayCell['data'], from: number, [height, width, channels = 1]: number[]): { height: number; width: number; values: number[] } {
  const scale = Math.max(1, height / pictureSide, width / pictureSide)
  const rows = Math.max(1, Math.floor(height / scale))
  const columns = Math.max(1, Math.floor(width / scale))
  const values: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = from + (Math.floor(row * scale) * width + Math.floor(column * scale)) * channels
      let sum = 0
      for (let channel = 0; channel < channels; channel++) sum += data[at + channel]
      values.push(finite(sum / channels) ?? 0)
    }
  }
  return { height: rows, width: columns, values }
}
