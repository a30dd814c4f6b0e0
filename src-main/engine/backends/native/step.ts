/** One step of a recurrent layer with its state carried in place: the weights are packed once, and nothing is allocated in a step. */
import type { RecurrentAttributes, RecurrentWeights } from '../../ops/recurrent.ts'
import type { NativeBackend } from './backend.ts'
import { cellNumber } from './recurrent.ts'

/** A layer of layers/stepper.ts, with the values that the weights have now. */
export function createNativeLayer(
  backend: NativeBackend, { wx, wh, bias }: RecurrentWeights, attributes: RecurrentAttributes, { batch, inputs, units }: { batch: number; inputs: number; units: number },
): (x: Float32Array, state: { hidden: Float32Array; cell: Float32Array | null }) => void {
  const { kernels } = backend
  const cell = cellNumber(attributes)
  const sizes = new Float32Array(2)
  kernels.inferenceSizes(cell, batch, 1, inputs, units, false, 0, sizes)
  const [packed, work] = Array.from(sizes, (length) => kernels.allocate?.(length) ?? new Float32Array(length))
  kernels.packWeights(cell, batch, 1, inputs, units, false, 0, backend.floats(wx), backend.floats(wh), backend.floats(bias), packed)
  return (x, state) => {
    kernels.recurrentInference(cell, batch, 1, inputs, units, false, 0, x, packed, null, state.hidden, state.cell, null, state.hidden, state.cell, work)
  }
}
