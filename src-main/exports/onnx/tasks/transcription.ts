/**
 * A transcriber: log-mel [B, T, bands], T filled up with zeros to whole groups of `stack` steps -> logits -> logProbabilities
 * [B, ceil(T / stack), K] of the symbols, the blank first.
 */
import { createGraph } from '../builder.ts'
import { sizeOf } from '../inputs.ts'
import { recurrentStack } from '../recurrent.ts'
import { float, int32, rectangle, rowOf } from '../run.ts'
import type { OnnxTask } from '../task.ts'

export const transcription: OnnxTask<'transcription'> = {
  programs: ({ config: { model }, fitted: { input: { preprocessing: { bands } }, stack, symbols }, parameters }) => {
    const graph = createGraph('seqbench-transcriber', parameters)
    const features = graph.input('features', 'float', ['batch', 'steps', bands])
    const lengths = graph.input('lengths', 'int32', ['batch'])
    const missing = graph.node('Mod', [graph.node('Neg', [sizeOf(graph, features, 1)]), graph.integer(stack)])
    const pads = graph.node('Concat', [graph.integers(0, 0, 0, 0), graph.reshape(missing, 1), graph.integers(0)], { axis: { i: 0 } })
    const stacked = graph.reshape(graph.node('Pad', [features, pads, graph.float(0)], { mode: { s: 'constant' } }), 0, -1, stack * bands)
    const steps = graph.node('Div', [graph.node('Add', [graph.node('Cast', [lengths], { to: { i: 7 } }), graph.integer(stack - 1)]), graph.integer(stack)])
    const own = graph.node('Cast', [steps], { to: { i: 6 } })
    const { hidden } = recurrentStack(graph, graph.dense('input', stacked), { parameters, name: 'recurrent', config: model.recurrent, lengths: own })
    graph.output('logProbabilities', graph.node('LogSoftmax', [graph.dense('output', hidden)], { axis: { i: 2 } }), ['batch', 'groups', symbols.length])
    return [{ file: 'model.onnx', graph: graph.build() }]
  },
  run: async ([session], { fitted: { input: { preprocessing: { bands } }, stack, symbols } }, batch) => {
    const { values, steps, lengths } = rectangle(batch.map(({ sequence }) => sequence), bands)
    const { logProbabilities } = await session.run({ features: float([batch.length, steps, bands], values), lengths: int32(lengths) })
    return batch.map((_, row) => rowOf(logProbabilities, row, Math.ceil(lengths[row] / stack) * symbols.length))
  },
}
