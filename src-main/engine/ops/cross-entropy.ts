/**
 * Softmax cross-entropy of many rows at once, for tokens of sequences: rows without a label, label smoothing, class weights.
 *
 *   N rows, C classes, y = label of row n, -1 for none; epsilon = smoothing, w_c = weight of class c (1 where none are given)
 *
 *   p = softmax(logits[n, :]);  q_c = (1 - epsilon) w_y [c = y] + epsilon w_c / C
 *   loss[n] = - sum_c q_c ln p_c;  dlogits[n, c] = (p_c sum_k q_k - q_c) dloss[n];  both 0 where y = -1
 *
 * As PyTorch's cross_entropy with weight, label_smoothing, ignore_index and reduction none. Its reduction mean divides the sum
 * of the rows by the sum of w_y over the rows with a label.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'
import { runKernel } from './run-kernel.ts'

/**
 * forward  inputs logits [N, C], labels [N] int32, weights [C] or [0] for none;  attributes { smoothing }
 *          outputs [loss [N], logSum [N] = ln sum_c exp(logits[n, c])]
 * gradient inputs logits, labels, weights, logSum, dLoss;  attributes { smoothing };  outputs [dLogits]
 */
export const crossEntropyKernels = { forward: 'SeqbenchCrossEntropy', gradient: 'SeqbenchCrossEntropyGradient' } as const
export interface CrossEntropyAttributes {
  smoothing: number
}

export interface CrossEntropyOptions {
  /** Share of the label spread over all classes, 0 <= epsilon < 1; 0 when left out. */
  smoothing?: number
  /** [C] float32, not differentiable. */
  classWeights?: tf.Tensor1D
}

/** logits [N, C], labels [N] int32 with -1 for none -> loss of each row, [N], nats. Differentiable in `logits`; fails with engine.shape. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, { smoothing = 0, classWeights }: CrossEntropyOptions = {}): tf.Tensor1D {
  const [rows, classes] = logits.shape
  const refuse = (reason: string) => fail('engine.shape', { operation: 'cross-entropy', reason })
  if (labels.dtype !== 'int32' || labels.size !== rows) refuse(`labels are ${labels.dtype} [${labels.shape.join(', ')}], expected int32 [${rows}]`)
  if (classWeights && classWeights.size !== classes) refuse(`there are ${classWeights.size} class weights for ${classes} classes`)
  if (!(smoothing >= 0 && smoothing < 1)) refuse(`the smoothing is ${smoothing}, expected 0 or more and less than 1`)
  if (logits.size === 0) refuse('there are no rows or no classes')
  const attributes: CrossEntropyAttributes = { smoothing }
  return tf.tidy(() => runKernel(crossEntropyKernels.forward, { logits, labels, weights: classWeights ?? tf.zeros([0]) }, attributes)[0] as tf.Tensor1D)
}

/** logits [B, T, V], labels [B, T] int32, lengths [B] -> loss of each token, [B, T], 0 beyond a sequence's length. */
export function sequenceCrossEntropy(logits: tf.Tensor3D, labels: tf.Tensor2D, lengths: tf.Tensor1D, options: CrossEntropyOptions = {}): tf.Tensor2D {
  const [batch, steps, classes] = logits.shape
  return tf.tidy(() => {
    const own = tf.less(tf.range(0, steps, 1, 'int32'), tf.reshape(lengths, [batch, 1]))
    const wanted = tf.where(own, labels, tf.fill([batch, steps], -1, 'int32'))
    const loss = crossEntropy(tf.reshape(logits, [batch * steps, classes]), tf.reshape(wanted, [batch * steps]), options)
    return tf.reshape(loss, [batch, steps])
  })
}

tf.registerGradient({
  kernelName: crossEntropyKernels.forward,
  inputsToSave: ['logits', 'labels', 'weights'],
  outputsToSave: [false, true],
  gradFunc: (dy, [logits, labels, weights, logSum], attributes) => {
    const [dLoss] = dy as tf.Tensor[]
    return { logits: () => runKernel(crossEntropyKernels.gradient, { logits, labels, weights, logSum, dLoss }, attributes)[0] }
  },
})
