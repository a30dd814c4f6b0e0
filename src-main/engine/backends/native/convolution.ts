/** tfjs's convolution kernels (conv1d comes here too, as height 1) over the native ones; equations: kernels/core/convolution.hpp. */
import * as tf from '@tensorflow/tfjs-core'
import type { ConvolutionArguments } from '../../kernels/loader.ts'
import type { Kernel } from '../reference/backend.ts'
import type { NativeBackend } from './backend.ts'
import { cpuKernel } from './cpu-kernel.ts'
import { mapFunctions } from './elementwise.ts'

/** Attributes of Conv2D and of its gradients; these have no dilations. */
interface Attributes {
  strides: [number, number] | number
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding
  dataFormat: 'NHWC' | 'NCHW'
  dilations?: [number, number] | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
  inputShape?: [number, number, number, number]
  filterShape?: [number, number, number, number]
}
type Shape4D = [number, number, number, number]
type Call = Parameters<Kernel>[0]

/** The sizes of a convolution, or null for what the native kernels do not cover: channels first, dilations, nothing to compute. */
function sizesOf(x: number[], filter: number[], { strides, pad, dataFormat, dilations = 1, dimRoundingMode }: Attributes): ConvolutionArguments | null {
  if (dataFormat !== 'NHWC' || [dilations].flat().some((dilation) => dilation !== 1)) return null
  const info = tf.backend_util.computeConv2DInfo(x as Shape4D, filter as Shape4D, strides, 1, pad, dimRoundingMode)
  const sizes: ConvolutionArguments = [
    info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.filterHeight, info.filterWidth, info.outChannels,
    info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left, info.outHeight, info.outWidth,
  ]
  return sizes.every((size, index) => size >= (index === 9 || index === 10 ? 0 : 1)) ? sizes : null
}

const outShapeOf = (sizes: ConvolutionArguments) => [sizes[0], sizes[11], sizes[12], sizes[6]]

const size = new Float32Array(1)

/** Takes the work memory, gives it back when `compute` is through. */
function withWork(backend: NativeBackend, sizes: ConvolutionArguments, compute: (work: Float32Array) => void): void {
  backend.kernels.convolutionSize(...sizes, size)
  const work = backend.buffers.take(size[0])
  try {
    compute(work)
  } finally {
    backend.buffers.give(work)
  }
}

/** A convolution kernel: `shapes` of the image and of the filter, what is computed of the sizes; else the CPU backend's. */
function convolutionKernel(
  name: string, shapes: (call: Call, attributes: Attributes) => [number[], number[]],
  compute: (sizes: ConvolutionArguments, inputs: Record<string, tf.TensorInfo>, backend: NativeBackend) => tf.TensorInfo,
): Kernel {
  return (call) => {
    const attributes = call.attributes as Attributes
    const sizes = Object.values(call.inputs).every(({ dtype }) => dtype === 'float32') ? sizesOf(...shapes(call, attributes), attributes) : null
    return sizes ? [compute(sizes, call.inputs, call.backend as NativeBackend)] : cpuKernel(name, call)
  }
}

/** tfjs's activations that can be applied in place to what a product has written. */
const inPlace: Record<string, number> = { relu: mapFunctions.positivePart, sigmoid: mapFunctions.sigmoid }

/** Whether `finish` knows an activation. */
export const canFinish = (activation: string): boolean => activation === 'linear' || activation in inPlace

/** values = activation(values + bias) in place; bias [columns] or null, values [.., columns]. */
export function finish(backend: NativeBackend, values: Float32Array, bias: Float32Array | null, activation: string): void {
  const size = values.length
  if (bias) backend.kernels.broadcast(0, 2, Int32Array.of(size / bias.length, bias.length, bias.length, 1, 0, 1), values, bias, values)
  if (activation !== 'linear') backend.kernels.map(inPlace[activation], size, values, values)
}

/** A convolution with bias and activation, as tfjs fuses them where no gradient is asked for. */
const fusedConvolution: Kernel = (call) => {
  const { x, filter, bias, preluActivationWeights } = call.inputs
  const attributes = call.attributes as Attributes & { activation: string }
  const sizes = [x, filter, ...(bias ? [bias] : [])].every(({ dtype }) => dtype === 'float32') ? sizesOf(x.shape, filter.shape, attributes) : null
  const rowOfBias = !bias || tf.util.sizeFromShape(bias.shape) === filter.shape[3]
  if (!sizes || preluActivationWeights || !rowOfBias || !canFinish(attributes.activation)) return cpuKernel(tf.FusedConv2D, call)
  const backend = call.backend as NativeBackend
  const y = backend.output(outShapeOf(sizes))
  withWork(backend, sizes, (work) => backend.kernels.convolution(...sizes, backend.floats(x), backend.floats(filter), y.values, work))
  finish(backend, y.values, bias ? backend.floats(bias) : null, attributes.activation)
  return [y.info]
}

export const convolutionNativeKernels: Record<string, Kernel> = {
  [tf.Conv2D]: convolutionKernel(tf.Conv2D, ({ inputs: { x, filter } }) => [x.shape, filter.shape], (sizes, { x, filter }, backend) => {
    const y = backend.output(outShapeOf(sizes))
    withWork(backend, sizes, (work) => backend.kernels.convolution(...sizes, backend.floats(x), backend.floats(filter), y.values, work))
    return y.info
  }),
  [tf.FusedConv2D]: fusedConvolution,
  [tf.Conv2DBackpropInput]: convolutionKernel(
    tf.Conv2DBackpropInput, ({ inputs: { filter } }, { inputShape }) => [inputShape ?? [], filter.shape],
    (sizes, { dy, filter }, backend) => {
      const dx = backend.output(sizes.slice(0, 4))
      withWork(backend, sizes, (work) => backend.kernels.convolutionInputGradient(...sizes, dx.values, backend.floats(filter), backend.floats(dy), work))
      return dx.info
    },
  ),
  [tf.Conv2DBackpropFilter]: convolutionKernel(
    tf.Conv2DBackpropFilter, ({ inputs: { x } }, { filterShape }) => [x.shape, filterShape ?? []],
    (sizes, { x, dy }, backend) => {
      const dfilter = backend.output([sizes[4], sizes[5], sizes[3], sizes[6]])
      withWork(backend, sizes, (work) => backend.kernels.convolutionFilterGradient(...sizes, backend.floats(x), dfilter.values, backend.floats(dy), work))
      return dfilter.info
    },
  ),
}
