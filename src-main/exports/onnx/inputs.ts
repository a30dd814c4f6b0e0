/** The first layer of engine/layers/input.ts as ONNX: what one time step is, as numbers [B, T', E]. */
import { stepShape, type Input, type InputKind } from '../../../src-shared/domain/prepared.ts'
import { concatenate } from '../layout.ts'
import type { NamedTensor } from '../model.ts'
import type { GraphBuilder } from './builder.ts'

type Parameters = Record<string, NamedTensor>
interface First {
  /** [B, T', E] */
  x: string
  /** [B] int32, of the T' steps. */
  lengths: string
}

type Make<Kind extends InputKind> = (graph: GraphBuilder, input: Extract<Input, { kind: Kind }>, parameters: Parameters) => First

/** Steps that a state stands for, counted in int64 and given as int32, which the recurrent operators want. */
const asInt32 = (graph: GraphBuilder, x: string): string => graph.node('Cast', [x], { to: { i: 6 } })
const asInt64 = (graph: GraphBuilder, x: string): string => graph.node('Cast', [x], { to: { i: 7 } })

/** 0 ... size of the axis, int64. */
export function rangeOf(graph: GraphBuilder, x: string, axis: number): string {
  return graph.node('Range', [graph.integer(0), sizeOf(graph, x, axis), graph.integer(1)])
}
export const sizeOf = (graph: GraphBuilder, x: string, axis: number): string => graph.node('Gather', [graph.node('Shape', [x]), graph.integer(axis)], { axis: { i: 0 } })

/**
 * Windows of neighbouring steps (engine/layers/step-windows.ts): step j holds j S - floor((W - S) / 2) + 0 ... W - 1, ends repeated.
 * features [B, T, C], lengths [B] -> [B, ceil(T / S), W C]
 */
function windows(graph: GraphBuilder, features: string, lengths: string, { window, stride, channels }: { window: number; stride: number; channels: number }): First {
  const wide = (count: string): string => graph.node('Div', [graph.node('Add', [count, graph.integer(stride - 1)]), graph.integer(stride)])
  const own = asInt64(graph, lengths)
  const steps = graph.node('Range', [graph.integer(0), wide(sizeOf(graph, features, 1)), graph.integer(1)])
  const places = graph.node('Add', [
    graph.reshape(graph.node('Sub', [graph.node('Mul', [steps, graph.integer(stride)]), graph.integer(Math.floor((window - stride) / 2))]), 1, -1, 1),
    graph.reshape(graph.integers(...Array.from({ length: window }, (_, place) => place)), 1, 1, -1),
  ])
  const last = graph.reshape(graph.node('Sub', [own, graph.integer(1)]), -1, 1, 1)
  const clipped = graph.node('Min', [graph.node('Max', [places, graph.integer(0)]), last])
  const gathered = graph.node('GatherND', [features, graph.node('Unsqueeze', [clipped, graph.integers(3)])], { batch_dims: { i: 1 } })
  return { x: graph.reshape(gathered, 0, 0, window * channels), lengths: asInt32(graph, wide(own)) }
}

const makers: { [Kind in InputKind]: Make<Kind> } = {
  tokens: (graph) => {
    const tokens = graph.input('tokens', 'int64', ['batch', 'steps'])
    return { x: graph.lookup('embedding.weight', tokens), lengths: graph.input('lengths', 'int32', ['batch']) }
  },
  series: (graph, input) => {
    const [channels] = stepShape(input)
    const { window, stride } = input.preprocessing
    const features = graph.input('features', 'float', ['batch', 'steps', channels])
    const lengths = graph.input('lengths', 'int32', ['batch'])
    if (window === 1 && stride === 1) return { x: graph.dense('input', features), lengths }
    const wide = windows(graph, features, lengths, { window, stride, channels })
    return { x: graph.node('Relu', [graph.dense('input', wide.x)]), lengths: wide.lengths }
  },
  audio: (graph, input) => {
    const [bands] = stepShape(input)
    const features = graph.input('features', 'float', ['batch', 'steps', bands])
    return { x: graph.dense('input', features), lengths: graph.input('lengths', 'int32', ['batch']) }
  },
  frames: (graph, input, parameters) => {
    const [size, , channels] = stepShape(input)
    const features = graph.input('features', 'float', ['batch', 'steps', size, size, channels])
    const lengths = graph.input('lengths', 'int32', ['batch'])
    let side = size
    // Pictures by channel, as ONNX reads them: [B T, C, S, S].
    let pictures = graph.transpose(graph.reshape(features, -1, size, size, channels), 0, 3, 1, 2)
    for (let layer = 0; parameters[`frames.convolution${layer}.weight`]; layer++) {
      const name = `frames.convolution${layer}`
      const weight = graph.weight(`${name}.weight`, filtersFirst(parameters[`${name}.weight`]))
      const after = Math.ceil(side / 2)
      const padding = Math.max(0, (after - 1) * 2 + 3 - side)
      const before = Math.floor(padding / 2)
      const pads = [before, before, padding - before, padding - before]
      pictures = graph.node('Relu', [graph.node('Conv', [pictures, weight, graph.weight(`${name}.bias`, parameters[`${name}.bias`])], { strides: { ints: [2, 2] }, kernel_shape: { ints: [3, 3] }, pads: { ints: pads } })])
      side = after
    }
    const flat = graph.dense('frames.dense', graph.reshape(graph.transpose(pictures, 0, 2, 3, 1), 0, -1))
    const [, width] = parameters['frames.dense.weight'].shape
    const shape = graph.node('Concat', [graph.node('Slice', [graph.node('Shape', [features]), graph.integers(0), graph.integers(2)]), graph.integers(width)], { axis: { i: 0 } })
    return { x: graph.node('Reshape', [flat, shape]), lengths }
  },
}

/** [3, 3, in, out] -> [out, in, 3, 3] */
export function filtersFirst({ shape: [height, width, inputs, outputs], data }: NamedTensor): NamedTensor {
  const rows = Array.from({ length: outputs }, (_, output) =>
    Float32Array.from({ length: inputs * height * width }, (_one, place) => data[((place % (height * width)) * inputs + Math.floor(place / (height * width))) * outputs + output]))
  return { shape: [outputs, inputs, height, width], data: concatenate(rows) }
}

/** Adds the inputs `tokens` or `features`, and `lengths`. */
export const inputLayer = (graph: GraphBuilder, input: Input, parameters: Parameters): First => (makers[input.kind] as Make<InputKind>)(graph, input, parameters)
