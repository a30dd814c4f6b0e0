/**
 * Recurrent layers as ONNX operators, one node a layer with both directions in it:
 *
 *   x [B, T, I] -> Transpose [T, B, I] -> LSTM / GRU / RNN with sequence_lens -> Y [T, D, B, H], Y_h, Y_c [D, B, H]
 *   -> [T, B, D H], which the next layer reads; at the end -> [B, T, D H], zero beyond a sequence's length
 */
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'
import { concatenate, reorderBlocks, rowOf, transpose } from '../layout.ts'
import { recurrentLayers, type NamedTensor, type RecurrentLayerWeights } from '../model.ts'
import type { GraphBuilder } from './builder.ts'
import type { AttributeValue } from './schema.ts'

/** ONNX operator of each cell, and where its gates come from: gate i of ONNX is gate `gateOrder[i]` of ours. */
const operators = {
  rnn: { operation: 'RNN', gateOrder: [0] },
  // ours i f g o, theirs i o f c
  lstm: { operation: 'LSTM', gateOrder: [0, 3, 1, 2] },
  // ours r z n, theirs z r h
  gru: { operation: 'GRU', gateOrder: [1, 0, 2] },
} as const

/** Names of values [D, B, H]. */
export interface LayerState {
  hidden: string
  /** lstm alone. */
  cell: string | null
}

export interface StackOutput {
  /** [B, T, D H] */
  hidden: string
  /** Layer 0 first. */
  states: LayerState[]
  /** The last layer's final states, directions side by side: [B, D H]. */
  final: string
}

export interface StackOptions {
  parameters: Record<string, NamedTensor>
  /** As in the names of the parameters: recurrent, encoder, ... */
  name: string
  config: RecurrentConfig
  /** [B] int32; left out, every sequence has T steps. */
  lengths?: string
  initial?: LayerState[]
}

/** x [B, T, I] */
export function recurrentStack(graph: GraphBuilder, x: string, { parameters, name, config, lengths = '', initial }: StackOptions): StackOutput {
  const { operation } = operators[config.cell]
  const states: LayerState[] = []
  let below = graph.transpose(x, 1, 0, 2)
  recurrentLayers({ config, parameters, name }).forEach((weights, layer) => {
    const [w, r, b] = layerWeights(graph, `${name}.layer${layer}`, weights, config)
    const before = initial?.[layer]
    const given = [below, w, r, b, lengths, ...(before ? [before.hidden, ...(before.cell === null ? [] : [before.cell])] : [])]
    const [y, hidden, cell = null] = graph.outputs(operation, given, config.cell === 'lstm' ? 3 : 2, layerAttributes(config))
    states.push({ hidden, cell })
    below = graph.reshape(graph.transpose(y, 0, 2, 1, 3), 0, 0, -1)
  })
  return { hidden: graph.transpose(below, 1, 0, 2), states, final: sideBySide(graph, states[states.length - 1].hidden) }
}

/** [D, B, H] -> [B, D H]. A 0 keeps the size of the input, -1 takes what is left. */
export const sideBySide = (graph: GraphBuilder, state: string): string => graph.reshape(graph.transpose(state, 1, 0, 2), 0, -1)

/** W [D, G H, I], R [D, G H, H], B [D, 2 G H] with ONNX's gate order; once a graph, however often the layer is run. */
function layerWeights(graph: GraphBuilder, name: string, { directions }: RecurrentLayerWeights, { cell, hidden }: RecurrentConfig): string[] {
  const { gateOrder } = operators[cell]
  const [inputs, columns] = directions[0].wx.shape
  const count = directions.length
  return [
    graph.weight(`${name}.W`, { shape: [count, columns, inputs], data: concatenate(directions.map(({ wx }) => reorderBlocks(transpose(wx).data, gateOrder))) }),
    graph.weight(`${name}.R`, { shape: [count, columns, hidden], data: concatenate(directions.map(({ wh }) => reorderBlocks(transpose(wh).data, gateOrder))) }),
    graph.weight(`${name}.B`, { shape: [count, 2 * columns], data: concatenate(directions.flatMap(({ bias }) => [0, 1].map((row) => reorderBlocks(rowOf(bias, row), gateOrder)))) }),
  ]
}

function layerAttributes(recurrent: RecurrentConfig): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {
    hidden_size: { i: recurrent.hidden },
    direction: { s: recurrent.bidirectional ? 'bidirectional' : 'forward' },
  }
  if (recurrent.cell === 'rnn') {
    const activation = recurrent.activation === 'relu' ? 'Relu' : 'Tanh'
    attributes.activations = { strings: recurrent.bidirectional ? [activation, activation] : [activation] }
  }
  if (recurrent.cell === 'gru') attributes.linear_before_reset = { i: recurrent.resetAfter ? 1 : 0 }
  return attributes
}
