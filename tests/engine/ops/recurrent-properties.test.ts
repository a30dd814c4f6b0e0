import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cells, recurrentGates, withGradientRecorder } from '../../../src-main/engine/ops/recurrent.ts'
import { describeEngines } from '../support/engines.ts'
import { expectClose } from '../support/numbers.ts'
import { build, recurrentCases, runCase, sequenceOf, type BuiltCase, type RecurrentCase } from '../support/recurrent-cases.ts'

/** Reordered sums of float32 numbers: engines may add up in another order in a batch than alone. */
const sameUpToRounding = { relative: 2e-5, absolute: 4e-6 }
const runs = { numRuns: 20, seed: 20261123 }

/** Checks a property inside tidy, so that hundreds of runs leave no tensors behind. */
const holds = (cases: fc.Arbitrary<RecurrentCase>, check: (given: RecurrentCase, built: BuiltCase) => void) =>
  fc.assert(fc.property(cases, (given) => tf.tidy(() => check(given, build(given)))), runs)

const rowOf = (tensor: tf.Tensor, b: number) => tf.slice(tensor, [b], [1])

describeEngines('recurrent properties', () => {
  it('a packed batch equals running each sequence alone, forward and backward; nothing comes from padding', () => {
    holds(recurrentCases, ({ lengths, attributes }, built) => {
      const whole = runCase(built, attributes)
      const weightGradients = [1, 2, 3].map((index) => tf.zerosLike(whole.gradients[index]))
      for (const [b, length] of lengths.entries()) {
        const alone = runCase(sequenceOf(built, b, 0, length), attributes)
        const padded = (tensor: tf.Tensor) => tf.pad(tensor, [[0, 0], [0, built.x.shape[1] - length], [0, 0]])
        expectClose(rowOf(whole.output.hidden, b).dataSync(), padded(alone.output.hidden).dataSync(), 'hidden', sameUpToRounding)
        expectClose(rowOf(whole.output.finalHidden, b).dataSync(), alone.output.finalHidden.dataSync(), 'final hidden', sameUpToRounding)
        expectClose(rowOf(whole.gradients[0], b).dataSync(), padded(alone.gradients[0]).dataSync(), 'dx', sameUpToRounding)
        for (const state of [4, 5].filter((index) => index < whole.gradients.length)) {
          expectClose(rowOf(whole.gradients[state], b).dataSync(), alone.gradients[state].dataSync(), 'gradient of the initial state', sameUpToRounding)
        }
        weightGradients.forEach((sum, index) => (weightGradients[index] = tf.add(sum, alone.gradients[index + 1])))
      }
      weightGradients.forEach((sum, index) => expectClose(whole.gradients[index + 1].dataSync(), sum.dataSync(), 'weight gradient', sameUpToRounding))
    })
  })

  it('truncation equals chunks that carry their state without its gradient', () => {
    const truncated = fc.record({ given: recurrentCases, truncation: fc.integer({ min: 1, max: 5 }) }).map(({ given, truncation }) => ({ ...given, attributes: { ...given.attributes, truncation } }))
    holds(truncated, ({ lengths, attributes }, built) => {
      const whole = runCase(built, attributes)
      const weightGradients = [1, 2, 3].map((index) => tf.zerosLike(whole.gradients[index]))
      for (const [b, length] of lengths.entries()) {
        const dx = new Array<tf.Tensor>()
        let state: Partial<BuiltCase> = {}
        for (let s = 0; s < length; s += attributes.truncation) {
          const end = Math.min(s + attributes.truncation, length)
          const [from, to] = attributes.reverse ? [length - end, length - s] : [s, end]
          const chunk = runCase({ ...sequenceOf(built, b, from, to), ...state }, { ...attributes, truncation: 0 }, end === length)
          state = { initialHidden: chunk.output.finalHidden, ...(chunk.output.finalCell && { initialCell: chunk.output.finalCell }) }
          dx.push(chunk.gradients[0])
          weightGradients.forEach((sum, index) => (weightGradients[index] = tf.add(sum, chunk.gradients[index + 1])))
          if (s > 0) continue
          for (const index of [4, 5].filter((index) => index < whole.gradients.length)) {
            expectClose(rowOf(whole.gradients[index], b).dataSync(), chunk.gradients[index].dataSync(), 'gradient of the initial state', sameUpToRounding)
          }
        }
        const own = tf.concat(attributes.reverse ? dx.reverse() : dx, 1)
        expectClose(tf.slice(whole.gradients[0], [b, 0, 0], [1, length, -1]).dataSync(), own.dataSync(), 'dx', sameUpToRounding)
        expectClose(rowOf(whole.output.finalHidden, b).dataSync(), (state.initialHidden as tf.Tensor).dataSync(), 'final hidden', sameUpToRounding)
      }
      weightGradients.forEach((sum, index) => expectClose(whole.gradients[index + 1].dataSync(), sum.dataSync(), 'weight gradient', sameUpToRounding))
    })
  })

  it('stepNorms are the norms of dL/dh: of the loss behind a step as a function of the state it leaves', () => {
    holds(recurrentCases, ({ lengths, attributes, units }, built) => {
      let recorded: number[][] = []
      withGradientRecorder((_attributes, _reserve, norms) => (recorded = norms.arraySync()), () => runCase(built, attributes))
      for (const [b, length] of lengths.entries()) {
        expect(recorded[b].slice(length).every((norm) => norm === 0)).toBe(true)
        for (let s = 0; s < length; s++) {
          const t = attributes.reverse ? length - 1 - s : s
          const direct = tf.slice(built.dHidden, [b, t, 0], [1, 1, -1]).dataSync()
          const later = s === length - 1 ? rowOf(built.dFinalHidden, b).dataSync() : gradientOfStateBehind(built, attributes, b, length, s)
          const norm = Math.hypot(...Array.from({ length: units }, (_, unit) => direct[unit] + later[unit]))
          expectClose([recorded[b][t]], [norm], `norm of sequence ${b}, step ${t}`, { relative: 1e-4, absolute: 1e-5 })
        }
      }
    })
  })

  it('gates are what the equations make hidden states of, by time step, and zero on padding', () => {
    holds(recurrentCases, ({ lengths, attributes, units }, built) => {
      const { output } = runCase(built, attributes)
      const gates = recurrentGates(output.reserve)
      expect(gates.shape).toEqual([lengths.length, built.x.shape[1], cells[attributes.cell].gates.length, units])
      const [values, hidden] = [gates.arraySync(), output.hidden.arraySync()]
      const [firstHidden, firstCell] = [built.initialHidden.arraySync(), built.initialCell?.arraySync()]
      for (const [b, length] of lengths.entries()) {
        expect(values[b].slice(length).flat(2).every((value) => value === 0)).toBe(true)
        let [h, c] = [firstHidden[b], firstCell?.[b] ?? []]
        for (let s = 0; s < length; s++) {
          const t = attributes.reverse ? length - 1 - s : s
          ;({ h, c } = combine[attributes.cell](values[b][t], h, c))
          expectClose(hidden[b][t], h, `hidden of sequence ${b}, step ${t}`, { relative: 1e-4, absolute: 1e-5 })
        }
      }
    })
  })
})

/** The state behind a step from its gates and the state before: the half of the equations that has no weights. */
const combine: Record<keyof typeof cells, (gates: number[][], h: number[], c: number[]) => { h: number[]; c: number[] }> = {
  rnn: ([activation], _h, c) => ({ h: activation, c }),
  lstm: ([i, f, g, o], _h, c) => {
    const next = c.map((value, unit) => f[unit] * value + i[unit] * g[unit])
    return { h: next.map((value, unit) => o[unit] * Math.tanh(value)), c: next }
  },
  gru: ([, z, n], h, c) => ({ h: h.map((value, unit) => (1 - z[unit]) * n[unit] + z[unit] * value), c }),
}

/** dL/dh at the state behind step s of sequence b, of the steps after it: they run alone from that state. */
function gradientOfStateBehind(built: BuiltCase, attributes: RecurrentCase['attributes'], b: number, length: number, s: number): ArrayLike<number> {
  const [until, after] = attributes.reverse ? [[length - 1 - s, length], [0, length - 1 - s]] : [[0, s + 1], [s + 1, length]]
  const { output } = runCase(sequenceOf(built, b, until[0], until[1]), attributes)
  const rest = { ...sequenceOf(built, b, after[0], after[1]), initialHidden: output.finalHidden, ...(output.finalCell && { initialCell: output.finalCell }) }
  return runCase(rest, attributes).gradients[4].dataSync()
}
