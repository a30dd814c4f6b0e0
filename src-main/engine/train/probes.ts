/** Records what happens inside the recurrent layers on the probe examples: gates and gradients by time step. */
import * as tf from '@tensorflow/tfjs-core'
import type { GateTrace, LayerTrace, Trace } from '../../../src-shared/domain/trace.ts'
import { cells, recurrentGates, withGradientRecorder, type CellName } from '../ops/recurrent.ts'
import type { ProbeSet } from '../tasks/task.ts'

interface Recorded {
  /** [N, T, G, H] */
  gates: tf.Tensor4D
  /** [N, T] */
  stepNorms: tf.Tensor2D | null
}

/**
 * One trace: for each layer and direction, mean and spread of every gate over the examples that still run at a time step
 * and their units, and the mean over those examples of |dL/dh_t|, L being each example's own loss. Time steps are those
 * of the sequence, in both directions.
 */
export async function recordTrace({ lengths, parameters, run }: ProbeSet, cell: CellName, step: number): Promise<Trace> {
  const recorded: (Recorded & { layer: number; direction: 'forward' | 'backward'; key: object })[] = []
  const { value, gradients } = withGradientRecorder(
    (_attributes, reserve, stepNorms) => {
      const own = recorded.find(({ key }) => key === reserve.dataId)
      if (own) own.stepNorms = tf.keep(tf.clone(stepNorms))
    },
    () =>
      parameters.gradients(() => {
        const { loss, reserves } = run()
        for (const { layer, direction, reserve } of reserves) {
          recorded.push({ layer, direction, key: reserve.dataId, gates: tf.keep(recurrentGates(reserve)), stepNorms: null })
        }
        return loss
      }),
  )
  tf.dispose([value, gradients])
  const steps = lengths.reduce((longest, length) => Math.max(longest, length), 0)
  const active = Array.from({ length: steps }, (_, time) => lengths.reduce((count, length) => count + (time < length ? 1 : 0), 0))

  const layers: LayerTrace[] = []
  for (const { layer, direction, gates, stepNorms } of recorded) {
    const values = (await gates.data()) as Float32Array
    const norms = stepNorms ? ((await stepNorms.data()) as Float32Array) : new Float32Array(lengths.length * steps)
    layers.push({
      layer,
      direction,
      gates: cells[cell].gates.map((gate, index) => ({ gate, ...summarize(values, gates.shape, index, lengths, active) })),
      gradientNorm: active.map((count, time) => lengths.reduce((sum, length, row) => sum + (time < length ? norms[row * steps + time] : 0), 0) / count),
    })
    tf.dispose([gates, stepNorms ?? []])
  }
  return { step, examples: lengths.length, active, layers }
}

/** Mean and standard deviation of gate `index` of values [N, T, G, H] by time step, over running examples and units. */
function summarize(values: Float32Array, [, steps, gates, hidden]: number[], index: number, lengths: Int32Array, active: number[]): Omit<GateTrace, 'gate'> {
  const mean: number[] = []
  const spread: number[] = []
  for (let time = 0; time < steps; time++) {
    let sum = 0
    let squares = 0
    for (let row = 0; row < lengths.length; row++) {
      if (time >= lengths[row]) continue
      const offset = ((row * steps + time) * gates + index) * hidden
      for (let unit = offset; unit < offset + hidden; unit++) {
        sum += values[unit]
        squares += values[unit] * values[unit]
      }
    }
    const count = active[time] * hidden
    mean.push(sum / count)
    spread.push(Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)))
  }
  return { mean, spread }
}
