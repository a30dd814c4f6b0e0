/**
 * The ONNX graph of a sequence classifier:
 *
 *   tokens [batch, steps] int64, lengths [batch] int32
 *   Gather -> [batch, steps, E] -> Transpose -> [steps, batch, E]
 *   LSTM / GRU / RNN with sequence_lens, one node a layer (both directions in one) -> Y [steps, D, batch, H], Y_h [D, batch, H]
 *   between layers: Y -> [steps, batch, D H];  after the last: Y_h -> [batch, D H] -> Gemm -> logits -> Softmax -> probabilities
 */
import { concatenate, reorderBlocks, rowOf, transpose } from '../layout.ts'
import { recurrentLayers, type RecurrentLayerWeights, type TextClassifier } from '../model.ts'
import type { AttributeValue, Graph, Initializer, Node } from './schema.ts'
import type { RecurrentConfig } from '../../../src-shared/domain/config.ts'

/** ONNX operator of each cell, and where its gates come from: gate i of ONNX is gate `gateOrder[i]` of ours. */
const operators = {
  rnn: { operation: 'RNN', gateOrder: [0] },
  // ours i f g o, theirs i o f c
  lstm: { operation: 'LSTM', gateOrder: [0, 3, 1, 2] },
  // ours r z n, theirs z r h
  gru: { operation: 'GRU', gateOrder: [1, 0, 2] },
} as const

export function classifierGraph(model: TextClassifier): Graph {
  const { config, parameters, fitted } = model
  const layers = recurrentLayers(model)
  const nodes: Node[] = [
    { operation: 'Gather', inputs: ['embedding.weight', 'tokens'], outputs: ['embedded'], attributes: { axis: { i: 0 } } },
    { operation: 'Transpose', inputs: ['embedded'], outputs: ['layer0.input'], attributes: { perm: { ints: [1, 0, 2] } } },
  ]
  const initializers: Initializer[] = [
    { name: 'embedding.weight', dims: parameters['embedding.weight'].shape, data: parameters['embedding.weight'].data },
    { name: 'shape.final', dims: [2], data: BigInt64Array.from([0n, -1n]) },
    { name: 'output.weight', dims: parameters['output.weight'].shape, data: parameters['output.weight'].data },
    { name: 'output.bias', dims: parameters['output.bias'].shape, data: parameters['output.bias'].data },
  ]
  // A 0 keeps the size of the input, -1 takes what is left.
  if (layers.length > 1) initializers.push({ name: 'shape.steps', dims: [3], data: BigInt64Array.from([0n, 0n, -1n]) })
  layers.forEach((weights, layer) => {
    const name = `layer${layer}`
    initializers.push(...layerInitializers(name, weights, config.model.recurrent))
    nodes.push({
      operation: operators[config.model.recurrent.cell].operation,
      inputs: [`${name}.input`, `${name}.W`, `${name}.R`, `${name}.B`, 'lengths'],
      outputs: [`${name}.Y`, `${name}.Y_h`],
      attributes: layerAttributes(config.model.recurrent),
    })
    if (layer < layers.length - 1) {
      nodes.push(
        { operation: 'Transpose', inputs: [`${name}.Y`], outputs: [`${name}.joined`], attributes: { perm: { ints: [0, 2, 1, 3] } } },
        { operation: 'Reshape', inputs: [`${name}.joined`, 'shape.steps'], outputs: [`layer${layer + 1}.input`] },
      )
    }
  })
  nodes.push(
    { operation: 'Transpose', inputs: [`layer${layers.length - 1}.Y_h`], outputs: ['final.joined'], attributes: { perm: { ints: [1, 0, 2] } } },
    { operation: 'Reshape', inputs: ['final.joined', 'shape.final'], outputs: ['final'] },
    { operation: 'Gemm', inputs: ['final', 'output.weight', 'output.bias'], outputs: ['logits'] },
    { operation: 'Softmax', inputs: ['logits'], outputs: ['probabilities'], attributes: { axis: { i: 1 } } },
  )
  return {
    name: 'seqbench-classifier',
    nodes,
    initializers,
    inputs: [
      { name: 'tokens', type: 'int64', shape: ['batch', 'steps'] },
      { name: 'lengths', type: 'int32', shape: ['batch'] },
    ],
    outputs: [
      { name: 'logits', type: 'float', shape: ['batch', fitted.labels.length] },
      { name: 'probabilities', type: 'float', shape: ['batch', fitted.labels.length] },
    ],
  }
}

/** W [D, G H, I], R [D, G H, H], B [D, 2 G H] with ONNX's gate order. */
function layerInitializers(name: string, { directions }: RecurrentLayerWeights, { cell, hidden }: RecurrentConfig): Initializer[] {
  const { gateOrder } = operators[cell]
  const [inputs, columns] = directions[0].wx.shape
  return [
    { name: `${name}.W`, dims: [directions.length, columns, inputs], data: concatenate(directions.map(({ wx }) => reorderBlocks(transpose(wx).data, gateOrder))) },
    { name: `${name}.R`, dims: [directions.length, columns, hidden], data: concatenate(directions.map(({ wh }) => reorderBlocks(transpose(wh).data, gateOrder))) },
    {
      name: `${name}.B`,
      dims: [directions.length, 2 * columns],
      data: concatenate(directions.flatMap(({ bias }) => [0, 1].map((row) => reorderBlocks(rowOf(bias, row), gateOrder)))),
    },
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
