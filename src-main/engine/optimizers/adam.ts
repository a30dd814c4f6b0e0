/**
 * Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019), PyTorch's rule in update t = 1, 2, ...:
 *
 *   w = w (1 - learningRate weightDecay)                                             AdamW only
 *   m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
 *   w = w - learningRate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 */
import type { OptimizerConfig } from '../../../src-shared/domain/config.ts'
import type { Rule } from './rule.ts'

/** inputs value, gradient, moment1, moment2;  attributes AdamAttributes;  no outputs, value and moments change in place */
export const adamKernel = 'SeqbenchAdam'
export interface AdamAttributes {
  learningRate: number
  beta1: number
  beta2: number
  epsilon: number
  /** 0 for Adam. */
  weightDecay: number
  /** t */
  step: number
}

/** PyTorch's defaults; nobody who does not know Adam changes them, so the config does not ask for them. */
const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

const adamWith = (weightDecay: number): Rule => ({
  kernel: adamKernel,
  state: ['moment1', 'moment2'],
  attributes: (learningRate, step) => ({ learningRate, ...constants, weightDecay, step }) satisfies AdamAttributes,
})

export const adam = (): Rule => adamWith(0)
export const adamw = ({ weightDecay }: Extract<OptimizerConfig, { kind: 'adamw' }>): Rule => adamWith(weightDecay)
