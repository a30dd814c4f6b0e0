/** model.json: everything but the weights that is needed to use an export, readable by people and programs. */
import type { Fitted, TrainedTask } from '../../src-shared/domain/tasks/index.ts'
import { constraintsOf } from '../engine/tasks/tagging/constraints.ts'
import { forbiddenScore } from '../engine/ops/crf.ts'
import { pythonWordPattern } from './examples/text.ts'
import type { ExportableModel } from './model.ts'
import { tableNames } from './torch-layouts.ts'

/** What the programs read and give is in their files; here is how the parts are put together. */
const equations: Record<TrainedTask, string> = {
  classification: 'input -> recurrent layers -> pooling over time -> output; text: rows of embedding; others: relu or no squashing of input, frames: two convolutions 3x3 by 2 (padded as little as keeps half of the size, more at the end), relu, flattened as rows, columns, channels',
  forecasting: 'see the forecasting architectures (segments, direct, encoderDecoder): the offset of each window is taken from it and given back to its forecast; normalise season: and season.map times the window less its offset',
  generation: 'embedding (+ label) -> recurrent layers -> output; tied: h project, times the embedding transposed, plus output.bias',
  tagging: 'words: [words; shapes; letters read in both directions, final states]; others: input -> recurrent layers in both directions -> output: emissions; best tags by Viterbi with crf',
  transcription: 'time steps of log-mel, stack of them side by side -> input -> recurrent layers -> output; row 0 is the blank of CTC',
  translation: 'source -> encoder; bridge: tanh of final hidden states, cells as they are; target -> decoder; attention over the encoder; tanh(combine [context; h; attended embeddings]) -> output; row 0 begins and ends a text',
}

/** Transitions of the chain with what its scheme forbids in them; null for a softmax. */
function chainOf({ fitted, parameters }: ExportableModel): object | null {
  const transitions = parameters['crf.transitions']
  if (fitted.task !== 'tagging' || !transitions) return null
  const allowed = constraintsOf(fitted.tags, fitted.scheme)
  const held = (values: ArrayLike<number>, may: ArrayLike<number | boolean> | undefined): number[] => Array.from(values, (value, place) => (may && !may[place] ? forbiddenScore : value))
  const flat = held(transitions.data, allowed?.transitions)
  const count = fitted.tags.length
  return {
    transitions: Array.from({ length: count }, (_, row) => flat.slice(row * count, (row + 1) * count)),
    start: held(parameters['crf.start'].data, allowed?.start), end: held(parameters['crf.end'].data, allowed?.end),
  }
}

/** Fields of classifiers of text, where programs of earlier versions look for them. */
function textParts(fitted: Fitted): object {
  if (fitted.task !== 'classification' || fitted.input.kind !== 'tokens') return {}
  const { preprocessing, vocabulary } = fitted.input
  return { preprocessing, vocabulary, labels: fitted.labels }
}

export function describeModel(model: ExportableModel): string {
  const { config, fitted, parameters } = model
  const fixed = (name: string): number[] | undefined => (parameters[`calibration.${name}`] ? Array.from(parameters[`calibration.${name}`].data) : undefined)
  const description = {
    format: 'seqbench-model',
    version: 1,
    name: config.name,
    task: config.task,
    model: config.model,
    equations: equations[fitted.task],
    tables: Object.keys(parameters).filter((name) => tableNames.test(name)),
    tokenizerPattern: pythonWordPattern,
    ...textParts(fitted),
    thresholds: fixed('thresholds'),
    radius: fixed('radius')?.[0],
    ...(fitted.task === 'tagging' ? { crf: chainOf(model) } : {}),
    fitted,
  }
  return `${JSON.stringify(description, null, 2)}\n`
}
