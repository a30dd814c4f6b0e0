import { stepSizeOf } from '../../../layers/input.ts'
import type { Sequence } from '../../../../../src-shared/domain/prepared.ts'
import { numbersOf } from '../targets/number.ts'
import { countWords, vocabularySize, type Baseline } from './bag-of-words.ts'

/** Stretches of a series whose mean is a feature. */
const stretches = 8
/** Penalty on the squares of the weights, of a row: features are scaled. */
const penalty = 1
const rounds = 200

type Features = [place: number, value: number][]

/**
 * Ridge regression, minimise |X w - y|^2 + lambda |w|^2, by conjugate gradients: of words their counts, of series the
 * mean and the spread of each channel over eight stretches of time.
 */
export const linear: Baseline = ({ train, input }) => {
  const channels = stepSizeOf(input)
  const tokens = input.kind === 'tokens'
  const width = (tokens ? vocabularySize(input) : 2 * stretches * channels) + 1
  const raw = (sequence: Sequence): Features => (tokens ? [...countWords(sequence)] : stretchMeans(sequence, channels))
  const rows = train.sequences.map(raw)
  const scale = scales(rows, width)
  const scaled = (features: Features): Features => [...features.map(([place, value]): [number, number] => [place, value / scale[place]]), [width - 1, 1]]
  const known = rows.map(scaled)
  const truth = numbersOf(train)
  const level = truth.reduce((sum, value) => sum + value, 0) / Math.max(1, truth.length)
  const weights = solve(known, truth.map((value) => value - level), width)
  return (sequence) => Float64Array.of(level + dot(scaled(raw(sequence)), weights))
}

function stretchMeans(sequence: Sequence, channels: number): Features {
  const steps = sequence.length / channels
  const features: Features = []
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.min(steps - 1, Math.floor((stretch * steps) / stretches))
    const to = Math.max(from + 1, Math.floor(((stretch + 1) * steps) / stretches))
    for (let channel = 0; channel < channels; channel++) {
      let [sum, squares] = [0, 0]
      for (let step = from; step < to; step++) {
        const value = sequence[step * channels + channel]
        sum += value
        squares += value * value
      }
      const mean = sum / (to - from)
      const place = 2 * (stretch * channels + channel)
      features.push([place, mean], [place + 1, Math.sqrt(Math.max(0, squares / (to - from) - mean * mean))])
    }
  }
  return features
}

/** Root of the mean square of each feature, 1 where it is always 0. */
function scales(rows: readonly Features[], width: number): Float64Array {
  const squares = new Float64Array(width)
  for (const row of rows) for (const [place, value] of row) squares[place] += value * value
  return squares.map((sum) => (sum > 0 ? Math.sqrt(sum / rows.length) : 1))
}

const dot = (row: Features, weights: Float64Array): number => row.reduce((sum, [place, value]) => sum + value * weights[place], 0)

/** (X' X + lambda) w = X' y, without ever making X' X; the last weight, the bias, has no penalty. */
function solve(rows: readonly Features[], truth: ArrayLike<number>, width: number): Float64Array {
  const back = (values: (row: number) => number): Float64Array => {
    const sums = new Float64Array(width)
    rows.forEach((row, index) => {
      const own = values(index)
      for (const [place, value] of row) sums[place] += own * value
    })
    return sums
  }
  const weights = new Float64Array(width)
  const residual = back((row) => truth[row])
  const direction = residual.slice()
  const power = (vector: Float64Array): number => vector.reduce((sum, value) => sum + value * value, 0)
  let before = power(residual)
  const enough = before * 1e-12
  for (let round = 0; round < rounds && before > enough; round++) {
    const image = back((row) => dot(rows[row], direction))
    for (let place = 0; place < width - 1; place++) image[place] += penalty * direction[place]
    const step = before / image.reduce((sum, value, place) => sum + value * direction[place], 0)
    for (let place = 0; place < width; place++) {
      weights[place] += step * direction[place]
      residual[place] -= step * image[place]
    }
    const after = power(residual)
    for (let place = 0; place < width; place++) direction[place] = residual[place] + (after / before) * direction[place]
    before = after
  }
  return weights
}
