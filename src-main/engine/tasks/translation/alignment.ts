/**
 * Attention led by a word alignment (Chen, Matusov, Khadivi, Peter 2016): on few pairs a network writes fluent sentences long before it
 * finds out which source word to look at, while counting which words occur together tells it at once.
 *
 *   A[u, s] = P(target token u comes from source token s), IBM's first model on the training pairs (baselines/word-dictionary.ts)
 *   loss + guided / labels * sum over u, s of -A[u, s] ln weights[u, s]          guided falls evenly to 0 in the epoch after the last
 */
import * as tf from '@tensorflow/tfjs-core'
import type { TranslationPart, TranslationTask } from '../../../../src-shared/domain/tasks/translation.ts'
import { fitWordDictionary } from '../../baselines/word-dictionary.ts'
import type { PairBatch } from './batches.ts'

type Pairs = Pick<TranslationPart, 'sources' | 'targets'>

/** Pairs from which it is counted, spread over all: more tell little, and training should begin soon. */
const mostPairs = 50_000
/** Weights below this count as this: the logarithm of padding's 0 is never taken. */
const leastWeight = 1e-6

/** Alignments [B, U, S] of a batch of these pairs, 0 beyond a sequence's length and for the end of a target. */
export function fitAlignments({ sources, targets }: Pairs): (batch: PairBatch) => Float32Array {
  const every = Math.ceil(targets.length / mostPairs)
  const counted = targets.flatMap((target, position) => (position % every === 0 ? [{ source: sources[position].source, target }] : []))
  const dictionary = fitWordDictionary(counted.map(({ source }) => source), counted.map(({ target }) => target))
  return ({ positions, steps, sourceSteps }) => {
    const all = new Float32Array(positions.length * steps * sourceSteps)
    positions.forEach((position, row) => {
      const { source } = sources[position]
      const own = dictionary.align(source, targets[position])
      targets[position].forEach((_, step) => all.set(own.subarray(step * source.length, (step + 1) * source.length), (row * steps + step) * sourceSteps))
    })
    return all
  }
}

/** How much the alignment counts in an epoch, from 0. */
export function guidance({ guidedAlignment }: Pick<TranslationTask, 'guidedAlignment'>, epoch: number, epochs: number): number {
  return guidedAlignment * Math.max(0, 1 - epoch / epochs)
}

/** Nats by which weights [B, U, S] miss the alignment, summed over the batch. */
export function alignmentLoss(weights: tf.Tensor3D, expected: Float32Array): tf.Scalar {
  return tf.neg(tf.sum(tf.mul(tf.tensor3d(expected, weights.shape), tf.log(tf.add(weights, leastWeight)))))
}
