/** Layer norm, convolutions and embeddings through tfjs, forward and backward, beside PyTorch. Embeddings with Adam: cost by tokens, not by vocabulary. */
import * as tf from '@tensorflow/tfjs-core'
import { setTimeout as pause } from 'node:timers/promises'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { median } from '../../src-main/engine/bench/recurrent.ts'
import { Parameters } from '../../src-main/engine/layers/parameters.ts'
import { embeddingLookup } from '../../src-main/engine/ops/embedding.ts'
import { layerNorm } from '../../src-main/engine/ops/layer-norm.ts'
import { createOptimizer } from '../../src-main/engine/optimizers/index.ts'
import { createRandom } from '../../src-main/engine/random.ts'
import { found } from './report.ts'
import type { Torch, TorchOperation } from './torch.ts'
import { timed } from './training.ts'

const convolution = (batch: number, height: number, width: number, channels: number, filters: number, filterHeight: number, filterWidth: number): TorchOperation =>
  ({ kind: 'convolution', batch, height, width, channels, filters, filterHeight, filterWidth })

/** Row -> what is computed. */
const rows: Record<string, TorchOperation> = {
  'layer norm 3200,64': { kind: 'layerNorm', rows: 3200, columns: 64 },
  'layer norm 6400,256': { kind: 'layerNorm', rows: 6400, columns: 256 },
  'layer norm 6400,512': { kind: 'layerNorm', rows: 6400, columns: 512 },
  'conv1d 32,200,64 -> 128, 5': convolution(32, 1, 200, 64, 128, 1, 5),
  'conv1d 1,4000,40 -> 64, 9': convolution(1, 1, 4000, 40, 64, 1, 9),
  'conv2d 32,32,32,16 -> 32, 3x3': convolution(32, 32, 32, 16, 32, 3, 3),
  'conv2d 1,64,64,32 -> 64, 3x3': convolution(1, 64, 64, 32, 64, 3, 3),
  'embedding 20000,100, 640': { kind: 'embedding', rows: 20_000, columns: 100, tokens: 640 },
  'embedding 200000,100, 640': { kind: 'embedding', rows: 200_000, columns: 100, tokens: 640 },
}

/** One step of forward and backward, dx too. */
function prepare(operation: TorchOperation): () => void {
  const random = createRandom(1)
  const uniform = (...shape: number[]) => tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform()), shape)
  if (operation.kind === 'embedding') return prepareEmbedding(operation)
  const isNorm = operation.kind === 'layerNorm'
  const x = isNorm ? uniform(operation.rows, operation.columns) : uniform(operation.batch, operation.height, operation.width, operation.channels)
  const given = isNorm ? [x, uniform(operation.columns), uniform(operation.columns)] : [x, uniform(operation.filterHeight, operation.filterWidth, operation.channels, operation.filters), uniform(operation.filters)]
  const apply = isNorm
    ? (input: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => layerNorm(input, gamma as tf.Tensor1D, beta as tf.Tensor1D)
    : (input: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) => tf.add(tf.conv2d(input as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), bias)
  const dy = tf.tidy(() => tf.onesLike(apply(given[0], given[1], given[2])))
  const differentiate = tf.grads(apply)
  return () => tf.dispose(differentiate(given, dy))
}

function prepareEmbedding({ rows, columns, tokens }: Extract<TorchOperation, { kind: 'embedding' }>): () => void {
  const random = createRandom(1)
  const parameters = new Parameters()
  const table = parameters.add('table', [rows, columns], (own, shape) => Float32Array.from({ length: shape[0] * shape[1] }, () => own.uniform()), random) as tf.Tensor as tf.Tensor2D
  const optimizer = createOptimizer({ kind: 'adam', learningRate: 1e-3 }, parameters)
  return () => {
    const ids = Int32Array.from({ length: tokens }, () => random.integer(rows))
    const { value, gradients } = parameters.gradients(() => tf.sum(embeddingLookup(table, tf.tensor2d(ids, [1, tokens], 'int32'))) as tf.Scalar)
    optimizer.apply(gradients, 1e-3)
    tf.dispose([value, gradients])
  }
}

export async function benchGeneral(torch: Torch | null, threads: number[]): Promise<void> {
  for (const count of threads) {
    await selectEngine('native', count)
    for (const [row, operation] of Object.entries(rows)) {
      await torch?.prepareOperation(operation, count)
      const step = prepare(operation)
      for (let warm = 0; warm < 5; warm++) step()
      await torch?.steps(3)
      const times = { ours: [] as number[], theirs: [] as number[] }
      const repeat = Math.max(2, Math.min(20, Math.round(30 / timed(step))))
      for (let round = 0; round < 7; round++) {
        for (let i = 0; i < repeat; i++) times.ours.push(timed(step))
        if (torch) times.theirs.push(...(await torch.steps(repeat)))
        await pause(30)
      }
      const [ours, theirs] = [median(times.ours), torch ? median(times.theirs) : null]
      found({ bench: 'general', row, threads: count, unit: 'ms', ours, theirs, value: theirs && theirs / ours, bar: null, wanted: 'at least' })
    }
  }
}
