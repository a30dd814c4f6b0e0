/**
 * Gradients of the tfjs kernels that models here are made of. tfjs-core's own are in modules that plain Node cannot load
 * (imports without file extension), and the package that bundles them brings layers, converters and WebGL that nothing here uses.
 * A model that needs one more operation adds a row: kernel name -> what of it is saved, and its gradient by input.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../../src-shared/contract/errors.ts'

interface Row {
  inputs?: string[]
  outputs?: boolean[]
  /** The gradient by input; `saved` holds the inputs above, then the output if it is asked for. */
  gradient(dy: tf.Tensor, saved: tf.Tensor[], attributes: Record<string, unknown>): Record<string, () => tf.Tensor>
}

/** dy as the gradient of an operand that was broadcast to dy's shape: summed over the axes along which it was repeated. */
function unbroadcast(dy: tf.Tensor, operand: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(operand.shape, dy.shape)
  return tf.reshape(axes.length > 0 ? tf.sum(dy, axes) : dy, operand.shape)
}

const binary = (da: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor, db: typeof da): Row => ({
  inputs: ['a', 'b'],
  gradient: (dy, [a, b]) => ({ a: () => unbroadcast(da(dy, a, b), a), b: () => unbroadcast(db(dy, a, b), b) }),
})

/** y = f(x) with a derivative in terms of y. */
const unary = (derivative: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor): Row => ({
  outputs: [true],
  gradient: (dy, [y]) => ({ x: () => derivative(dy, y) }),
})

/** dy of a reduction, with the reduced axes as axes of length 1. */
function keepAxes(dy: tf.Tensor, x: tf.Tensor, axis: unknown): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis as number[], x.shape)
  return tf.reshape(dy, x.shape.map((length, index) => (axes.includes(index) ? 1 : length)))
}

const rows: Record<string, Row> = {
  Identity: { gradient: (dy) => ({ x: () => tf.clone(dy) }) },
  Cast: { gradient: (dy) => ({ x: () => tf.clone(dy) }) },
  Reshape: { inputs: ['x'], gradient: (dy, [x]) => ({ x: () => tf.reshape(dy, x.shape) }) },
  Transpose: {
    gradient: (dy, _saved, { perm }) => ({ x: () => tf.transpose(dy, inversePermutation(perm as number[])) }),
  },
  Concat: {
    // Its inputs are a list: tfjs saves all of them.
    gradient: (dy, saved, { axis }) => {
      const pieces = tf.split(dy, saved.map(({ shape }) => shape[axis as number]), axis as number)
      return Object.fromEntries(pieces.map((piece, index) => [String(index), () => tf.clone(piece)]))
    },
  },
  Slice: {
    inputs: ['x'],
    gradient: (dy, [x], { begin }) => ({
      x: () => tf.pad(dy, x.shape.map((length, axis): [number, number] => [(begin as number[])[axis], length - (begin as number[])[axis] - dy.shape[axis]])),
    }),
  },
  Sum: { inputs: ['x'], gradient: (dy, [x], { axis }) => ({ x: () => tf.mul(keepAxes(dy, x, axis), tf.onesLike(x)) }) },
  Mean: {
    inputs: ['x'],
    gradient: (dy, [x], { axis }) => ({ x: () => tf.mul(keepAxes(dy, x, axis), tf.fill(x.shape, dy.size / x.size)) }),
  },
  Max: {
    inputs: ['x'],
    outputs: [true],
    // Of equal maxima each gets the whole gradient, as tfjs does.
    gradient: (dy, [x, y], { reductionIndices }) => ({
      x: () => tf.mul(keepAxes(dy, x, reductionIndices), tf.cast(tf.equal(x, keepAxes(y, x, reductionIndices)), 'float32')),
    }),
  },
  Softmax: {
    outputs: [true],
    gradient: (dy, [y]) => {
      const weighted = tf.mul(dy, y)
      return { logits: () => tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y)) }
    },
  },
  Add: binary((dy) => dy, (dy) => dy),
  Sub: binary((dy) => dy, (dy) => tf.neg(dy)),
  Multiply: binary((dy, _a, b) => tf.mul(dy, b), (dy, a) => tf.mul(dy, a)),
  RealDiv: binary((dy, _a, b) => tf.div(dy, b), (dy, a, b) => tf.neg(tf.div(tf.mul(dy, a), tf.square(b)))),
  Neg: { gradient: (dy) => ({ x: () => tf.neg(dy) }) },
  Square: { inputs: ['x'], gradient: (dy, [x]) => ({ x: () => tf.mul(dy, tf.mul(x, 2)) }) },
  Exp: unary((dy, y) => tf.mul(dy, y)),
  Log: { inputs: ['x'], gradient: (dy, [x]) => ({ x: () => tf.div(dy, x) }) },
  Tanh: unary((dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  Sigmoid: unary((dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  Relu: unary((dy, y) => tf.mul(dy, tf.step(y))),
  // The gradients have kernels of their own; conv1d is a conv2d of height 1.
  Conv2D: {
    inputs: ['x', 'filter'],
    gradient: (dy, [x, filter], { strides, pad, dataFormat, dimRoundingMode, dilations }) => {
      if ([dilations].flat().some((dilation) => dilation !== 1)) fail('engine.shape', { operation: 'convolution', reason: 'dilated convolutions have no gradient here' })
      const gradient = (kernel: string, inputs: tf.NamedTensorMap, shape: object) =>
        tf.engine().runKernel(kernel, inputs, { strides, pad, dataFormat, dimRoundingMode, ...shape } as tf.NamedAttrMap) as tf.Tensor
      return {
        x: () => gradient(tf.Conv2DBackpropInput, { dy, filter }, { inputShape: x.shape }),
        filter: () => gradient(tf.Conv2DBackpropFilter, { x, dy }, { filterShape: filter.shape }),
      }
    },
  },
  BatchMatMul: {
    inputs: ['a', 'b'],
    gradient: (dy, [a, b], attributes) => {
      const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean }
      return {
        a: () => (transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB)),
        b: () => (transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false)),
      }
    },
  },
}

const inversePermutation = (permutation: number[]) => permutation.map((_, axis) => permutation.indexOf(axis))

for (const [kernelName, { inputs, outputs, gradient }] of Object.entries(rows)) {
  if (tf.getGradient(kernelName)) continue // tfjs's own, where the whole library is loaded too.
  tf.registerGradient({
    kernelName,
    inputsToSave: inputs,
    outputsToSave: outputs,
    saveAllInputs: kernelName === 'Concat',
    gradFunc: (dy, saved, attributes) => gradient(dy as tf.Tensor, saved, attributes),
  })
}
