/** Recordings as the network reads them: `stack` time steps side by side as one, with the targets of those whose transcript fits. */
import { itemAt, type SequenceList } from '../../../../src-shared/domain/prepared.ts'
import type { TranscriptionPart } from '../../../../src-shared/domain/tasks/transcription.ts'
import type { Augment } from '../../layers/augment.ts'
import { ctcStepsNeeded } from '../../ops/ctc.ts'
import type { Random } from '../../random.ts'
import { createBatch, type Batch } from '../sequence-batches.ts'

export interface StepShape {
  bands: number
  stack: number
}

/** Steps that are read of so many steps of sound. */
export const stackedSteps = (steps: number, stack: number): number => Math.ceil(steps / stack)

/** Whether the transcript can be said in a recording of `size` numbers: one step a symbol, and one between two that are the same. */
export function fits(size: number, target: Int32Array, { bands, stack }: StepShape): boolean {
  return ctcStepsNeeded(target) <= stackedSteps(size / bands, stack)
}

/** [B, T / stack, stack * bands]; the last step is filled up with zeros, the mean. */
export function createRecordings(sequences: SequenceList<Float32Array>, positions: number[], { bands, stack }: StepShape, change?: { by: Augment; random: Random } | null): Batch {
  const stepSize = bands * stack
  const read = positions.map((position) => {
    const sequence = itemAt(sequences, position)
    const changed = change ? (change.by(sequence, change.random.fork(String(position))) as Float32Array) : sequence
    const whole = new Float32Array(stackedSteps(changed.length / bands, stack) * stepSize)
    whole.set(changed)
    return whole
  })
  return { ...createBatch({ sequences: read, stepSize }, read.map((_, row) => row)), positions }
}

export interface Targets {
  /** [B, L], 0 beyond a target's length. */
  values: Int32Array
  longest: number
  /** [B] */
  lengths: Int32Array
  /** [B], 1 / symbols of the target; 0 where the target does not fit. */
  weights: Float32Array
  fitting: number
}

/** What a batch must write. A recording that was made shorter may have become too short for it. */
export function targetsOf({ targets }: Pick<TranscriptionPart, 'targets'>, { positions, lengths: steps }: Batch): Targets {
  const own = positions.map((position) => targets[position])
  const longest = own.reduce((most, { length }) => Math.max(most, length), 1)
  const values = new Int32Array(own.length * longest)
  own.forEach((target, row) => values.set(target, row * longest))
  const weights = Float32Array.from(own, (target, row) => (ctcStepsNeeded(target) <= steps[row] ? 1 / Math.max(1, target.length) : 0))
  return { values, longest, lengths: Int32Array.from(own, ({ length }) => length), weights, fitting: weights.filter((weight) => weight > 0).length }
}
