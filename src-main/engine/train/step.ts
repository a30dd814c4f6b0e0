/** One update of the parameters: gradients, guard, clipping, learning rate, optimiser. */
import * as tf from '@tensorflow/tfjs-core'
import { clipByGlobalNorm } from '../optimizers/clip.ts'
import { learningRateAt } from '../schedules/index.ts'
import type { TrainingBatch } from '../tasks/task.ts'
import type { TrainingContext } from './epochs.ts'
import { guardStep } from './nan-guard.ts'

/** Does the update after `stepsDone` and returns its number; reports its metrics as one update. */
export async function trainingStep({ config, session, optimizer, random, report, totalSteps }: TrainingContext, batch: TrainingBatch, stepsDone: number): Promise<number> {
  const { training } = config
  const step = stepsDone + 1
  const began = performance.now()
  const { loss, gradients, metrics } = batch.gradients(random.fork(`dropout ${step}`))
  const lossValue = (await loss.data())[0]
  const batchMetrics = await metrics()
  const clipped = clipByGlobalNorm(gradients, training.clipNorm)
  try {
    guardStep(step, lossValue, clipped.norm, clipped.gradients)
    const moment = { step: stepsDone, stepsPerEpoch: session.stepsPerEpoch, totalSteps }
    const learningRate = learningRateAt(training.schedule, training.optimizer.learningRate, moment)
    optimizer.apply(clipped.gradients, learningRate)
    const seconds = (performance.now() - began) / 1000
    report.metrics('train', step, { loss: lossValue, ...batchMetrics, learningRate, gradientNorm: clipped.norm, tokensPerSecond: batch.tokens / Math.max(seconds, 1e-6) })
  } finally {
    tf.dispose([loss, clipped.gradients])
  }
  return step
}
