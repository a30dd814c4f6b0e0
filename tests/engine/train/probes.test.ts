import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { classification } from '../../../src-main/engine/tasks/classification/index.ts'
import { recordTrace } from '../../../src-main/engine/train/probes.ts'
import { traceSchema } from '../../../src-shared/domain/trace.ts'
import type { TaskSession } from '../../../src-main/engine/tasks/task.ts'
import type { Trace } from '../../../src-shared/domain/trace.ts'
import { createConfig, createData } from './synthetic.ts'

async function open(recurrent: object, tokens: number[][]): Promise<TaskSession> {
  await selectEngine('reference', 1)
  const data = createData()
  data.parts.validation = { sequences: tokens.map((row) => Int32Array.from(row)), labels: Int32Array.from(tokens, (_, row) => row % 3), indices: Int32Array.from(tokens, (_, row) => row) }
  return classification.open(createConfig({ model: { embedding: 5, recurrent } }), data, createRandom(4))
}

async function traceOf(recurrent: { cell: 'rnn' | 'lstm' | 'gru'; [field: string]: unknown }, tokens: number[][], examples = tokens.length): Promise<Trace> {
  const session = await open(recurrent, tokens)
  const probes = session.probes(examples)
  if (!probes) throw new Error('no probes')
  const trace = await recordTrace(probes, recurrent.cell, 7)
  session.dispose()
  return traceSchema.parse(trace)
}

const short = [2, 5, 6]
const long = [3, 4, 7, 8, 9, 5]

test.each([
  ['lstm', ['input', 'forget', 'candidate', 'output']],
  ['gru', ['reset', 'update', 'new']],
  ['rnn', ['activation']],
] as const)('%s: every gate of every layer and direction, one value a time step of the longest example', async (cell, gates) => {
  await selectEngine('reference', 1)
  const tensors = tf.memory().numTensors
  const trace = await traceOf({ cell, hidden: 4, layers: 2, bidirectional: true }, [short, long, short])
  expect(trace).toMatchObject({ step: 7, examples: 3, active: [3, 3, 3, 1, 1, 1] })
  expect(trace.layers.map(({ layer, direction }) => [layer, direction])).toEqual([[0, 'forward'], [0, 'backward'], [1, 'forward'], [1, 'backward']])
  for (const layer of trace.layers) {
    expect(layer.gates.map(({ gate }) => gate)).toEqual(gates)
    for (const values of [...layer.gates.flatMap(({ mean, spread }) => [mean, spread]), layer.gradientNorm]) expect(values).toHaveLength(6)
    expect(layer.gradientNorm.every((norm) => norm > 0)).toBe(true)
  }
  expect(tf.memory().numTensors).toBe(tensors)
})

test('gates of an example do not depend on the examples beside it, and stop at its length', async () => {
  const [alone, together] = [await traceOf({ cell: 'lstm', hidden: 4 }, [long]), await traceOf({ cell: 'lstm', hidden: 4 }, [long, short])]
  for (let gate = 0; gate < 4; gate++) {
    for (let time = 3; time < 6; time++) {
      expect(together.layers[0].gates[gate].mean[time]).toBeCloseTo(alone.layers[0].gates[gate].mean[time], 6)
      expect(together.layers[0].gates[gate].spread[time]).toBeCloseTo(alone.layers[0].gates[gate].spread[time], 6)
      expect(together.layers[0].gradientNorm[time]).toBeCloseTo(alone.layers[0].gradientNorm[time], 6)
    }
    expect(Math.abs(together.layers[0].gates[gate].mean[0] - alone.layers[0].gates[gate].mean[0])).toBeGreaterThan(1e-4)
  }
})

test('gate means and spreads are those of the activations, sigmoid gates between 0 and 1', async () => {
  const [{ gates }] = (await traceOf({ cell: 'lstm', hidden: 4 }, [long, short])).layers
  for (const { gate, mean, spread } of gates) {
    mean.forEach((value, time) => {
      expect(value).toBeGreaterThan(gate === 'candidate' ? -1 : 0)
      expect(value).toBeLessThan(1)
      expect(spread[time]).toBeGreaterThan(0)
    })
  }
})

test('the norm of dL/dh at the last step is that of the output layer, by hand', async () => {
  const session = await open({ cell: 'gru', hidden: 4 }, [short])
  const probes = session.probes(1)
  if (!probes) throw new Error('no probes')
  const { layers } = await recordTrace(probes, 'gru', 1)
  // dL/dh_T = W (p - onehot), from the logits of the model itself.
  const { weight, bias } = { weight: session.parameters.values()['output.weight'], bias: session.parameters.values()['output.bias'] }
  const gradient = session.parameters.gradients(() => probes.run().loss)
  const dLogits = Array.from(await gradient.gradients['output.bias'].data())
  const dHidden = Array.from({ length: 4 }, (_, unit) => dLogits.reduce((sum, value, label) => sum + value * weight[unit * bias.length + label], 0))
  expect(layers[0].gradientNorm[2]).toBeCloseTo(Math.hypot(...dHidden), 5)
  tf.dispose([gradient.value, gradient.gradients])
  session.dispose()
})

test('as many examples as asked for, none where there are none', async () => {
  expect((await traceOf({ cell: 'gru', hidden: 3 }, [short, long, long], 2)).examples).toBe(2)
  const session = await open({ cell: 'gru', hidden: 3 }, [short])
  expect(session.probes(0)).toBeNull()
  session.dispose()
})
