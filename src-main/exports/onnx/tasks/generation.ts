/**
 * A language model, some tokens at a time with its state carried on: tokens [B, T] (and the class asked for, [B]), hidden and (lstm)
 * cell [layers, B, H] before them -> logits [B, T, V] of what comes next, and the state after them. A text begins with zeros.
 */
import type { GenerationFitted } from '../../../../src-shared/domain/tasks/generation.ts'
import { createGraph } from '../builder.ts'
import { recurrentStack, type LayerState } from '../recurrent.ts'
import { float, int64, rowOf, type Feed } from '../run.ts'
import type { OnnxTask } from '../task.ts'

/** Tokens of a text that are compared: the first at once, the others one by one. */
const comparedTokens = 24
const atOnce = 12

export const generation: OnnxTask<'generation'> = {
  programs: ({ config: { model, task }, fitted: { input: { vocabulary }, labels }, parameters }) => {
    const config = { ...model.recurrent, bidirectional: false }
    const { layers, hidden, cell } = config
    const graph = createGraph('seqbench-language-model', parameters)
    const tokens = graph.input('tokens', 'int64', ['batch', 'steps'])
    const embedded = graph.lookup('embedding.weight', tokens)
    const x = labels.length === 0 ? embedded : graph.node('Add', [embedded, graph.node('Unsqueeze', [graph.lookup('label', graph.input('label', 'int64', ['batch'])), graph.integers(1)])])
    const parts = cell === 'lstm' ? ['hidden', 'cell'] : ['hidden']
    const before = parts.map((part) => {
      const all = graph.input(part, 'float', [layers, 'batch', hidden])
      return layers === 1 ? [all] : graph.outputs('Split', [all], layers, { axis: { i: 0 } })
    })
    const initial = Array.from({ length: layers }, (_, layer): LayerState => ({ hidden: before[0][layer], cell: before[1]?.[layer] ?? null }))
    const { hidden: states, states: after } = recurrentStack(graph, x, { parameters, name: 'recurrent', config, initial })
    const projected = task.tieEmbeddings && parameters['project.weight'] ? graph.dense('project', states) : states
    const logits = task.tieEmbeddings
      ? graph.node('Add', [graph.node('MatMul', [projected, graph.transpose(graph.weight('embedding.weight', parameters['embedding.weight']), 1, 0)]), graph.weight('output.bias', parameters['output.bias'])])
      : graph.dense('output', states)
    graph.output('logits', logits, ['batch', 'steps', vocabulary.length])
    const joined = (names: (string | null)[]): string => graph.node('Concat', names.flatMap((name) => name ?? []), { axis: { i: 0 } })
    graph.output('nextHidden', joined(after.map((state) => state.hidden)), [layers, 'batch', hidden])
    if (cell === 'lstm') graph.output('nextCell', joined(after.map((state) => state.cell)), [layers, 'batch', hidden])
    return [{ file: 'model.onnx', graph: graph.build() }]
  },
  cases: ({ fitted: { unit, input: { vocabulary } } }, item) => {
    // What is learned begins with the token that begins an item.
    const tokens = (unit === 'items' ? Int32Array.of(vocabulary.length - 2, ...item.tokens.subarray(0, comparedTokens)) : item.tokens).subarray(0, comparedTokens)
    return tokens.length === 0 ? [] : [{ ...item, tokens }]
  },
  run: async ([session], { config: { model: { recurrent } }, fitted }, batch) => {
    const results: Float32Array[] = []
    // Texts of one length run together; here each by itself, since a state belongs to its last token.
    for (const { tokens, label } of batch) {
      let state = firstState(recurrent)
      const logits: number[] = []
      for (const piece of [tokens.subarray(0, atOnce), ...Array.from(tokens.subarray(atOnce), (token) => Int32Array.of(token))]) {
        const found = await session.run({ tokens: int64([1, piece.length], piece), ...labelFeed(fitted, label), ...state })
        logits.push(...rowOf(found.logits, 0))
        state = { hidden: found.nextHidden, ...(found.nextCell ? { cell: found.nextCell } : {}) }
      }
      results.push(Float32Array.from(logits))
    }
    return results
  },
}

const labelFeed = ({ labels }: GenerationFitted, label: number): Record<string, Feed> => (labels.length === 0 ? {} : { label: int64([1], [label]) })

function firstState({ layers, hidden, cell }: { layers: number; hidden: number; cell: string }): Record<string, Feed> {
  const zeros = (): Feed => float([layers, 1, hidden], new Float32Array(layers * hidden))
  return cell === 'lstm' ? { hidden: zeros(), cell: zeros() } : { hidden: zeros() }
}
