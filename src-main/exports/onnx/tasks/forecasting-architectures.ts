/** The architectures of engine/tasks/forecasting/architectures as ONNX: windows, offsets taken, -> [B, H, C, Q]. */
import { fail } from '../../../../src-shared/contract/errors.ts'
import type { ForecastingTask } from '../../../../src-shared/domain/tasks/forecasting.ts'
import type { WindowShape } from '../../../engine/tasks/forecasting/batches.ts'
import type { GraphBuilder } from '../builder.ts'
import { recurrentStack, sideBySide, type StackOutput } from '../recurrent.ts'
import type { OnnxModel } from '../task.ts'

/** Names of values; null where the model has none. */
export interface WindowInputs {
  /** [B, L, C] */
  values: string
  /** [B, L, K + P] */
  covariates: string | null
  /** [B, H, K] */
  future: string | null
  /** [B] */
  item: string | null
}

interface Context {
  model: OnnxModel<'forecasting'>
  shape: WindowShape
  /** Q */
  outputs: number
}

type Architecture = (graph: GraphBuilder, inputs: WindowInputs, context: Context) => string

/** Steps that are written one after the other become so many nodes. */
const mostWritten = 512

/** Reads the window step by step: architectures/reader.ts. */
function read(graph: GraphBuilder, { values, covariates, item }: WindowInputs, { model: { config, parameters } }: Context): StackOutput {
  const wide = covariates === null ? values : graph.node('Concat', [values, covariates], { axis: { i: 2 } })
  const steps = graph.dense('input', wide)
  const x = item === null ? steps : graph.node('Add', [steps, graph.node('Unsqueeze', [graph.lookup('item', item), graph.integers(1)])])
  return recurrentStack(graph, x, { parameters, name: 'recurrent', config: config.model.recurrent })
}

const direct: Architecture = (graph, inputs, context) => {
  const { shape: { horizon, channels }, outputs } = context
  const all = graph.reshape(graph.dense('output', read(graph, inputs, context).final), -1, horizon, channels, outputs)
  return inputs.future === null ? all : graph.node('Add', [all, graph.reshape(graph.dense('future', inputs.future), -1, horizon, channels, outputs)])
}

const encoderDecoder: Architecture = (graph, inputs, context) => {
  const { model: { config, parameters }, shape: { input, horizon, channels }, outputs } = context
  if (horizon > mostWritten) fail('export.unsupported', { format: 'onnx', reason: `it writes ${horizon} steps one after the other, and at most ${mostWritten} can be held` })
  const slice = (x: string, from: number): string => graph.node('Slice', [x, graph.integers(from), graph.integers(from + 1), graph.integers(1)])
  let { states } = read(graph, inputs, context)
  let previous = slice(inputs.values, input - 1)
  const written: string[] = []
  for (let step = 0; step < horizon; step++) {
    const wide = inputs.future === null ? previous : graph.node('Concat', [previous, slice(inputs.future, step)], { axis: { i: 2 } })
    const run = recurrentStack(graph, graph.dense('decoder.input', wide), { parameters, name: 'decoder', config: config.model.recurrent, initial: states })
    const forecast = graph.reshape(graph.dense('output', run.hidden), 0, 1, channels, outputs)
    written.push(forecast)
    previous = outputs === 1 ? graph.node('Squeeze', [forecast, graph.integers(3)]) : graph.node('Gather', [forecast, graph.integer(Math.floor(outputs / 2))], { axis: { i: 3 } })
    states = run.states
  }
  return written.length === 1 ? written[0] : graph.node('Concat', written, { axis: { i: 1 } })
}

const segments: Architecture = (graph, { values, covariates, future, item }, { model: { config, parameters }, shape, outputs }) => {
  const { input, horizon, channels, known, past } = shape
  const asked = config.task.architecture.kind === 'segments' ? config.task.architecture.segment : 24
  const width = Math.min(asked, input, horizon)
  const [count, written] = [Math.floor(input / width), Math.ceil(horizon / width)]
  const skipped = input - count * width
  const size = config.model.embedding
  const recent = (x: string): string => (skipped === 0 ? x : graph.node('Slice', [x, graph.integers(skipped), graph.integers(input), graph.integers(1)]))
  // [B, L, C] -> [B, C, n, w] -> [B, C, n, E]
  let embedded = graph.node('Relu', [graph.dense('segment', graph.reshape(graph.transpose(recent(values), 0, 2, 1), 0, channels, count, width))])
  if (covariates !== null) embedded = graph.node('Add', [embedded, graph.node('Unsqueeze', [graph.dense('covariates', graph.reshape(recent(covariates), 0, count, width * (known + past))), graph.integers(1)])])
  const config_ = { parameters, name: 'recurrent', config: config.model.recurrent }
  const { states } = recurrentStack(graph, graph.reshape(embedded, -1, count, size), config_)

  // What each segment of the future is asked with, [B, C, m, E].
  const table = (name: string): string => graph.weight(name, parameters[name])
  let asks = graph.node('Add', [graph.reshape(table('position'), 1, 1, written, size), graph.reshape(table('channel'), 1, channels, 1, size)])
  if (item !== null) asks = graph.node('Add', [asks, graph.reshape(graph.lookup('item', item), -1, 1, 1, size)])
  if (future !== null) {
    const missing = written * width - horizon
    const whole = missing === 0 ? future : graph.node('Pad', [future, graph.integers(0, 0, 0, 0, missing, 0), graph.float(0)], { mode: { s: 'constant' } })
    asks = graph.node('Add', [asks, graph.node('Unsqueeze', [graph.dense('future', graph.reshape(whole, 0, written, width * known)), graph.integers(1)])])
  }
  const batch = graph.node('Slice', [graph.node('Shape', [values]), graph.integers(0), graph.integers(1)])
  const every = graph.node('Concat', [batch, graph.integers(channels, written, size)], { axis: { i: 0 } })
  const queries = graph.reshape(graph.node('Expand', [asks, every]), -1, 1, size)
  const repeat = (state: string): string => graph.reshape(graph.node('Expand', [graph.node('Unsqueeze', [state, graph.integers(2)]), graph.integers(1, 1, written, 1)]), 0, -1, config.model.recurrent.hidden)
  const run = recurrentStack(graph, queries, { ...config_, initial: states.map(({ hidden, cell }) => ({ hidden: repeat(hidden), cell: cell === null ? null : repeat(cell) })) })
  const final = sideBySide(graph, run.states[run.states.length - 1].hidden)
  const all = graph.reshape(graph.dense('output', final), -1, channels, written * width, outputs)
  const kept = written * width === horizon ? all : graph.node('Slice', [all, graph.integers(0), graph.integers(horizon), graph.integers(2)])
  return graph.transpose(kept, 0, 2, 1, 3)
}

export const architectures: Record<ForecastingTask['architecture']['kind'], Architecture> = { segments, direct, encoderDecoder }
