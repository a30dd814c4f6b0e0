/** Runs in every state, with metrics and traces of believable shape. All numbers come from formulas: the same at each start. */
import type { MetricPoint, MetricSeries } from '../../../src-shared/domain/metric.ts'
import type { Evaluation, Metrics, Panel, Verdict } from '../../../src-shared/domain/evaluation.ts'
import type { Run, RunEvent, RunStatus } from '../../../src-shared/domain/run.ts'
import type { Trace } from '../../../src-shared/domain/trace.ts'
import { taskMetrics } from '../../../src-shared/domain/tasks/index.ts'
import { SeqbenchError, toWireError } from '../../../src-shared/contract/errors.ts'
import type { Config } from '../../../src-shared/domain/config.ts'
import { configFor, configOf, datasets } from './datasets.ts'

const wave = (seed: number): number => Math.abs((Math.sin(seed * 12.9898) * 43758.5453) % 1)

/** Half the interval of a difference on the test rows that the fake has. */
const margin = 0.06
const verdictOf = (accuracy: number): Verdict => {
  const difference = accuracy - 0.713
  return { kind: difference > margin ? 'better' : 'not-proven', metric: 'accuracy', baseline: 'naiveBayes', difference, low: difference - margin, high: difference + margin }
}

function run(index: number, status: RunStatus, datasetId: string, name: string, hidden: number, more: Partial<Run> = {}): Run {
  const accuracy = 0.74 + 0.02 * (index % 5)
  const metrics = (shift: number) => ({ loss: 0.55 - accuracy * 0.2 + shift, accuracy: accuracy - shift, macroF1: accuracy - shift - 0.004 })
  const active = status === 'running' || status === 'queued' || status === 'paused'
  return {
    id: `run-${index}`, name, status, color: index, datasetId, datasetName: datasets.find((dataset) => dataset.id === datasetId)?.name ?? datasetId, task: 'classification',
    config: configFor(datasetId, name, hidden), engine: status === 'queued' ? null : 'native', createdAt: `2026-11-2${index % 4}T1${index % 9}:05:00Z`,
    startedAt: status === 'queued' ? null : `2026-11-2${index % 4}T1${index % 9}:05:02Z`, endedAt: active ? null : `2026-11-2${index % 4}T1${index % 9}:09:31Z`,
    epoch: status === 'queued' ? 0 : status === 'running' ? 5.4 : 12, step: status === 'queued' ? 0 : status === 'running' ? 405 : 900, totalSteps: 900, seconds: status === 'queued' ? 0 : 81 + index * 40,
    parameters: hidden * hidden * 8 + 5213 * hidden, bestEpoch: active ? null : 9,
    result: status === 'done' ? { train: metrics(-0.09), validation: metrics(0), test: metrics(0.012), baseline: { accuracy: 0.713, macroF1: 0.711 }, baselines: [{ name: 'majority', metrics: { accuracy: 0.5, macroF1: 0.333 } }, { name: 'naiveBayes', metrics: { accuracy: 0.713, macroF1: 0.711 } }], verdict: verdictOf(accuracy - 0.012) } : null,
    error: null, notes: '', tags: [], ...more,
  }
}

/** A finished run of another task than classifying texts. */
function runOf(index: number, datasetId: string, name: string, config: Config, figures: { headline: string; metrics: Metrics; baselines: [string, Metrics][]; verdict: Verdict['kind'] }): Run {
  const { headline, metrics, baselines, verdict } = figures
  const [, strongest] = baselines[0]
  const difference = metrics[headline] - strongest[headline]
  return run(index, 'done', datasetId, name, 64, {
    task: config.task.kind, config,
    result: {
      train: metrics, validation: metrics, test: metrics, baseline: strongest, baselines: baselines.map(([baseline, own]) => ({ name: baseline, metrics: own })),
      verdict: { kind: verdict, metric: headline, baseline: baselines[0][0], difference, low: difference - Math.abs(difference) * (verdict === 'not-proven' ? 2 : 0.4), high: difference + Math.abs(difference) * (verdict === 'not-proven' ? 2 : 0.4) },
    },
  })
}

export const initialRuns: Run[] = [
  run(0, 'running', 'reviews', 'LSTM 64, dropout', 64),
  run(1, 'queued', 'reviews', 'GRU 64', 64),
  run(2, 'done', 'reviews', 'LSTM 64', 64, { tags: ['baseline'], notes: 'The one to beat.' }),
  run(3, 'done', 'names', 'Letters, both directions', 48),
  run(4, 'done', 'reviews-zh', '评论分类 128 单元', 128),
  run(5, 'stopped', 'reviews', 'Two layers of 128', 128),
  run(6, 'failed', 'reviews', 'Learning rate 10, without clipping', 64, { error: toWireError(new SeqbenchError('run.nan', { what: 'loss', value: 'NaN', step: 37, where: 'recurrent.layer0.forward.wh' })) }),
  run(7, 'crashed', 'support', 'Support tickets, 1024 units in three layers, a name that goes on for longer than any column is wide', 1024, { error: toWireError(new SeqbenchError('run.crashed', { reason: 'out of memory, signal SIGKILL' })) }),
  runOf(8, 'ett', 'Oil temperature, segments', configOf('ett', 'Oil temperature, segments', 'forecasting', 'windows'), {
    headline: 'mse', metrics: { loss: 0.402, mse: 0.384, mae: 0.41, rmse: 0.62, smape: 0.61, mase: 0.94, coverage: 0.79 }, baselines: [['seasonalNaive', { mse: 0.424, mae: 0.43 }], ['linear', { mse: 0.431, mae: 0.44 }], ['lastValue', { mse: 1.31, mae: 0.71 }]], verdict: 'better',
  }),
  runOf(9, 'motions', 'Motions, GRU both ways', configOf('motions', 'Motions, GRU both ways', 'classification', 'series'), {
    headline: 'accuracy', metrics: { loss: 0.12, accuracy: 0.975, macroF1: 0.974 }, baselines: [['nearestNeighbourDtw', { accuracy: 0.95 }], ['majority', { accuracy: 0.25 }]], verdict: 'not-proven',
  }),
  runOf(10, 'digits', 'Digits by log-mel', configOf('digits', 'Digits by log-mel', 'classification', 'audio'), {
    headline: 'accuracy', metrics: { loss: 0.2, accuracy: 0.96, macroF1: 0.96 }, baselines: [['majority', { accuracy: 0.2 }]], verdict: 'better',
  }),
  runOf(11, 'gestures', 'Gestures', configOf('gestures', 'Gestures', 'classification', 'frames'), {
    headline: 'accuracy', metrics: { loss: 0.9, accuracy: 0.3, macroF1: 0.28 }, baselines: [['majority', { accuracy: 0.34 }]], verdict: 'worse',
  }),
  runOf(12, 'wnut', 'Entities, CRF', configOf('wnut', 'Entities, CRF', 'tagging', 'words'), {
    headline: 'f1', metrics: { loss: 0.9, f1: 0.214, precision: 0.41, recall: 0.145, tagAccuracy: 0.93 }, baselines: [['most frequent tag', { f1: 0.06, precision: 0.3, recall: 0.03 }]], verdict: 'better',
  }),
  runOf(13, 'plays', 'Shakespeare by letters', configOf('plays', 'Shakespeare by letters', 'generation', 'text'), {
    headline: 'loss', metrics: { loss: 1.48, bitsPerCharacter: 2.14, perplexity: 4.4 }, baselines: [['5-gram, Kneser-Ney', { loss: 1.67, bitsPerCharacter: 2.41 }]], verdict: 'better',
  }),
  runOf(14, 'tatoeba', 'English to Chinese, attention', configOf('tatoeba', 'English to Chinese, attention', 'translation', 'pairs'), {
    headline: 'bleu', metrics: { loss: 2.9, bleu: 18.4, chrf: 21.2, exactMatch: 0.06 }, baselines: [['dictionary', { bleu: 5.1, chrf: 12.9, exactMatch: 0 }]], verdict: 'better',
  }),
  runOf(15, 'sentences', 'Digit strings, CTC', configOf('sentences', 'Digit strings, CTC', 'transcription', 'audio'), {
    headline: 'wer', metrics: { loss: 0.4, wer: 0.083, cer: 0.031, exactMatch: 0.78 }, baselines: [['most frequent transcript', { wer: 0.92, cer: 0.8 }]], verdict: 'better',
  }),
]

const shapes: Record<string, (step: number, total: number, seed: number) => number> = {
  'train/loss': (step, total, seed) => 0.25 + 0.45 * Math.exp((-3.2 * step) / total) + 0.05 * (wave(step + seed) - 0.5) + (step % 211 === 210 ? 0.3 : 0),
  'train/accuracy': (step, total, seed) => 0.93 - 0.43 * Math.exp((-3.2 * step) / total) + 0.06 * (wave(step * 3 + seed) - 0.5),
  'train/learningRate': () => 0.001,
  'train/gradientNorm': (step, total, seed) => 0.4 + 1.6 * Math.exp((-2 * step) / total) + 0.4 * wave(step * 7 + seed),
  'train/tokensPerSecond': (step, _total, seed) => 48_000 + 4000 * wave(step * 5 + seed),
  'validation/loss': (step, total, seed) => 0.42 + 0.27 * Math.exp((-4 * step) / total) + 0.01 * wave(step + seed) + 0.05 * (step / total) ** 2,
  'validation/accuracy': (step, total, seed) => 0.81 - 0.3 * Math.exp((-4 * step) / total) + 0.01 * wave(step + seed),
  'validation/macroF1': (step, total, seed) => 0.8 - 0.3 * Math.exp((-4 * step) / total) + 0.01 * wave(step + seed),
}
const stepsPerEpoch = 75

export function pointsAt(run: Run, step: number): MetricPoint[] {
  const names = Object.keys(shapes).filter((name) => name.startsWith('train/') || step % stepsPerEpoch === 0)
  return names.map((name) => ({ name, step, value: shapes[name](step, 900, run.color * 31), time: step * 90 }))
}

/** The figure that its task is judged by comes near its end as the run goes on. */
function shapeOf(run: Run, name: string): (step: number, total: number, seed: number) => number {
  const end = run.result?.validation[name.split('/')[1]] ?? 1
  return shapes[name] ?? ((step, total, seed) => end * (1 - 0.6 * Math.exp((-4 * step) / total)) + 0.01 * end * wave(step + seed))
}
function namesOf(run: Run): string[] {
  const { headline } = taskMetrics[run.config.task.kind]
  const all = Object.keys(shapes)
  return headline === 'accuracy' ? all : [...all.filter((name) => !/accuracy|macroF1/.test(name)), ...(headline === 'loss' ? [] : [`validation/${headline}`])]
}

export function seriesOf(run: Run, wanted?: string[]): MetricSeries[] {
  return namesOf(run)
    .filter((name) => !wanted || wanted.includes(name))
    .map((name) => {
      const every = name.startsWith('train/') ? 1 : stepsPerEpoch
      const steps = Array.from({ length: Math.floor(run.step / every) }, (_, index) => (index + 1) * every)
      const values = steps.map((step) => shapeOf(run, name)(step, 900, run.color * 31))
      return { runId: run.id, name, steps, values, minimum: values, maximum: values, points: steps.length }
    })
}

export function traceAt(run: Run, step: number): Trace {
  const length = 24
  const times = Array.from({ length }, (_, time) => time)
  const gates = { lstm: ['input', 'forget', 'candidate', 'output'], gru: ['reset', 'update', 'new'], rnn: ['activation'] }[run.config.model.recurrent.cell]
  const directions = run.config.model.recurrent.bidirectional ? (['forward', 'backward'] as const) : (['forward'] as const)
  const layers = Array.from({ length: run.config.model.recurrent.layers }, (_, layer) => layer)
  return {
    step, examples: 8, active: times.map((time) => Math.max(1, 8 - Math.floor(time / 4))),
    layers: layers.flatMap((layer) =>
      directions.map((direction) => ({
        layer, direction,
        gates: gates.map((gate, index) => ({
          gate,
          mean: times.map((time) => (gate === 'candidate' || gate === 'new' || gate === 'activation' ? 0.3 * Math.sin(time / 3 + index) : 0.5 + 0.25 * Math.sin(time / 5 + index + step / 300))),
          spread: times.map((time) => 0.08 + 0.05 * wave(time + index)),
        })),
        gradientNorm: times.map((time) => 0.002 * Math.exp((time - length) / (4 + step / 200))),
      })),
    ),
  }
}

const rates = Array.from({ length: 21 }, (_, index) => index / 20)
const curvesOf = (labels: string[]): Panel[] => [
  {
    kind: 'lines', code: 'roc', title: 'ROC curve', x: 'False positive rate', y: 'True positive rate',
    lines: [...labels.slice(0, 3).map((name, index) => ({ name, points: rates.map((rate): [number, number] => [rate, rate ** (0.25 + 0.1 * index)]), dashed: false })), { name: 'Chance', points: [[0, 0], [1, 1]], dashed: true }],
  },
  {
    kind: 'lines', code: 'calibration', title: 'Calibration', x: 'Stated probability', y: 'Share that is right',
    lines: [{ name: 'Model', points: rates.filter((rate) => rate >= 0.5).map((rate): [number, number] => [rate, 0.5 + 0.8 * (rate - 0.5)]), dashed: false }, { name: 'Perfect', points: [[0, 0], [1, 1]], dashed: true }],
  },
]
const worstOf = (labels: string[]): Panel => ({
  kind: 'examples', code: 'worst-examples', title: 'Worst examples',
  items: Array.from({ length: 30 }, (_, index) => ({
    index: 37 * index + 5, input: ['not as bad as they say, though I would not call it good either', 'well, it is a phone', '包装很好看,东西不怎么样', 'great, it broke on the first day'][index % 4],
    truth: labels[index % labels.length], answer: labels[(index + 1) % labels.length], score: 4.2 / (1 + index * 0.2),
  })),
})

function taggingEvaluation(run: Run, split: Evaluation['split']): Evaluation {
  const types = ['group', 'location', 'person', 'product']
  return {
    split, rows: 1287, metrics: run.result?.test ?? {}, intervals: { f1: { low: 0.187, high: 0.241 }, precision: { low: 0.36, high: 0.46 } },
    panels: [
      { kind: 'table', code: 'byType', title: 'By type', columns: [{ name: 'Type', format: 'text' }, { name: 'Precision', format: 'share' }, { name: 'Recall', format: 'share' }, { name: 'F1', format: 'share' }, { name: 'True', format: 'integer' }], rows: types.map((type, index) => [type, 0.5 - index * 0.09, 0.3 - index * 0.06, 0.38 - index * 0.07, 420 - 90 * index]) },
      { kind: 'examples', code: 'worstTagged', title: 'Sentences with most wrong spans', items: [{ index: 3407, input: 'Watching @bob with Ada Lovelace in New York', truth: 'person: @bob; person: Ada Lovelace; location: New York', answer: 'location: Ada', score: 4 }] },
    ],
  }
}

function forecastEvaluation(run: Run, split: Evaluation['split']): Evaluation {
  const steps = Array.from({ length: 96 }, (_, step) => step)
  const value = (step: number): number => 20 + 6 * Math.sin(step / 4)
  const after = (of: (step: number) => number): (number | null)[] => steps.map((step) => (step < 72 ? null : of(step)))
  return {
    split, rows: 2880, metrics: run.result?.test ?? {}, intervals: {},
    panels: [
      {
        kind: 'forecasts', code: 'forecastExamples', title: 'Windows from the worst forecast to the best',
        items: ['OT north', 'HUFL north', 'OT south'].map((name, place) => ({
          name, times: steps.map((step) => new Date(Date.UTC(2018, 0, 1 + place, step)).toISOString()), history: steps.map((step) => (step < 72 ? value(step) : null)), truth: after((step) => value(step) + Math.sin(step)),
          forecast: after((step) => value(step) - place), low: after((step) => value(step) - place - 1 - (step - 72) / 12), high: after((step) => value(step) - place + 1 + (step - 72) / 12),
        })),
      },
      { kind: 'lines', code: 'errorByHorizon', title: 'Error by step of the horizon, scaled values', x: 'step', y: 'error', lines: ['mae', 'rmse'].map((name, index) => ({ name, dashed: false, points: steps.slice(0, 24).map((step): [number, number] => [step + 1, 0.3 + index * 0.2 + step / 80]) })) },
      {
        kind: 'table', code: 'errorByChannel', title: 'Error of each channel in its own units', columns: [{ name: 'channel', format: 'text' }, { name: 'mae', format: 'number' }, { name: 'rmse', format: 'number' }, { name: 'coverage', format: 'share' }],
        rows: [['OT', 1.203, 1.71, 0.79], ['HUFL', 2.4, 3.3, 0.81], ['HULL', 0.8, null, 0.78]],
      },
    ],
  }
}

const evaluations: Partial<Record<Config['task']['kind'], (run: Run, split: Evaluation['split']) => Evaluation>> = { forecasting: forecastEvaluation, tagging: taggingEvaluation }

export function evaluationOf(run: Run, split: Evaluation['split']): Evaluation {
  const evaluate = evaluations[run.config.task.kind]
  if (evaluate) return evaluate(run, split)
  const labels = datasets.find((dataset) => dataset.id === run.datasetId)?.labels.map(({ label }) => label) ?? ['a', 'b']
  const matrix = labels.map((_, row) => labels.map((__, column) => (row === column ? 122 - row * 9 : Math.round(28 / (labels.length - 1)) + column)))
  const perLabel = labels.map((label, row) => {
    const support = matrix[row].reduce((sum, count) => sum + count, 0)
    const predicted = matrix.reduce((sum, counts) => sum + counts[row], 0)
    const precision = matrix[row][row] / predicted
    const recall = matrix[row][row] / support
    return { label, precision, recall, f1: (2 * precision * recall) / (precision + recall), support }
  })
  const total = perLabel.reduce((sum, { support }) => sum + support, 0)
  const right = labels.reduce((sum, _, row) => sum + matrix[row][row], 0)
  return {
    split, rows: total, metrics: { accuracy: right / total, macroF1: perLabel.reduce((sum, { f1 }) => sum + f1, 0) / labels.length, loss: 0.41 }, intervals: {},
    panels: [{ kind: 'confusion', code: 'confusion', title: 'Confusion matrix', labels, matrix, perLabel }, ...curvesOf(labels), worstOf(labels)],
  }
}

const samplesOfText = ['te ao hnst e oirt', 'The wird shall the hord of and', 'KING HENRY:\nWhat says my lord of this fair company?']

export const eventsOf = (run: Run): RunEvent[] => [
  { time: run.createdAt, step: 0, level: 'info', code: 'started', message: 'Started on engine native', details: { engine: 'native', threads: 2 } },
  { time: run.createdAt, step: 75, level: 'info', code: 'epoch', message: 'Epoch 1', details: { epoch: 1, ...(run.result?.validation ?? { loss: 0.412, accuracy: 0.813 }) } },
  ...(run.config.task.kind === 'generation' ? [1, 2, 3].map((epoch): RunEvent => ({ time: run.createdAt, step: 75 * epoch, level: 'info', code: 'sample', message: samplesOfText[epoch - 1], details: { epoch, text: samplesOfText[epoch - 1] } })) : []),
  ...(run.error ? [{ time: run.createdAt, step: run.step, level: 'error' as const, code: run.error.code, message: run.error.message, details: run.error.details }] : []),
]
