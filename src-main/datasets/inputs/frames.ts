/** A clip as pictures of one size, each channel with mean 0 and spread 1 over the training clips. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import type { FramesPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Input } from '../../../src-shared/domain/prepared.ts'
import { cropSquare, keepFrames, resizeClip, withChannels, type Clip } from '../frames/pictures.ts'
import { applyScaler, fitScaler } from '../series/scaling.ts'
import type { InputEncoder } from './index.ts'

type FramesInput = Extract<Input, { kind: 'frames' }>

function picturesOf(cell: Cell, { size, grey, everyFrames, maximumFrames }: FramesPreprocessing): Clip {
  if (!isArrayCell(cell) || cell.shape.length < 3 || cell.shape[0] === 0 || cell.data instanceof Int16Array) return fail('predict.input', { expected: 'a clip' })
  const [steps, height, width, channels = 1] = cell.shape
  const kept = keepFrames({ shape: [steps, height, width, channels], data: cell.data }, everyFrames, maximumFrames)
  return resizeClip(withChannels(cropSquare(kept), grey ? 1 : 3), size, size)
}

export const framesInput: InputEncoder<Input, FramesPreprocessing> = {
  fit: (cells, preprocessing): FramesInput => {
    const channels = preprocessing.grey ? 1 : 3
    return { kind: 'frames', preprocessing, channels, scaler: fitScaler(valuesOf(cells, preprocessing), channels, 'standard') }
  },
  encode: (input, cell) => {
    const { preprocessing, scaler } = input as FramesInput
    const { shape: [steps], data } = picturesOf(cell, preprocessing)
    return { sequence: applyScaler(Float32Array.from(data), scaler), steps, pieces: [] }
  },
}

/** One clip at a time: the pictures of all do not fit together. */
function* valuesOf(cells: Iterable<Cell>, preprocessing: FramesPreprocessing): Generator<Float32Array> {
  for (const cell of cells) yield Float32Array.from(picturesOf(cell, preprocessing).data)
}
