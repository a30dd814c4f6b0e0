/** A recording as time steps of log-mel energies or cepstral coefficients, each band with mean 0 and spread 1. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import type { AudioPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Input } from '../../../src-shared/domain/prepared.ts'
import { createFeatureExtractor, type Features } from '../audio/features.ts'
import { applyScaler, fitScaler, identityScaler } from '../series/scaling.ts'
import type { InputEncoder } from './index.ts'

type AudioInput = Extract<Input, { kind: 'audio' }>
type Extractor = ReturnType<typeof createFeatureExtractor>

/** Windows and triangles are made once for a preprocessing. */
const extractors = new WeakMap<AudioPreprocessing, Extractor>()

function extract(cell: Cell, preprocessing: AudioPreprocessing): Features {
  if (!isArrayCell(cell) || cell.data instanceof Uint8Array) return fail('predict.input', { expected: 'a recording' })
  const known = extractors.get(preprocessing) ?? createFeatureExtractor(preprocessing)
  extractors.set(preprocessing, known)
  const channels = cell.shape.slice(1).reduce((size, side) => size * side, 1)
  const samples = channels === 1 ? cell.data : Float32Array.from({ length: cell.shape[0] }, (_, step) => cell.data[step * channels] / (cell.data instanceof Int16Array ? 32_768 : 1))
  return known(samples, cell.rate ?? preprocessing.rate)
}

export const audioInput: InputEncoder<Input, AudioPreprocessing> = {
  fit: (cells, preprocessing): AudioInput => {
    const { bands, normalise } = preprocessing
    const scaler = normalise === 'training' ? fitScaler(valuesOf(cells, preprocessing), bands, 'standard') : identityScaler(bands)
    return { kind: 'audio', preprocessing, scaler }
  },
  encode: (input, cell) => {
    const { preprocessing, scaler } = input as AudioInput
    const { values, steps } = extract(cell, preprocessing)
    const own = preprocessing.normalise === 'recording' ? fitScaler([values], preprocessing.bands, 'standard') : scaler
    return { sequence: applyScaler(values, own), steps, pieces: [] }
  },
}

/** One recording at a time: the features of a large set do not fit together. */
function* valuesOf(cells: Iterable<Cell>, preprocessing: AudioPreprocessing): Generator<Float32Array> {
  for (const cell of cells) yield extract(cell, preprocessing).values
}
