/** engine/layers/pooling.ts as ONNX: hidden states [B, T, W] as one vector [B, W]. */
import type { ClassificationTask } from '../../../src-shared/domain/tasks/classification.ts'
import type { NamedTensor } from '../model.ts'
import type { GraphBuilder } from './builder.ts'
import { rangeOf } from './inputs.ts'
import type { StackOutput } from './recurrent.ts'

type Pool = (graph: GraphBuilder, states: StackOutput, lengths: string, parameters: Record<string, NamedTensor>) => string

/** Far below any score, and still finite. */
const minusInfinity = -1e9

/** [B, T] less nothing within a sequence, and far less beyond. */
function beyond(graph: GraphBuilder, hidden: string, lengths: string): string {
  const outside = graph.node('Not', [graph.node('Less', [graph.reshape(rangeOf(graph, hidden, 1), 1, -1), graph.reshape(graph.node('Cast', [lengths], { to: { i: 7 } }), -1, 1)])])
  return graph.node('Mul', [graph.node('Cast', [outside], { to: { i: 1 } }), graph.float(minusInfinity)])
}

const poolings: Record<ClassificationTask['pooling'], Pool> = {
  last: (_graph, { final }) => final,
  mean: (graph, { hidden }, lengths) =>
    graph.node('Div', [graph.node('ReduceSum', [hidden, graph.integers(1)], { keepdims: { i: 0 } }), graph.reshape(graph.node('Cast', [lengths], { to: { i: 1 } }), -1, 1)]),
  max: (graph, { hidden }, lengths) =>
    graph.node('ReduceMax', [graph.node('Add', [hidden, graph.node('Unsqueeze', [beyond(graph, hidden, lengths), graph.integers(2)])])], { axes: { ints: [1] }, keepdims: { i: 0 } }),
  attention: (graph, { hidden }, lengths, parameters) => {
    const direction = graph.weight('pooling.direction', parameters['pooling.direction'])
    const scores = graph.node('Squeeze', [graph.node('MatMul', [graph.node('Tanh', [graph.dense('pooling.project', hidden)]), direction]), graph.integers(2)])
    const weights = graph.node('Softmax', [graph.node('Add', [scores, beyond(graph, hidden, lengths)])], { axis: { i: 1 } })
    return graph.node('ReduceSum', [graph.node('Mul', [hidden, graph.node('Unsqueeze', [weights, graph.integers(2)])]), graph.integers(1)], { keepdims: { i: 0 } })
  },
}

export const pool = (graph: GraphBuilder, kind: ClassificationTask['pooling'], ...rest: [StackOutput, string, Record<string, NamedTensor>]): string => poolings[kind](graph, ...rest)
