/** What an architecture is: from a batch of windows to [B, H, C * Q], offsets and what was forecast beforehand not yet added. A new one is a file and a row in index.ts. */
import type * as tf from '@tensorflow/tfjs-core'
import type { Config } from '../../../../../src-shared/domain/config.ts'
import type { ForecastingTask } from '../../../../../src-shared/domain/tasks/forecasting.ts'
import type { LayerContext } from '../../../layers/parameters.ts'
import type { RecurrentStackOutput } from '../../../layers/recurrent-stack.ts'
import type { Random } from '../../../random.ts'
import type { WindowBatch, WindowShape } from '../batches.ts'

export interface ForecastOutput {
  /** [B, H, C, Q] */
  forecast: tf.Tensor4D
  /** Of the layers that read the window, for traces; `repeats` sequences a window. */
  reserves: RecurrentStackOutput['reserves']
}

export interface Architecture {
  /** Time steps of the sequences that its recurrent layers read, and how many of them a window makes: what probes record. */
  reads: { steps: number; sequences: number }
  /**
   * `training`: dropout, and teacher forcing by the batch's targets; `before`: what will be added to its forecast [B, H, C], null where
   * that is nothing. Call it within tf.tidy.
   */
  apply: (batch: WindowBatch, training: { random: Random } | undefined, before: tf.Tensor3D | null) => ForecastOutput
}

export interface ArchitectureOptions {
  shape: WindowShape
  /** Q numbers for each forecast value: 1, or a low one, the middle and a high one. */
  outputs: number
  config: Pick<Config, 'model' | 'training'> & { task: ForecastingTask }
}

export type CreateArchitecture = (context: LayerContext, options: ArchitectureOptions) => Architecture
