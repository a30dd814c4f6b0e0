/** The table of losses, each one number a window [B]; steps that were not measured count for nothing. */
import * as tf from '@tensorflow/tfjs-core'
import type { ForecastingTask } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { absoluteLoss, pinballLoss, squaredLoss } from '../../ops/regression-loss.ts'
import type { WindowBatch } from './batches.ts'
import type { Forecaster } from './model.ts'

type Loss = (forecast: tf.Tensor4D, target: tf.Tensor3D, weights: tf.Tensor3D, levels: number[]) => tf.Tensor1D

const point = (forecast: tf.Tensor4D): tf.Tensor3D => tf.reshape(forecast, forecast.shape.slice(0, 3) as [number, number, number])

const losses: Record<ForecastingTask['loss'], Loss> = {
  mse: (forecast, target, weights) => squaredLoss(point(forecast), target, weights),
  mae: (forecast, target, weights) => absoluteLoss(point(forecast), target, weights),
  quantile: (forecast, target, weights, levels) => pinballLoss(forecast, target, levels, weights),
}

/** forecast [B, H, C, Q] -> [B] */
export function windowLosses({ task, levels, shape }: Forecaster, forecast: tf.Tensor4D, { targets, size }: WindowBatch): tf.Tensor1D {
  const dimensions: [number, number, number] = [size, shape.horizon, shape.channels]
  const known = targets.map((value) => (Number.isNaN(value) ? 0 : value))
  const weights = targets.map((value) => (Number.isNaN(value) ? 0 : 1))
  return losses[task.loss](forecast, tf.tensor3d(known, dimensions), tf.tensor3d(weights, dimensions), levels)
}
