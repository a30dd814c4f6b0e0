/**
 * A tagger: emissions [B, T, K], a score for each tag of each step. With `output: softmax` the largest is the tag; with a CRF the
 * best sequence is found over them by Viterbi, whose transitions lie in model.json.
 *
 *   words   tokens [B, T], shapes [B, T], characters [B, T, L] with letters [B, T] of them: as engine/tasks/tagging/model.ts
 *   others  features [B, T, ...]
 */
import type { WordsInput } from '../../../../src-shared/domain/tasks/tagging.ts'
import { lookAt } from '../../../engine/tasks/tagging/words.ts'
import { createGraph, type GraphBuilder } from '../builder.ts'
import { inputLayer } from '../inputs.ts'
import { recurrentStack } from '../recurrent.ts'
import { int32, int64, rectangle, rowOf, type Feed } from '../run.ts'
import type { OnnxModel, OnnxTask } from '../task.ts'
import { feedsOf } from './classification.ts'

function wordLayer(graph: GraphBuilder, { config: { task }, parameters }: OnnxModel<'tagging'>): { x: string; lengths: string } {
  const tokens = graph.input('tokens', 'int64', ['batch', 'steps'])
  const parts = [graph.lookup('words.weight', tokens), graph.lookup('shapes.weight', graph.input('shapes', 'int64', ['batch', 'steps']))]
  if (task.characters && parameters['characters.weight']) {
    const characters = graph.input('characters', 'int64', ['batch', 'steps', 'letters'])
    const counts = graph.input('characterLengths', 'int32', ['batch', 'steps'])
    // Every word is a sequence by itself: [B T, L].
    const longest = graph.node('Slice', [graph.node('Shape', [characters]), graph.integers(2), graph.integers(3)])
    const spelled = graph.node('Reshape', [characters, graph.node('Concat', [graph.integers(-1), longest], { axis: { i: 0 } })])
    const { embedding: _width, hidden } = task.characters
    const config = { cell: 'lstm', hidden, layers: 1, bidirectional: true, dropout: 0, weightDropout: 0 } as const
    const { final } = recurrentStack(graph, graph.lookup('characters.weight', spelled), { parameters, name: 'letters', config, lengths: graph.reshape(counts, -1) })
    const shape = graph.node('Concat', [graph.node('Shape', [tokens]), graph.integers(2 * hidden)], { axis: { i: 0 } })
    parts.push(graph.node('Reshape', [final, shape]))
  }
  return { x: graph.node('Concat', parts, { axis: { i: 2 } }), lengths: graph.input('lengths', 'int32', ['batch']) }
}

/** Sentences as the graph reads them; a padded word has one letter, which nothing looks at. */
function wordFeeds({ alphabet }: WordsInput, spelled: boolean, batch: readonly { sequence: ArrayLike<number>; words: readonly string[] }[]): Record<string, Feed> {
  const { values, steps, lengths } = rectangle(batch.map(({ sequence }) => sequence))
  const shape = [batch.length, steps]
  const look = lookAt(alphabet)
  const shapes = new Int32Array(batch.length * steps)
  batch.forEach(({ words }, row) => words.forEach((word, step) => (shapes[row * steps + step] = look(word).shape)))
  const feeds: Record<string, Feed> = { tokens: int64(shape, values), shapes: int64(shape, shapes), lengths: int32(lengths) }
  if (!spelled) return feeds
  const letters = batch.flatMap(({ words }) => Array.from({ length: steps }, (_, step) => (step < words.length ? look(words[step]).letters : Int32Array.of(0))))
  const grid = rectangle(letters)
  return { ...feeds, characters: int64([...shape, grid.steps], grid.values), characterLengths: { shape, data: grid.lengths } }
}

export const tagging: OnnxTask<'tagging'> = {
  programs: (model) => {
    const { config, fitted: { input, tags }, parameters } = model
    const graph = createGraph('seqbench-tagger', parameters)
    const { x, lengths } = input.kind === 'words' ? wordLayer(graph, model) : inputLayer(graph, input, parameters)
    const { hidden } = recurrentStack(graph, x, { parameters, name: 'recurrent', config: config.model.recurrent, lengths })
    const emissions = graph.dense('output', hidden)
    graph.output('emissions', emissions, ['batch', 'steps', tags.length])
    graph.output('probabilities', graph.node('Softmax', [emissions], { axis: { i: 2 } }), ['batch', 'steps', tags.length])
    return [{ file: 'model.onnx', graph: graph.build() }]
  },
  // Longer sentences are read in pieces.
  cases: ({ fitted: { input } }, item) => {
    const most = input.kind === 'words' ? input.preprocessing.maximumLength : Infinity
    return [input.kind === 'words' && item.words.length > most ? { ...item, sequence: item.sequence.subarray(0, most), words: item.words.slice(0, most), places: item.places.subarray(0, most) } : item]
  },
  run: async ([session], { fitted: { input, tags }, parameters }, batch) => {
    const feeds = input.kind === 'words' ? wordFeeds(input, parameters['characters.weight'] !== undefined, batch) : feedsOf({ input }, batch.map(({ sequence }) => sequence))
    const { emissions } = await session.run(feeds)
    return batch.map(({ places }, row) => rowOf(emissions, row, places.length * tags.length))
  },
}
