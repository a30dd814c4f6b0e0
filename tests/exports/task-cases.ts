/** Every task, and every way its models can be made. The models are not trained: what is compared is arithmetic. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { encodeInput, inputsOf, prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { createRandom } from '../../src-main/engine/random.ts'
import { tasks } from '../../src-main/engine/tasks/index.ts'
import { decodeSafetensors } from '../../src-main/engine/train/safetensors.ts'
import { exportModel } from '../../src-main/exports/index.ts'
import type { Cell, RoleRow } from '../../src-shared/domain/cell.ts'
import type { Roles } from '../../src-shared/domain/roles.ts'
import { configOf } from '../engine/tasks/prepared-task.ts'

const random = createRandom(5)
const row = (cells: Record<string, Cell>, index: number): RoleRow => ({ index, cells: Object.fromEntries(Object.entries(cells).map(([role, cell]) => [role, [cell]])) })
const rowsOf = (count: number, cells: (index: number) => Record<string, Cell>): RoleRow[] => Array.from({ length: count }, (_, index) => row(cells(index), index))
const array = (shape: number[], rate: number | null = null): Cell => ({ shape, data: Float32Array.from({ length: shape.reduce((size, side) => size * side, 1) }, () => random.uniform() * 2 - 1), rate })
const pick = <Value>(values: readonly Value[]): Value => values[random.integer(values.length)]
const words = (count: number): string[] => Array.from({ length: count }, () => pick(['Anna', 'saw', 'the', 'river', '12', 'Köln', '.', 'USA', '東京']))

const texts = rowsOf(30, (index) => ({ text: words(2 + random.integer(6)).join(' '), label: String(index % 3) }))
const series = rowsOf(30, (index) => ({ series: array([5 + random.integer(20), 2]), label: String(index % 3) }))
const clips = rowsOf(12, (index) => ({ frames: array([2 + random.integer(4), 9, 9, 1]), label: String(index % 2) }))
const sounds = rowsOf(12, (index) => ({ audio: array([1500 + random.integer(1500)], 8000), label: String(index % 2), transcript: pick(['ab', 'b a', 'abba']) }))
const several = texts.map(({ index, cells }) => ({ index, cells: { ...cells, label: [['a', 'a|b', 'b|c', 'c'][index % 4]] } }))
const numbers = texts.map(({ index, cells }) => ({ index, cells: { ...cells, label: [String(100 + index * 1.5)] } }))
const sentences = rowsOf(30, () => {
  const tokens = words(3 + random.integer(6))
  return { tokens, tags: tokens.map(() => pick(['O', 'B-PER', 'B-LOC'])) }
})
const states = rowsOf(20, () => {
  const steps = 4 + random.integer(8)
  return { series: array([steps, 2]), tags: Array.from({ length: steps }, () => pick(['rest', 'run'])) }
})
const lines = rowsOf(60, (index) => ({ text: words(4 + random.integer(6)).join(' '), label: pick(['x', 'y']), index: String(index) }))
const pairs = rowsOf(40, () => ({ source: words(2 + random.integer(5)).join(' '), target: words(1 + random.integer(5)).join(' ') }))
const shops = ['a', 'b'].flatMap((item, place) => Array.from({ length: 80 }, (_, step): RoleRow => ({
  index: place * 80 + step,
  cells: { item: [item], time: [new Date(Date.UTC(2022, 0, 1 + step)).toISOString().slice(0, 10)], values: [String(Math.sin(step / 3) + random.uniform()), String(step + random.uniform())], known: [pick(['sun', 'rain'])], past: [String(random.uniform())] },
})))
const alone = shops.slice(0, 80).map(({ index, cells: { time, values } }) => ({ index, cells: { time, values: values?.slice(0, 1) } }))
const shopRoles: Roles = { values: ['u', 'v'], time: ['t'], item: ['i'], known: ['w'], past: ['p'] }

const gru = { cell: 'gru', hidden: 6 }
const lstm2 = { cell: 'lstm', hidden: 5, layers: 2, bidirectional: true }
export interface Case { name: string; rows: RoleRow[]; roles: Roles; task: object; preprocessing: object; recurrent?: object; embedding?: number; split?: object }
const classification = (name: string, rows: RoleRow[], preprocessing: object, task: object = {}, recurrent: object = lstm2): Case => {
  const [role] = Object.keys(rows[0].cells)
  return { name, rows, roles: { [role]: [role], label: ['label'] }, task: { kind: 'classification', target: 'class', ...task }, preprocessing, recurrent }
}
const forecasting = (name: string, rows: RoleRow[], task: object, recurrent: object = gru, input = 10): Case =>
  ({ name, rows, roles: rows === shops ? shopRoles : { values: ['u'], time: ['t'] }, task: { kind: 'forecasting', horizon: 7, ...task }, preprocessing: { kind: 'windows', input }, recurrent, split: { kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 } })
const generation = (name: string, task: object, tokenizer = 'character', recurrent: object = gru, roles: Roles = { text: ['text'] }): Case =>
  ({ name, rows: lines, roles, task: { kind: 'generation', ...task }, preprocessing: { kind: 'text', tokenizer, maximumVocabulary: 60 }, recurrent, split: { kind: 'random' } })
const translation = (name: string, task: object, preprocessing: object = {}, recurrent: object = lstm2): Case =>
  ({ name, rows: pairs, roles: { source: ['s'], target: ['t'] }, task: { kind: 'translation', ...task }, preprocessing: { kind: 'pairs', ...preprocessing }, recurrent, split: { kind: 'random' } })
const tagging = (name: string, rows: RoleRow[], preprocessing: object, task: object = {}): Case =>
  ({ name, rows, roles: { [Object.keys(rows[0].cells)[0]]: ['x'], tags: ['tags'] }, task: { kind: 'tagging', ...task }, preprocessing, recurrent: lstm2, split: { kind: 'random' } })

const text = { kind: 'text', tokenizer: 'word' }
export const cases: Case[] = [
  classification('texts, mean', texts, text, { pooling: 'mean' }),
  classification('texts, max', texts, text, { pooling: 'max' }, gru),
  classification('texts, attention', texts, text, { pooling: 'attention' }),
  classification('texts, byte pairs', texts, { ...text, tokenizer: 'bytePair', maximumVocabulary: 50 }),
  classification('several classes', several, text, { target: 'classes' }),
  classification('classes in order', texts, text, { target: 'ordinal' }),
  classification('two classes in order', clips, { kind: 'frames', size: 9 }, { target: 'ordinal', pooling: 'mean' }),
  classification('numbers', numbers, text, { target: 'number' }),
  classification('series', series, { kind: 'series' }),
  classification('series in windows', series, { kind: 'series', window: 5, stride: 3 }, { pooling: 'attention' }),
  classification('series in even windows, changes', series, { kind: 'series', window: 4, stride: 1, differencing: true, scaling: 'window' }, { pooling: 'mean' }, { cell: 'rnn', hidden: 6, activation: 'relu' }),
  classification('sounds', sounds, { kind: 'audio', bands: 12, normalise: 'recording' }, { pooling: 'mean' }),
  classification('clips', clips, { kind: 'frames', size: 9 }),
  tagging('words in a chain', sentences, { kind: 'words' }),
  tagging('words by softmax, no letters', sentences, { kind: 'words' }, { output: 'softmax', characters: null }),
  tagging('long sentences in pieces', sentences, { kind: 'words', maximumLength: 4 }),
  tagging('steps of a series', states, { kind: 'series' }),
  forecasting('segments', alone, { architecture: { kind: 'segments', segment: 4 } }),
  forecasting('segments with covariates and series', shops, { architecture: { kind: 'segments', segment: 3 }, loss: 'quantile', normalise: 'mean' }, lstm2),
  forecasting('direct', alone, { architecture: { kind: 'direct' }, normalise: 'none' }),
  forecasting('segments beside what a season says', alone, { architecture: { kind: 'segments', segment: 3 }, normalise: 'season', period: 3 }),
  forecasting('direct with covariates and series', shops, { architecture: { kind: 'direct' }, loss: 'quantile' }, lstm2),
  forecasting('step by step', alone, { architecture: { kind: 'encoderDecoder' } }, { cell: 'lstm', hidden: 5 }, 1),
  forecasting('step by step with covariates and series', shops, { architecture: { kind: 'encoderDecoder' }, loss: 'quantile' }),
  generation('a stream of characters, mixed with counts', { unit: 'stream', ngramOrder: 3 }),
  generation('a stream of pieces, tied', { unit: 'stream', tieEmbeddings: true }, 'bytePair', { cell: 'lstm', hidden: 9, layers: 2 }),
  generation('items of a class', { unit: 'items' }, 'character', { cell: 'lstm', hidden: 6 }, { text: ['text'], label: ['label'] }),
  { name: 'transcription', rows: sounds, roles: { audio: ['a'], transcript: ['t'] }, task: { kind: 'transcription', stack: 3 }, preprocessing: { kind: 'audio', bands: 8 }, recurrent: lstm2, split: { kind: 'random' } },
  translation('translation, general', {}),
  translation('translation, dot, gru', { attention: 'dot' }, {}, { ...gru, layers: 2, bidirectional: true }),
  translation('translation, concat, shared and tied', { attention: 'concat', tieEmbeddings: true }, { shared: true, target: { lowercase: true } }),
  translation('translation without attention', { attention: 'none' }, {}, { cell: 'rnn', hidden: 6 }),
]

const kindOf = ({ task }: Case): unknown => (task as { kind?: string }).kind
export const isFirstOfTask = (one: Case): boolean => cases.find((other) => kindOf(other) === kindOf(one)) === one

/** The case's model, exported to a folder that goes with the test. */
export async function exported({ rows, roles, task, preprocessing, recurrent = gru, split = { kind: 'random' } }: Case) {
  await selectEngine('reference', 1)
  const config = configOf({ task, preprocessing, split, model: { embedding: 7, recurrent }, training: { epochs: 1, earlyStopping: null } })
  const { fitted } = prepareRows(config, rows, { roles, columns: [] })
  const model = tasks[config.task.kind].createModel(config, fitted, createRandom(3).fork('initial'))
  // What is fitted after training must be in an export as well.
  for (const [name, value] of [['interval.radius', 0.7], ['interval.usual', 0.3]] as const) if (model.parameters.names().includes(name)) model.parameters.set(name, model.parameters.values()[name].fill(value))
  const shapes = model.parameters.shapes()
  const parameters = Object.fromEntries(Object.entries(model.parameters.values()).map(([name, data]) => [name, { shape: shapes[name], data }]))
  const inputs = inputsOf(fitted, rows).slice(0, 10).map((input) => encodeInput(fitted, input).encoded)
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-tasks-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const made = await exportModel({ config, fitted, parameters, model }, ['onnx', 'safetensors'], directory, inputs, { signal: new AbortController().signal, progress: () => undefined })
  model.dispose()
  return { ...made, directory, parameters }
}

/** Runs in onnxruntime as in the engine, and the weights beside are all there. */
export async function expectAlike(one: Case): Promise<void> {
  const { files, verification, skipped, directory, parameters } = await exported(one)
  expect(skipped).toEqual([])
  expect(verification.maxAbsDifference).toBeLessThan(2e-5)
  expect(verification.maxAbsDifference).toBeGreaterThan(0)
  expect(readdirSync(directory).sort()).toEqual(files.toSorted())
  const { tensors } = decodeSafetensors(readFileSync(join(directory, 'model.safetensors')))
  // Every number that is learned is there, whatever it is called.
  const count = (all: Record<string, { data: Float32Array }>): number => Object.entries(all).reduce((sum, [name, { data }]) => sum + (/^(?:carried\.|calibration\.|mixture$)/.test(name) ? 0 : data.length), 0)
  expect(count(tensors)).toBe(count(parameters))
}
