/**
 * A translator in two programs (equations: engine/tasks/translation/model.ts):
 *
 *   encoder.onnx  source [B, S], lengths [B] -> memory [B, S, W], words [B, S, E], hidden and (lstm) cell [layers, B, W]
 *   decoder.onnx  tokens [B, U], those four, lengths -> logits [B, U, V], attention [B, U, S], nextHidden, nextCell
 *
 * A translation begins with token 0 and ends where 0 is the likeliest.
 */
import { probeTokens } from '../../../engine/tasks/translation/outputs.ts'
import type { NamedTensor } from '../../model.ts'
import { createGraph, type GraphBuilder } from '../builder.ts'
import { rangeOf } from '../inputs.ts'
import { recurrentStack, sideBySide, type LayerState } from '../recurrent.ts'
import { int32, int64, rectangle, rowOf, type Feed } from '../run.ts'
import type { OnnxModel, OnnxTask } from '../task.ts'

type Model = OnnxModel<'translation'>

const widthOf = ({ config: { model: { recurrent } } }: Model): number => recurrent.hidden * (recurrent.bidirectional ? 2 : 1)
const joined = (graph: GraphBuilder, names: string[], axis = 0): string => graph.node('Concat', names, { axis: { i: axis } })

function encoder(model: Model) {
  const { config: { model: { recurrent, embedding } }, fitted: { shared }, parameters } = model
  const width = widthOf(model)
  const graph = createGraph('seqbench-encoder', parameters)
  const source = graph.input('source', 'int64', ['batch', 'sourceSteps'])
  const lengths = graph.input('lengths', 'int32', ['batch'])
  const words = graph.lookup(shared ? 'embedding.weight' : 'source.weight', source)
  const { hidden, states } = recurrentStack(graph, words, { parameters, name: 'encoder', config: recurrent, lengths })
  const bridged = (part: 'hidden' | 'cell', squash: (x: string) => string): string =>
    joined(graph, states.map((state, layer) => graph.node('Unsqueeze', [squash(graph.dense(`bridge.layer${layer}.${part}`, sideBySide(graph, state[part] ?? ''))), graph.integers(0)])))
  graph.output('memory', hidden, ['batch', 'sourceSteps', width])
  graph.output('words', words, ['batch', 'sourceSteps', embedding])
  graph.output('hidden', bridged('hidden', (x) => graph.node('Tanh', [x])), [recurrent.layers, 'batch', width])
  if (recurrent.cell === 'lstm') graph.output('cell', bridged('cell', (x) => x), [recurrent.layers, 'batch', width])
  return graph.build()
}

/** queries [B, U, W], memory [B, S, W] -> [B, U, S]: engine/ops/attention.ts. */
function scores(graph: GraphBuilder, parameters: Record<string, NamedTensor>, kind: string, queries: string, memory: string): string {
  const own = (name: string): string => graph.weight(`attention.${name}`, parameters[`attention.${name}`])
  if (kind === 'concat') {
    const asked = graph.node('Unsqueeze', [graph.node('MatMul', [queries, own('queries')]), graph.integers(2)])
    const offered = graph.node('Unsqueeze', [graph.node('MatMul', [memory, own('keys')]), graph.integers(1)])
    const vector = graph.reshape(own('vector'), -1, 1)
    return graph.node('Squeeze', [graph.node('MatMul', [graph.node('Tanh', [graph.node('Add', [asked, offered])]), vector]), graph.integers(3)])
  }
  return graph.node('MatMul', [kind === 'general' ? graph.node('MatMul', [queries, own('matrix')]) : queries, graph.transpose(memory, 0, 2, 1)])
}

function decoder(model: Model) {
  const { config: { model: { recurrent, embedding }, task }, fitted: { shared, target }, parameters } = model
  const width = widthOf(model)
  const classes = target.vocabulary.length
  const config = { ...recurrent, hidden: width, bidirectional: false }
  const graph = createGraph('seqbench-decoder', parameters)
  const tokens = graph.input('tokens', 'int64', ['batch', 'targetSteps'])
  const attends = task.attention !== 'none'
  const memory = attends ? graph.input('memory', 'float', ['batch', 'sourceSteps', width]) : ''
  const words = attends ? graph.input('words', 'float', ['batch', 'sourceSteps', embedding]) : ''
  const lengths = attends ? graph.input('lengths', 'int32', ['batch']) : ''
  const parts = recurrent.cell === 'lstm' ? ['hidden', 'cell'] : ['hidden']
  const before = parts.map((part) => {
    const all = graph.input(part, 'float', [recurrent.layers, 'batch', width])
    return recurrent.layers === 1 ? [all] : graph.outputs('Split', [all], recurrent.layers, { axis: { i: 0 } })
  })
  const initial = Array.from({ length: recurrent.layers }, (_, layer): LayerState => ({ hidden: before[0][layer], cell: before[1]?.[layer] ?? null }))
  const table = shared ? 'embedding.weight' : 'target.weight'
  const { hidden, states } = recurrentStack(graph, graph.lookup(table, tokens), { parameters, name: 'decoder', config, initial })
  let both = hidden
  if (attends) {
    const outside = graph.node('Not', [graph.node('Less', [graph.reshape(rangeOf(graph, memory, 1), 1, 1, -1), graph.reshape(graph.node('Cast', [lengths], { to: { i: 7 } }), -1, 1, 1)])])
    const far = graph.node('Mul', [graph.node('Cast', [outside], { to: { i: 1 } }), graph.float(-1e9)])
    const weights = graph.node('Softmax', [graph.node('Add', [scores(graph, parameters, task.attention, hidden, memory), far])], { axis: { i: 2 } })
    graph.output('attention', weights, ['batch', 'targetSteps', 'sourceSteps'])
    both = joined(graph, [graph.node('MatMul', [weights, memory]), hidden, graph.node('MatMul', [weights, words])], 2)
  }
  const features = graph.node('Tanh', [graph.dense('combine', both)])
  const logits = task.tieEmbeddings
    ? graph.node('Add', [graph.node('MatMul', [features, graph.transpose(graph.weight(table, parameters[table]), 1, 0)]), graph.weight('output.bias', parameters['output.bias'])])
    : graph.dense('output', features)
  graph.output('logits', logits, ['batch', 'targetSteps', classes])
  graph.output('nextHidden', joined(graph, states.map((state) => state.hidden)), [recurrent.layers, 'batch', width])
  if (recurrent.cell === 'lstm') graph.output('nextCell', joined(graph, states.map((state) => state.cell ?? '')), [recurrent.layers, 'batch', width])
  return graph.build()
}

export const translation: OnnxTask<'translation'> = {
  programs: (model) => [{ file: 'encoder.onnx', graph: encoder(model) }, { file: 'decoder.onnx', graph: decoder(model) }],
  run: async ([reader, writer], { config: { task }, fitted: { target: { vocabulary } } }, batch) => {
    const { values, steps, lengths } = rectangle(batch.map(({ source }) => source))
    const { memory, words, hidden, cell } = await reader.run({ source: int64([batch.length, steps], values), lengths: int32(lengths) })
    const fixed: Record<string, Feed> = task.attention === 'none' ? {} : { memory, words, lengths: int32(lengths) }
    let state: Record<string, Feed> = cell ? { hidden, cell } : { hidden }
    const logits = batch.map((): number[] => [])
    for (const token of probeTokens(vocabulary.length)) {
      const found = await writer.run({ tokens: int64([batch.length, 1], batch.map(() => token)), ...fixed, ...state })
      logits.forEach((own, row) => own.push(...rowOf(found.logits, row)))
      state = found.nextCell ? { hidden: found.nextHidden, cell: found.nextCell } : { hidden: found.nextHidden }
    }
    return logits.map((own) => Float32Array.from(own))
  },
}
