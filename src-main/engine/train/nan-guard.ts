/** Stops a training whose numbers are no numbers any more, before they reach the parameters. */
import type * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { gradientNorms } from '../optimizers/clip.ts'

/**
 * @param step number of the update that would follow, counted from 1
 * @param norm global norm of the gradients
 * Fails with run.nan, naming the first parameter, in the order of the model, whose gradient is not finite.
 */
export function guardStep(step: number, loss: number, norm: number, gradients: tf.NamedTensorMap): void {
  if (Number.isFinite(loss) && Number.isFinite(norm)) return
  const first = Object.entries(gradientNorms(gradients)).find(([, own]) => !Number.isFinite(own))
  const [what, value] = Number.isFinite(loss) ? ['gradient', norm] : ['loss', loss]
  fail('run.nan', { what, value: String(value), step, where: first ? `the gradient of ${first[0]}` : `the ${what} itself` })
}

/** The same for metrics of a split. */
export function guardMetrics(step: number, split: string, metrics: Record<string, number>): void {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value))
  if (bad) fail('run.nan', { what: `${split} ${bad[0]}`, value: String(bad[1]), step, where: `the ${split} split` })
}
