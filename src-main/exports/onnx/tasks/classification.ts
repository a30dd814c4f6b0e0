/**
 * A classifier: input layer -> recurrent layers -> pooling -> logits [B, O] -> what they stand for, by the target.
 *
 *   class    probabilities = softmax(logits)               classes   probabilities = sigmoid(logits), each class by itself
 *   ordinal  c_k = min over j <= k of sigmoid(logits_j);  probabilities 1 - c_0, c_0 - c_1, ..., c_(K-2)      (engine/losses/ordinal.ts)
 *   number   value = logits * scale + center
 */
import type { ClassificationFitted, TargetKind } from '../../../../src-shared/domain/tasks/classification.ts'
import { stepShape } from '../../../../src-shared/domain/prepared.ts'
import { tempered } from '../../model.ts'
import { createGraph, type GraphBuilder } from '../builder.ts'
import { inputLayer } from '../inputs.ts'
import { pool } from '../pooling.ts'
import { recurrentStack } from '../recurrent.ts'
import { float, int32, int64, rectangle, rowOf, type Feed } from '../run.ts'
import type { OnnxTask } from '../task.ts'

const answers: Record<TargetKind, (graph: GraphBuilder, logits: string, fitted: ClassificationFitted) => void> = {
  class: (graph, logits, { labels }) => graph.output('probabilities', graph.node('Softmax', [logits], { axis: { i: 1 } }), ['batch', labels.length]),
  classes: (graph, logits, { labels }) => graph.output('probabilities', graph.node('Sigmoid', [logits]), ['batch', labels.length]),
  ordinal: (graph, logits, { labels }) => {
    const shares = graph.node('Sigmoid', [logits])
    const answers_ = labels.length > 2 ? graph.outputs('Split', [shares], labels.length - 1, { axis: { i: 1 } }) : [shares]
    const higher: string[] = []
    for (const share of answers_) higher.push(higher.length === 0 ? share : graph.node('Min', [higher[higher.length - 1], share]))
    const before = [graph.float(1), ...higher]
    const parts = [...higher.map((share, place) => graph.node('Sub', [before[place], share])), higher[higher.length - 1]]
    graph.output('probabilities', graph.node('Concat', parts, { axis: { i: 1 } }), ['batch', labels.length])
  },
  number: (graph, logits, { scaler }) => {
    const { center, scale } = scaler ?? { center: 0, scale: 1 }
    graph.output('value', graph.node('Add', [graph.node('Mul', [logits, graph.float(scale)]), graph.float(center)]), ['batch', 1])
  },
}

/** What is read of each sequence, and how it is sent. */
export function feedsOf({ input }: Pick<ClassificationFitted, 'input'>, sequences: readonly ArrayLike<number>[]): Record<string, Feed> {
  const step = stepShape(input)
  const { values, steps, lengths } = rectangle(sequences, step.reduce((size, side) => size * side, 1))
  const shape = [sequences.length, steps, ...step]
  return { ...(input.kind === 'tokens' ? { tokens: int64(shape, values) } : { features: float(shape, values) }), lengths: int32(lengths) }
}

export const classification: OnnxTask<'classification'> = {
  programs: ({ config: { model, task }, fitted, parameters: learned }) => {
    const parameters = tempered(learned)
    const graph = createGraph('seqbench-classifier', parameters)
    const { x, lengths } = inputLayer(graph, fitted.input, parameters)
    const states = recurrentStack(graph, x, { parameters, name: 'recurrent', config: model.recurrent, lengths })
    const logits = graph.dense('output', pool(graph, task.pooling, states, lengths, parameters))
    graph.output('logits', logits, ['batch', parameters['output.bias'].shape[0]])
    answers[fitted.target](graph, logits, fitted)
    return [{ file: 'model.onnx', graph: graph.build() }]
  },
  run: async ([session], { fitted }, batch) => {
    const { logits } = await session.run(feedsOf(fitted, batch.map(({ sequence }) => sequence)))
    return batch.map((_, row) => rowOf(logits, row))
  },
}
