/**
 * A forecaster: windows -> [B, H, C, Q], offsets added, in scaled units. Q is 1, or 3 where quantiles are learned: the low end of
 * the interval, the middle, the high end. `interval.radius` [H, C] and `interval.usual` [C] are fitted after training (intervals.ts).
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { ForecastingFitted, ForecastingTask } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { Parameters } from '../../layers/parameters.ts'
import type { Random } from '../../random.ts'
import { architectures } from './architectures/index.ts'
import type { Architecture, ForecastOutput } from './architectures/architecture.ts'
import { shapeOf, type WindowBatch, type WindowShape } from './batches.ts'

export type ForecastingConfig = Pick<Config, 'model' | 'training'> & { task: ForecastingTask }

export interface Forecaster {
  parameters: Parameters
  shape: WindowShape
  reads: Architecture['reads']
  task: ForecastingTask
  /** Shares of the values below each output: [0.5], or [low, 0.5, high]. */
  levels: number[]
  /** M [H, L] of season.ts, where the task says so. */
  seasonal: boolean
  /** Call it within tf.tidy. */
  apply: (batch: WindowBatch, training?: { random: Random }) => ForecastOutput
  dispose: () => void
}

export function createForecaster(config: ForecastingConfig, fitted: ForecastingFitted, random: Random): Forecaster {
  const parameters = new Parameters()
  const shape = shapeOf(fitted)
  const { task } = config
  const tail = (1 - task.interval) / 2
  const levels = task.loss === 'quantile' ? [tail, 0.5, 1 - tail] : [0.5]
  const architecture = architectures[task.architecture.kind]({ parameters, random }, { shape, outputs: levels.length, config })
  parameters.add('interval.radius', [shape.horizon, shape.channels], () => new Float32Array(shape.horizon * shape.channels), random, { learned: false })
  parameters.add('interval.usual', [shape.channels], () => new Float32Array(shape.channels), random, { learned: false })
  const map = task.normalise === 'season' ? parameters.add('season.map', [shape.horizon, shape.input], () => new Float32Array(shape.horizon * shape.input), random, { learned: false }) : null
  // So that it begins as what the season says, and not as that with noise added.
  if (map) for (const name of ['output.weight', 'output.bias']) parameters.set(name, new Float32Array(parameters.get(name).size))
  return {
    parameters,
    shape,
    reads: architecture.reads,
    task,
    levels,
    seasonal: map !== null,
    apply: (batch, training) => {
      const before = map && beforehand(batch, shape, map)
      const { forecast, reserves } = architecture.apply(batch, training, before)
      const offset = tf.tensor4d(batch.offset, [batch.size, 1, shape.channels, 1])
      const given = before ? tf.add(offset, tf.expandDims(before, 3)) : offset
      return { forecast: tf.add(forecast, given) as tf.Tensor4D, reserves }
    },
    dispose: () => parameters.dispose(),
  }
}

/** What season.ts says of a batch, less its offset: M u, [B, H, C]. */
function beforehand({ size, inputs }: WindowBatch, { input, horizon, channels }: WindowShape, map: tf.Variable): tf.Tensor3D {
  const moves = tf.reshape(tf.transpose(tf.tensor3d(inputs, [size, input, channels]), [0, 2, 1]), [size * channels, input]) as tf.Tensor2D
  const ahead = tf.reshape(tf.matMul(moves, map as tf.Tensor as tf.Tensor2D, false, true), [size, channels, horizon])
  return tf.transpose(ahead, [0, 2, 1]) as tf.Tensor3D
}
