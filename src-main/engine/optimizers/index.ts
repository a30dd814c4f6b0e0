/** Optimisers: one table of update rules by kind, and the bookkeeping that all of them share. */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { OptimizerConfig } from '../../../src-shared/domain/config.ts'
import type { Parameters } from '../layers/parameters.ts'
import { runInPlace } from '../ops/run-kernel.ts'
import { adam, adamw } from './adam.ts'
import type { Rule } from './rule.ts'
import { sgd } from './sgd.ts'

/** kind -> its update rule; adding an optimiser is adding a row here and in the config's schema. */
export const optimizers: { [Kind in OptimizerConfig['kind']]: (config: Extract<OptimizerConfig, { kind: Kind }>) => Rule } = { sgd, adam, adamw }

export interface Optimizer {
  /** Updates done so far. */
  readonly step: number
  /** Changes each parameter that has a gradient, in place. `gradients` by parameter name; they stay the caller's. */
  apply(gradients: tf.NamedTensorMap, learningRate: number): void
  /** A copy of the state tensors, `<parameter>.<state>`, for a checkpoint. */
  state(): Record<string, Float32Array>
  /** Goes on from a checkpoint's state. */
  load(state: Record<string, Float32Array>, step: number): void
  dispose(): void
}

/** An optimiser of all `parameters` that exist now and are learned. */
export function createOptimizer(config: OptimizerConfig, parameters: Parameters): Optimizer {
  const rule = (optimizers[config.kind] as (config: OptimizerConfig) => Rule)(config)
  const states = new Map(
    parameters.names().filter((name) => parameters.isLearned(name)).map((name) => [name, Object.fromEntries(rule.state.map((part) => [part, tf.keep(tf.zeros(parameters.get(name).shape))]))]),
  )
  const tensors = () => [...states].flatMap(([name, parts]) => Object.entries(parts).map(([part, tensor]) => ({ key: `${name}.${part}`, tensor })))
  let step = 0

  return {
    get step() {
      return step
    },
    apply(gradients, learningRate) {
      step++
      const attributes = rule.attributes(learningRate, step)
      for (const [name, state] of states) {
        const gradient = gradients[name]
        if (!gradient) continue
        const value = parameters.get(name)
        if (!tf.util.arraysEqual(gradient.shape, value.shape)) {
          fail('engine.shape', { operation: config.kind, reason: `the gradient of ${name} has shape [${gradient.shape.join(', ')}], expected [${value.shape.join(', ')}]` })
        }
        ownData(value)
        runInPlace(rule.kernel, { value, gradient, ...state }, attributes)
      }
    },
    state() {
      return Object.fromEntries(tensors().map(({ key, tensor }) => [key, (tensor.dataSync() as Float32Array).slice()]))
    },
    load(record, steps) {
      for (const { key, tensor } of tensors()) {
        if (record[key]?.length !== tensor.size) fail('engine.shape', { operation: config.kind, reason: `the state ${key} has ${record[key]?.length ?? 'no'} values, expected ${tensor.size}` })
      }
      for (const [name, parts] of states) {
        for (const part of rule.state) {
          const { shape } = parts[part]
          parts[part].dispose()
          parts[part] = tf.keep(tf.tensor(record[`${name}.${part}`].slice(), shape, 'float32'))
        }
      }
      step = steps
    },
    dispose() {
      for (const { tensor } of tensors()) tensor.dispose()
      states.clear()
    },
  }
}

/** A clone or a reshape of a variable shares its data; an update in place must not reach them. */
function ownData(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) <= 1) return
  const copy = tf.tensor((variable.dataSync() as Float32Array).slice(), variable.shape, 'float32')
  variable.assign(copy)
  copy.dispose()
}
