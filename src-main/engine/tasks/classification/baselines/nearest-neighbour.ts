import type { Input, Sequence } from '../../../../../src-shared/domain/prepared.ts'
import { stepSizeOf } from '../../../layers/input.ts'
import { nearestNeighbour as nearest, type Series } from '../../../baselines/nearest-neighbour.ts'
import type { Baseline, BaselineInput } from './bag-of-words.ts'

/** Training sequences that are compared with; of more, as many drawn at random. */
const mostTraining = 2000
/** Most differences of two numbers for one answer by dynamic time warping: a tenth of a second. Beyond it, Euclidean distance. */
const mostDifferences = 2e8
const band = 0.1
/** A neighbour has no probabilities: his class gets this share, the others what is left. */
const certainty = 0.9

/** Which training sequence is the most similar, time warped where that does not take too long: its position in the training part. */
export function nearestTraining({ train, input, random }: Pick<BaselineInput, 'train' | 'input' | 'random'>): (sequence: Sequence) => number {
  const channels = stepSizeOf(input)
  const order = train.sequences.map((_, position) => position)
  const chosen = order.length > mostTraining ? random.shuffle(order).slice(0, mostTraining).sort((a, b) => a - b) : order
  const known = chosen.map((position) => seriesOf(train.sequences[position], channels))
  const longest = known.reduce((most, { length }) => Math.max(most, length), 1)
  const warped = mostDifferences > known.length * channels * longest * (2 * band * longest + 1) && warps(input)
  const find = nearest(known, chosen, { channels, distance: warped ? 'dtw' : 'euclidean', band })
  return (sequence) => find(seriesOf(sequence, channels)).label
}

export const nearestNeighbour: Baseline = ({ classes, ...input }) => {
  const find = nearestTraining(input)
  const [own, other] = [Math.log(certainty), Math.log((1 - certainty) / Math.max(1, classes - 1))]
  return (sequence) => {
    const label = input.train.labels[find(sequence)]
    return Float64Array.from({ length: classes }, (_, place) => (place === label ? own : other))
  }
}

/** Pictures do not: their distance is no measure of a movement in time. */
const warps = ({ kind }: Input): boolean => kind !== 'frames'

const seriesOf = (sequence: Sequence, channels: number): Series => ({ data: sequence, length: sequence.length / channels })
