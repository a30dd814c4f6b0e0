/** The trainable tensors of one model, by name, in the order in which its layers added them. */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import '../ops/tfjs-gradients.ts'
import type { Random } from '../random.ts'
import type { Initializer } from './initializers.ts'

/** What a layer needs to make its parameters. */
export interface LayerContext {
  parameters: Parameters
  random: Random
}

export class Parameters {
  readonly #variables = new Map<string, tf.Variable>()
  /** Kept with the others, and moved by nobody's gradient: widths of intervals, a carried state. */
  readonly #fixed = new Set<string>()

  /**
   * Adds a float32 parameter. It is initialised from `random` forked by its name: its first values depend on the seed
   * and the name, not on the other parameters.
   */
  add(name: string, shape: number[], initialize: Initializer, random: Random, { learned = true }: { learned?: boolean } = {}): tf.Variable {
    if (this.#variables.has(name)) fail('engine.shape', { operation: name, reason: 'there are two parameters of this name' })
    const initial = tf.tensor(initialize(random.fork(name), shape), shape, 'float32')
    // Without a name of its own: tfjs's variable names are global, and two models may live in one process.
    const variable = tf.variable(initial, true)
    initial.dispose()
    this.#variables.set(name, variable)
    if (!learned) this.#fixed.add(name)
    return variable
  }

  get(name: string): tf.Variable {
    return this.#variables.get(name) ?? fail('engine.shape', { operation: name, reason: 'there is no parameter of this name' })
  }

  /** Whether gradients move it; others are fitted after training. */
  isLearned(name: string): boolean {
    return !this.#fixed.has(name)
  }

  names(): string[] {
    return [...this.#variables.keys()]
  }

  #learned(): [string, tf.Variable][] {
    return [...this.#variables].filter(([name]) => !this.#fixed.has(name))
  }

  /** Sets one parameter. */
  set(name: string, values: Float32Array): void {
    const variable = this.get(name)
    const tensor = tf.tensor(values, variable.shape, 'float32')
    variable.assign(tensor)
    tensor.dispose()
  }

  /** Numbers that are learned. */
  count(): number {
    return this.#learned().reduce((sum, [, variable]) => sum + variable.size, 0)
  }

  shapes(): Record<string, number[]> {
    return Object.fromEntries([...this.#variables].map(([name, variable]) => [name, [...variable.shape]]))
  }

  /** A copy of all values, row by row. */
  values(): Record<string, Float32Array> {
    return Object.fromEntries([...this.#variables].map(([name, variable]) => [name, (variable.dataSync() as Float32Array).slice()]))
  }

  /** Takes all values from a record such as `values` makes; every parameter must be there, and nothing else. */
  load(record: Record<string, Float32Array>): void {
    for (const [name, variable] of this.#variables) {
      const found = record[name]?.length
      if (found !== variable.size) fail('engine.shape', { operation: name, reason: `${found ?? 'no'} values to load, expected ${variable.size}` })
    }
    const unknown = Object.keys(record).find((name) => !this.#variables.has(name))
    if (unknown !== undefined) fail('engine.shape', { operation: unknown, reason: 'there is no parameter of this name' })
    for (const [name, variable] of this.#variables) {
      const tensor = tf.tensor(record[name].slice(), variable.shape, 'float32')
      variable.assign(tensor)
      tensor.dispose()
    }
  }

  /**
   * The value of `loss`, a scalar, and its gradient by parameter name; parameters that `loss` does not depend on are
   * left out. The caller disposes both.
   */
  gradients(loss: () => tf.Scalar): { value: tf.Scalar; gradients: tf.NamedTensorMap } {
    const { value, grads } = tf.variableGrads(loss, this.#learned().map(([, variable]) => variable))
    const gradients: tf.NamedTensorMap = {}
    for (const [name, variable] of this.#variables) {
      const gradient = grads[variable.name] as tf.Tensor | null | undefined
      if (gradient) gradients[name] = gradient
    }
    return { value, gradients }
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose()
    this.#variables.clear()
  }
}
