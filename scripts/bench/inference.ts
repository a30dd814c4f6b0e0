/** Inference of one sequence, beside PyTorch and onnxruntime-web: over the whole sequence, and one step at a time with carried state. */
import * as onnxruntime from 'onnxruntime-web'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { median, type BenchRow } from '../../src-main/engine/bench/recurrent.ts'
import type { Kernels } from '../../src-main/engine/kernels/loader.ts'
import { Parameters } from '../../src-main/engine/layers/parameters.ts'
import { createRecurrentStack } from '../../src-main/engine/layers/recurrent-stack.ts'
import { createStepper } from '../../src-main/engine/layers/stepper.ts'
import { createRandom } from '../../src-main/engine/random.ts'
import { encodeModel } from '../../src-main/exports/onnx/schema.ts'
import { found } from './report.ts'
import type { Torch } from './torch.ts'
import { timed } from './training.ts'

const [steps, inputs, hidden] = [100, 64, 128]
const columns = 4 * hidden
const row: BenchRow = { cell: 'lstm', shape: [1, steps, inputs, hidden], packed: false }
const uniform = (length: number) => {
  const random = createRandom(length)
  return Float32Array.from({ length }, () => (random.uniform() - 0.5) / 6)
}

/** One LSTM layer as an ONNX file: x [T, 1, I] -> Y. The numbers do not matter here, so gates keep our order. */
async function openOnnx(): Promise<onnxruntime.InferenceSession> {
  onnxruntime.env.wasm.numThreads = 1
  const bytes = encodeModel({
    name: 'lstm',
    nodes: [{ operation: 'LSTM', inputs: ['x', 'W', 'R', 'B'], outputs: ['Y'], attributes: { hidden_size: { i: hidden } } }],
    initializers: [{ name: 'W', dims: [1, columns, inputs], data: uniform(columns * inputs) }, { name: 'R', dims: [1, columns, hidden], data: uniform(columns * hidden) }, { name: 'B', dims: [1, 2 * columns], data: uniform(2 * columns) }],
    inputs: [{ name: 'x', type: 'float', shape: [steps, 1, inputs] }],
    outputs: [{ name: 'Y', type: 'float', shape: [steps, 1, 1, hidden] }],
  }, {})
  return onnxruntime.InferenceSession.create(bytes)
}

/** The whole sequence at once. */
function prepareWhole(kernels: Kernels): () => void {
  const shape = [2, 1, steps, inputs, hidden, false, 0] as const
  const sizes = new Float32Array(2)
  kernels.inferenceSizes(...shape, sizes)
  const make = (length: number): Float32Array => kernels.allocate?.(length) ?? new Float32Array(length)
  const [packed, work] = Array.from(sizes, make)
  kernels.packWeights(...shape, uniform(inputs * columns), uniform(hidden * columns), uniform(2 * columns), packed)
  const [x, states, finalHidden, finalCell] = [steps * inputs, steps * hidden, hidden, hidden].map(make)
  x.set(uniform(x.length))
  return () => kernels.recurrentInference(...shape, x, packed, null, null, null, states, finalHidden, finalCell, work)
}

/** One step after the other, as generation does. */
function prepareSteps(): () => void {
  const parameters = new Parameters()
  const config = { cell: 'lstm', hidden, layers: 1, bidirectional: false, dropout: 0, weightDropout: 0 } as const
  createRecurrentStack({ parameters, random: createRandom(1) }, 'recurrent', config, { inputs, truncation: null })
  const stepper = createStepper(config, parameters, 'recurrent', { inputs, batch: 1 })
  const xs = Array.from({ length: steps }, () => uniform(inputs))
  return () => {
    stepper.reset()
    for (const x of xs) stepper.step(x)
  }
}

export async function benchInference(kernels: Kernels, torch: Torch | null, threads: number[]): Promise<void> {
  const session = await openOnnx()
  const feeds = { x: new onnxruntime.Tensor('float32', uniform(steps * inputs), [steps, 1, inputs]) }
  for (const count of threads) {
    await selectEngine('native', count)
    const [whole, stepwise] = [prepareWhole(kernels), prepareSteps()]
    await torch?.prepare(row, count)
    const times = { whole: [] as number[], steps: [] as number[], torch: [] as number[], onnx: [] as number[] }
    for (let round = 0; round < 15; round++) {
      for (let i = 0; i < 20; i++) times.whole.push(timed(whole))
      for (let i = 0; i < 20; i++) times.steps.push(timed(stepwise))
      for (let i = 0; i < 20; i++) {
        const from = performance.now()
        await session.run(feeds)
        times.onnx.push(performance.now() - from)
      }
      if (torch) times.torch.push(...(await torch.infer(20)))
    }
    const [ours, byStep, onnx] = [median(times.whole), median(times.steps), median(times.onnx)]
    const theirs = torch ? median(times.torch) : null
    const at = { bench: 'inference', threads: count, unit: 'ms' as const, wanted: 'at least' as const, bar: 1 }
    const name = `lstm ${row.shape.join(',')}`
    found({ ...at, row: name, ours, theirs, value: theirs && theirs / ours, note: 'PyTorch' })
    found({ ...at, row: name, ours, theirs: onnx, value: onnx / ours, note: 'onnxruntime-web, one thread' })
    found({ ...at, row: `${name} by step`, ours: byStep, theirs: ours, value: ours / byStep, bar: null, note: 'carried state, against the whole sequence at once' })
  }
  await session.release()
}
