/**
 * Stochastic gradient descent with momentum, PyTorch's rule:
 *
 *   m = momentum m + g;  w = w - learningRate m
 */
import type { OptimizerConfig } from '../../../src-shared/domain/config.ts'
import type { Rule } from './rule.ts'

/** inputs value, gradient, momentum;  attributes SgdAttributes;  no outputs, value and momentum change in place */
export const sgdKernel = 'SeqbenchSgd'
export interface SgdAttributes {
  learningRate: number
  momentum: number
}

export const sgd = ({ momentum }: Extract<OptimizerConfig, { kind: 'sgd' }>): Rule => ({
  kernel: sgdKernel,
  state: ['momentum'],
  attributes: (learningRate) => ({ learningRate, momentum }) satisfies SgdAttributes,
})
