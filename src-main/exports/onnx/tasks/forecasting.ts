/**
 * A forecaster on one window, in scaled units: values [B, L, C] -> forecast [B, H, C, Q], and the interval's ends low and high
 * [B, H, C], as engine/tasks/forecasting/{model,intervals}.ts without what earlier forecasts of a series taught.
 *
 *   offset = last value, mean or 0 of each window and channel;  forecast = architecture(values - offset) + offset  (+ M (values - offset),
 *   of normalise `season`, M [H, L] the weights season.map)
 *   s = mean |x_t - x_(t-1)| + usual / 10;  low = min(middle, lowest output - radius s), high = max(middle, highest output + radius s)
 */
import { fillWindows, shapeOf } from '../../../engine/tasks/forecasting/batches.ts'
import type { ForecastingTask } from '../../../../src-shared/domain/tasks/forecasting.ts'
import { createGraph, type GraphBuilder } from '../builder.ts'
import { float, int64, rowOf, type Feed } from '../run.ts'
import type { OnnxTask } from '../task.ts'
import { architectures, type WindowInputs } from './forecasting-architectures.ts'

/** Windows of each series that are compared: its last, and some before. */
const comparedWindows = 8

const lastValue = (graph: GraphBuilder, values: string, steps: number): string => graph.node('Slice', [values, graph.integers(steps - 1), graph.integers(steps), graph.integers(1)])
const offsets: Record<ForecastingTask['normalise'], (graph: GraphBuilder, values: string, steps: number) => string | null> = {
  last: lastValue,
  season: lastValue,
  mean: (graph, values) => graph.node('ReduceMean', [values], { axes: { ints: [1] }, keepdims: { i: 1 } }),
  none: () => null,
}

export const forecasting: OnnxTask<'forecasting'> = {
  programs: (model) => {
    const { config: { task }, fitted, parameters } = model
    const shape = shapeOf(fitted)
    const { input, horizon, channels, known, past, items } = shape
    const graph = createGraph('seqbench-forecaster', parameters)
    const values = graph.input('values', 'float', ['batch', input, channels])
    const inputs: Omit<WindowInputs, 'values'> = {
      covariates: known + past > 0 ? graph.input('covariates', 'float', ['batch', input, known + past]) : null,
      future: known > 0 ? graph.input('future', 'float', ['batch', horizon, known]) : null,
      item: items > 1 ? graph.input('item', 'int64', ['batch']) : null,
    }
    const outputs = task.loss === 'quantile' ? 3 : 1
    const offset = offsets[task.normalise](graph, values, input)
    const less = offset === null ? values : graph.node('Sub', [values, offset])
    const made = architectures[task.architecture.kind](graph, { ...inputs, values: less }, { model, shape, outputs })
    const map = parameters['season.map']
    const season = map && graph.node('MatMul', [graph.weight('season.map', map), less])
    const given = offset !== null && season ? graph.node('Add', [offset, season]) : offset
    const forecast = given === null ? made : graph.node('Add', [made, graph.node('Unsqueeze', [given, graph.integers(3)])])
    graph.output('forecast', forecast, ['batch', horizon, channels, outputs])

    const one = (place: number): string => (outputs === 1 ? graph.node('Squeeze', [forecast, graph.integers(3)]) : graph.node('Gather', [forecast, graph.integer(place)], { axis: { i: 3 } }))
    const reach = graph.node('Mul', [graph.weight('interval.radius', parameters['interval.radius']), spread(graph, values, input, graph.weight('interval.usual', parameters['interval.usual']))])
    const middle = one(Math.floor(outputs / 2))
    graph.output('low', graph.node('Min', [middle, graph.node('Sub', [one(0), reach])]), ['batch', horizon, channels])
    graph.output('high', graph.node('Max', [middle, graph.node('Add', [one(outputs - 1), reach])]), ['batch', horizon, channels])
    return [{ file: 'model.onnx', graph: graph.build() }]
  },
  cases: ({ fitted: { preprocessing: { input } } }, { series, at, ...rest }) =>
    Array.from({ length: Math.min(comparedWindows, at - input + 1) }, (_, place) => {
      const own = at - Math.floor((place * (at - input)) / comparedWindows)
      return { ...rest, series, at: own }
    }),
  run: async ([session], { fitted }, batch) => {
    const shape = shapeOf(fitted)
    const { input, horizon, channels, known, past, items } = shape
    const size = batch.length
    const windows = fillWindows(batch.map(({ series, at }) => ({ from: series, at })), shape, 'none')
    const feeds: Record<string, Feed> = { values: float([size, input, channels], windows.inputs) }
    if (known + past > 0) feeds.covariates = float([size, input, known + past], windows.covariates)
    if (known > 0) feeds.future = float([size, horizon, known], windows.future)
    if (items > 1) feeds.item = int64([size], windows.items)
    const { forecast, low, high } = await session.run(feeds)
    return batch.map((_, row) => Float32Array.from([...rowOf(forecast, row), ...rowOf(low, row), ...rowOf(high, row)]))
  },
}

/** [B, 1, C] */
function spread(graph: GraphBuilder, values: string, steps: number, usual: string): string {
  const axes = { axes: { ints: [1] }, keepdims: { i: 1 } }
  const move = steps === 1
    ? graph.node('Mul', [graph.node('ReduceMean', [values], axes), graph.float(0)])
    : graph.node('ReduceMean', [graph.node('Abs', [graph.node('Sub', [
        graph.node('Slice', [values, graph.integers(1), graph.integers(steps), graph.integers(1)]),
        graph.node('Slice', [values, graph.integers(0), graph.integers(steps - 1), graph.integers(1)]),
      ])])], axes)
  return graph.node('Add', [move, graph.node('Add', [graph.node('Mul', [usual, graph.float(0.1)]), graph.float(1e-6)])])
}
