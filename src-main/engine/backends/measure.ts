/** How fast an engine is, in GFLOP/s of a small LSTM layer forward and backward. */
import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../random.ts'
import { recurrent } from '../ops/recurrent.ts'

const [batch, steps, inputs, units] = [16, 40, 32, 64]
const attributes = { cell: 'lstm', activation: 'tanh', resetAfter: true, reverse: false, truncation: 0 } as const
/** A multiplication and an addition for each weight, sequence and step; backward costs twice the forward. */
const operations = 3 * 2 * batch * steps * (inputs + units) * 4 * units

/** Makes the engine current with `activate`, measures for a quarter of a second to two, and puts the engine back that was current before. */
export async function measureLstm(activate: () => Promise<void>): Promise<number> {
  const before = tf.engine().backendName
  await activate()
  try {
    return measure()
  } finally {
    if (before) await tf.setBackend(before)
  }
}

function measure(): number {
  const random = createRandom(1)
  const numbers = (...shape: number[]) => tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal() * 0.2), shape)
  const given = [numbers(batch, steps, inputs), numbers(inputs, 4 * units), numbers(units, 4 * units), numbers(2, 4 * units)]
  const gradient = tf.grads((x, wx, wh, bias) =>
    tf.sum(recurrent({ x: x as tf.Tensor3D, weights: { wx: wx as tf.Tensor2D, wh: wh as tf.Tensor2D, bias: bias as tf.Tensor2D } }, attributes).finalHidden),
  )
  const seconds: number[] = []
  const start = performance.now()
  // The first runs of an engine in TypeScript are those of an interpreter: ten, unless that takes two seconds.
  while (performance.now() - start < (seconds.length < 10 ? 2000 : 250)) {
    const from = performance.now()
    const gradients = gradient(given)
    gradients[1].dataSync()
    tf.dispose(gradients)
    seconds.push((performance.now() - from) / 1000)
  }
  tf.dispose(given)
  // The best of several: what the machine does besides only ever adds.
  return operations / Math.min(...seconds) / 1e9
}
