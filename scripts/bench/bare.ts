/** The same training step on the bare kernels: forward, backward and Adam over typed arrays, without tfjs. */
import { benchLengths, type BenchRow, type PreparedStep } from '../../src-main/engine/bench/recurrent.ts'
import type { Kernels, ShapeArguments } from '../../src-main/engine/kernels/loader.ts'

const gates = { lstm: 4, gru: 3, rnn: 1 }
const cellNumbers = { lstm: 2, gru: 3, rnn: 0 }


function fillUniform(array: Float32Array, scale: number): Float32Array {
  for (let index = 0; index < array.length; index++) array[index] = (Math.random() * 2 - 1) * scale
  return array
}

/** `given` lengths in place of the row's own. */
export function prepareBareStep(kernels: Kernels, row: BenchRow, given: Int32Array | null = null): PreparedStep {
  const [batch, steps, inputs, hidden] = row.shape
  const columns = gates[row.cell] * hidden
  const lengths = given ?? (row.packed ? benchLengths(row) : null)
  const rows = lengths ? lengths.reduce((sum, length) => sum + length, 0) : batch * steps
  const shape: ShapeArguments = [cellNumbers[row.cell], batch, steps, inputs, hidden, false, 0]
  // In the kernels' own memory, where they have one (WebAssembly).
  const make = (length: number): Float32Array => kernels.allocate?.(length) ?? new Float32Array(length)
  const uniform = (length: number, scale: number) => fillUniform(make(length), scale)
  const sizes = new Float32Array(3)
  kernels.recurrentSizes(...shape, rows, sizes)
  const [reserve, forwardWork, backwardWork] = Array.from(sizes, make)
  const scale = 1 / Math.sqrt(hidden)
  const weights = [inputs * columns, hidden * columns, 2 * columns].map((length) => uniform(length, scale))
  const gradients = weights.map(({ length }) => make(length))
  const moments = weights.map(({ length }) => [make(length), make(length)])
  const x = uniform(batch * steps * inputs, 1)
  const dHidden = uniform(batch * steps * hidden, 1e-3)
  const [dx, hiddenStates, norms] = [x.length, dHidden.length, batch * steps].map(make)
  const states = Array.from({ length: 4 }, () => make(batch * hidden))
  const cellState = row.cell === 'lstm'
  let count = 0
  return {
    step() {
      const [wx, wh, bias] = weights
      kernels.recurrentForward(...shape, x, wx, wh, bias, lengths, null, null, hiddenStates, states[0], cellState ? states[1] : null, reserve, forwardWork)
      kernels.recurrentBackward(
        ...shape, wx, wh, lengths, dHidden, null, null, dx, gradients[0], gradients[1], gradients[2], states[2], cellState ? states[3] : null, norms, reserve, backwardWork,
      )
      count++
      const [rate, spread] = [1e-3 / (1 - 0.9 ** count), 1 / Math.sqrt(1 - 0.999 ** count)]
      weights.forEach((w, index) => kernels.adam(w.length, w, gradients[index], ...(moments[index] as [Float32Array, Float32Array]), rate, 0.9, 0.999, 1e-8, spread, 1))
    },
    dispose() {},
  }
}
