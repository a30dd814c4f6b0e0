import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import type { ReferenceBackend } from '../../../src-main/engine/backends/reference/backend.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { createClassifier, randomBatch, type ClassifierOptions } from '../support/classifier.ts'
import { describeEngines } from '../support/engines.ts'
import { readGolden, recordOf, tensorOf, type StoredArray } from '../support/goldens.ts'
import { expectClose } from '../support/numbers.ts'

interface Golden {
  vocabulary: number
  embedding: number
  units: number
  classes: number
  learningRate: number
  clipNorm: number
  parameters: Record<string, StoredArray>
  batches: Record<'ids' | 'lengths' | 'labels', StoredArray>[]
  losses: number[]
  norms: number[]
}

const sizes = { batch: 5, steps: 7, vocabulary: 30, classes: 3 }
const recurrents: RecurrentConfig[] = [
  { cell: 'rnn', activation: 'relu', hidden: 9, layers: 1, bidirectional: true, dropout: 0, weightDropout: 0 },
  { cell: 'lstm', hidden: 9, layers: 2, bidirectional: true, dropout: 0.3, weightDropout: 0 },
  { cell: 'gru', resetAfter: true, hidden: 9, layers: 2, bidirectional: false, dropout: 0.3, weightDropout: 0 },
  { cell: 'gru', resetAfter: false, hidden: 9, layers: 1, bidirectional: false, dropout: 0, weightDropout: 0 },
]
const optionsFor = (recurrent: RecurrentConfig, seed = 1): ClassifierOptions => ({
  seed, recurrent, vocabulary: sizes.vocabulary, classes: sizes.classes, embedding: 6, optimizer: { kind: 'adam', learningRate: 0.01 }, clipNorm: 1,
})

describeEngines('training', () => {
  it('of an embedding, two packed LSTM layers and a dense layer follows PyTorch for 200 steps of Adam', () => {
    const golden = readGolden<Golden>('training')
    const { vocabulary, embedding, units, classes, learningRate, clipNorm } = golden
    const recurrent: RecurrentConfig = { cell: 'lstm', hidden: units, layers: 2, bidirectional: false, dropout: 0, weightDropout: 0 }
    const classifier = createClassifier({ seed: 1, vocabulary, embedding, classes, recurrent, optimizer: { kind: 'adam', learningRate }, clipNorm })
    classifier.parameters.load(recordOf(golden.parameters))
    const batches = golden.batches.map(({ ids, lengths, labels }) => ({ ids: tensorOf<tf.Tensor2D>(ids), lengths: tensorOf<tf.Tensor1D>(lengths), labels: tensorOf<tf.Tensor1D>(labels) }))
    const curve = golden.losses.map((_, step) => classifier.step(batches[step % batches.length]))
    const [losses, norms] = [curve.map(({ loss }) => loss), curve.map(({ norm }) => norm)]
    expectClose(losses.slice(0, 50), golden.losses.slice(0, 50), 'loss')
    expectClose(norms.slice(0, 50), golden.norms.slice(0, 50), 'gradient norm', { relative: 5e-5, absolute: 1e-6 })
    // Adam divides by the root of small numbers: roundings grow with the steps, in PyTorch as here.
    expectClose(losses, golden.losses, 'loss of 200 steps', { relative: 5e-5, absolute: 1e-6 })
    expectClose(norms, golden.norms, 'gradient norm of 200 steps', { relative: 5e-4, absolute: 1e-6 })
    expect(golden.losses.at(-1)).toBeLessThan(0.75 * golden.losses[0])
    classifier.dispose()
  })

  it.each(recurrents)('of $cell has the same bits with the same seed, and others with another', (recurrent) => {
    const losses = (seed: number) => {
      const classifier = createClassifier(optionsFor(recurrent, seed))
      const batches = Array.from({ length: 3 }, (_, index) => randomBatch(createRandom(index), sizes))
      const found = Array.from({ length: 6 }, (_, step) => classifier.step(batches[step % 3]))
      const values = classifier.parameters.values()
      classifier.dispose()
      return { found, values }
    }
    expect(losses(1)).toEqual(losses(1))
    expect(losses(2).found).not.toEqual(losses(1).found)
  })

  it.each(recurrents)('of $cell leaves no tensor and no reserve behind', (recurrent) => {
    const before = tf.memory().numTensors
    const reserves = () => (tf.backend() as ReferenceBackend).reserves.size
    const kept = reserves()
    const classifier = createClassifier(optionsFor(recurrent))
    const batch = randomBatch(createRandom(1), sizes)
    classifier.step(batch)
    const after = tf.memory()
    for (let step = 0; step < 30; step++) classifier.step(batch)
    expect(tf.memory().numTensors).toBe(after.numTensors)
    expect(tf.memory().numBytes).toBe(after.numBytes)
    expect(tf.memory().numDataBuffers).toBe(after.numDataBuffers)
    expect(reserves()).toBe(kept)
    classifier.dispose()
    tf.dispose(batch as unknown as tf.NamedTensorMap)
    expect(tf.memory().numTensors).toBe(before)
  })
})
