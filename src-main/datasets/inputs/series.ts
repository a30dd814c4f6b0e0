/** A series as scaled time steps: gaps are filled by a line between their neighbours, so that no network meets a missing value. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, type ArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import type { SeriesPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Input } from '../../../src-shared/domain/prepared.ts'
import { difference } from '../series/difference.ts'
import { impute } from '../series/impute.ts'
import { applyScaler, fitScaler } from '../series/scaling.ts'
import type { InputEncoder } from './index.ts'

type SeriesInput = Extract<Input, { kind: 'series' }>

const channelsOf = ({ shape }: ArrayCell): number => shape.slice(1).reduce((size, side) => size * side, 1)

function seriesIn(cell: Cell): ArrayCell {
  return isArrayCell(cell) && cell.shape[0] > 0 ? cell : fail('predict.input', { expected: 'a series' })
}

/** The steps that are learned from, missing values still missing: at least one. */
function stepsOf(cell: ArrayCell, { differencing, maximumLength }: SeriesPreprocessing): Float32Array {
  const channels = channelsOf(cell)
  const kept = Math.min(cell.shape[0], differencing ? maximumLength + 1 : maximumLength)
  const steps = Float32Array.from(cell.data.subarray(0, kept * channels))
  if (!differencing) return steps
  const changes = difference(impute(steps, channels, 'linear'), channels)
  return changes.length > 0 ? changes : new Float32Array(channels)
}

/** One series at a time: those of a large set do not fit together. */
function* stepsIn(cells: Iterable<Cell>, preprocessing: SeriesPreprocessing): Generator<Float32Array> {
  for (const cell of cells) yield stepsOf(seriesIn(cell), preprocessing)
}

export const seriesInput: InputEncoder<Input, SeriesPreprocessing> = {
  fit: (cells, preprocessing): SeriesInput => {
    const [first] = cells
    const channels = first === undefined ? fail('predict.input', { expected: 'a series' }) : channelsOf(seriesIn(first))
    const scaler = fitScaler(stepsIn(cells, preprocessing), channels, preprocessing.scaling)
    return { kind: 'series', preprocessing, channels: Array.from({ length: channels }, (_, channel) => `channel${channel + 1}`), scaler }
  },
  encode: (input, cell) => {
    const { preprocessing, channels: { length: channels }, scaler } = input as SeriesInput
    const series = seriesIn(cell)
    if (channelsOf(series) !== channels) fail('predict.input', { expected: `a series of ${channels} channels` })
    const steps = stepsOf(series, preprocessing)
    const own = preprocessing.scaling === 'window' ? fitScaler([steps], channels, 'standard') : scaler
    // A channel without any value stands at its centre.
    const scaled = impute(applyScaler(steps, own), channels, 'linear')
    return { sequence: scaled, steps: scaled.length / channels, pieces: [] }
  },
}
