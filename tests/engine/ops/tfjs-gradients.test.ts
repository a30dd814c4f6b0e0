import * as tf from '@tensorflow/tfjs-core'
import { it } from 'vitest'
import '../../../src-main/engine/ops/tfjs-gradients.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { describeEngines } from '../support/engines.ts'
import { checkGradient } from '../support/gradient-check.ts'
import { numbers } from '../support/numbers.ts'

type Row = [title: string, operation: (inputs: tf.Tensor[]) => tf.Tensor, ...shapes: number[][]]

const rows: Row[] = [
  ['add, broadcast', ([a, b]) => tf.add(a, b), [2, 3], [3]],
  ['add, both broadcast', ([a, b]) => tf.add(a, b), [2, 1], [1, 3]],
  ['sub, scalar', ([a, b]) => tf.sub(a, b), [2, 3], []],
  ['mul', ([a, b]) => tf.mul(a, b), [2, 3], [2, 3]],
  ['mul, broadcast', ([a, b]) => tf.mul(a, b), [3, 1], [2, 3, 4]],
  ['div', ([a, b]) => tf.div(a, tf.add(b, 3)), [2, 3], [3]],
  ['neg', ([x]) => tf.neg(x), [3]],
  ['square', ([x]) => tf.square(x), [3]],
  ['exp', ([x]) => tf.exp(x), [3]],
  ['log', ([x]) => tf.log(tf.add(x, 3)), [3]],
  ['tanh', ([x]) => tf.tanh(x), [3]],
  ['sigmoid', ([x]) => tf.sigmoid(x), [3]],
  ['relu', ([x]) => tf.relu(tf.add(tf.mul(x, 0.1), tf.tensor1d([1, -1, 1]))), [3]],
  ['sum', ([x]) => tf.sum(x), [2, 3]],
  ['sum over an axis', ([x]) => tf.sum(x, 1), [2, 3, 2]],
  ['sum over axes, kept', ([x]) => tf.sum(x, [0, -1], true), [2, 3, 2]],
  ['mean', ([x]) => tf.mean(x), [2, 3]],
  ['mean over an axis', ([x]) => tf.mean(x, 0), [2, 3]],
  ['reshape', ([x]) => tf.reshape(x, [3, 2]), [2, 3]],
  ['transpose', ([x]) => tf.transpose(x, [2, 0, 1]), [2, 3, 4]],
  ['concat', ([a, b]) => tf.concat([a, b], 1), [2, 1], [2, 3]],
  ['concat with itself', ([a]) => tf.concat([a, a], 0), [2, 2]],
  ['slice', ([x]) => tf.slice(x, [1, 0], [1, 2]), [3, 3]],
  ['cast and clone', ([x]) => tf.cast(tf.clone(x), 'float32'), [3]],
  ...[false, true].flatMap((a) =>
    [false, true].map((b): Row => [`matMul, transposed ${a} ${b}`, ([x, y]) => tf.matMul(x, y, a, b), a ? [3, 2] : [2, 3], b ? [4, 3] : [3, 4]]),
  ),
]

describeEngines('gradients of tfjs operations against differences', () => {
  it.each(rows)('%s', (_title, operation, ...shapes) => {
    const random = createRandom(1)
    checkGradient((inputs) => [operation(inputs)], shapes.map((shape) => numbers(random, shape)), shapes)
  })
})
