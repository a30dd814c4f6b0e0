/** Configs: presets, a config for a dataset, every mistake of a document, and what a run would cost. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Handlers } from '../../src-shared/contract/rpc.ts'
import { configSchema, parseConfig, type Config, type ConfigIssue, type Preset } from '../../src-shared/domain/config.ts'
import { suggestSplit } from '../../src-shared/domain/split.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { samples } from '../datasets/samples/index.ts'
import { inputRoles, type SeriesPreprocessing } from '../../src-shared/domain/preprocessing.ts'
import { presets } from '../engine/tasks/presets.ts'
import type { ServiceContext } from './context.ts'
import { fitPreset } from './fit-preset.ts'

export function createConfigHandlers({ tracker, paths, engines }: ServiceContext): Pick<Handlers<AppApi>, Extract<keyof AppApi, `configs.${string}`>> {
  function issuesOf(document: unknown): ConfigIssue[] {
    const { config, issues } = parseConfig(document)
    if (!config) return issues
    return tracker.datasets.find(config.dataset) ? [] : [{ path: 'dataset', message: `there is no dataset ${config.dataset}` }]
  }

  return {
    'configs.presets': ({ task }) => presets(task),
    'configs.create': ({ datasetId, preset }) => createConfig(tracker.datasets.get(datasetId), preset),
    'configs.validate': ({ document }) => ({ issues: issuesOf(document) }),
    'configs.preflight': ({ config }) => engines.ask((client) => client.call('preflight', { config, datasetDirectory: paths.dataset(tracker.datasets.get(config.dataset).id) })),
  }
}

/** A config for the dataset from the preset named, or from the one that suits it. @throws preset.missing */
export function createConfig(dataset: Dataset, presetName?: string): Config {
  const candidates = presets(dataset.task).filter(({ config }) => readsInput(config, dataset))
  const preset = presetName === undefined ? suitingPreset(dataset, candidates) : candidates.find((candidate) => candidate.name === presetName)
  if (!preset) return fail('preset.missing', { name: presetName ?? '', names: candidates.map((candidate) => candidate.name).join(', ') })
  const name = `${dataset.name}, ${preset.title}`.slice(0, 200)
  return fitPreset(configSchema.parse({ ...preset.config, name, dataset: dataset.id, split: suggestSplit(dataset.task, dataset.roles, dataset.columns), preprocessing: preprocessingFor(dataset, preset) }), dataset)
}

/** Whether a preset reads what the dataset has. */
const readsInput = ({ preprocessing: { kind } }: Pick<Config, 'preprocessing'>, { roles }: Dataset): boolean => roles[inputRoles[kind]] !== undefined

/** One word a row, such as names: there is nothing to read but the characters. Where no spaces tell words apart, a few characters are one. */
function isWords({ columns, lengths, roles, task }: Dataset): boolean {
  const column = columns.find(({ name }) => name === roles.text?.[0])
  if (column?.words === null) return column.meanLength <= shortWord
  // What is to be continued has its lengths in characters.
  return (task === 'generation' ? (column?.words ?? Infinity) : lengths.percentile95) <= 2
}

/** Characters of a name or a term in a script without spaces. */
const shortWord = 12

/** Presets in the order in which they are looked for, by what a classifier reads and how much of it there is; elsewhere `small` and `standard`. */
function wantedPresets(dataset: Dataset): string[] {
  const { roles, sequences, task } = dataset
  if (task === 'classification' && !roles.text) {
    if (roles.series) return [sequences < manySeries ? 'series' : 'series-strong', 'series']
    return roles.audio ? ['speech'] : ['frames']
  }
  if (task === 'translation') return wantedForPairs(dataset)
  if (roles.text && isWords(dataset)) return [task === 'generation' ? 'items' : 'characters', 'standard']
  if (task === 'classification') return [sequences < 1000 ? 'few' : 'standard']
  return [sequences < 1000 ? 'small' : 'standard', 'standard']
}

/** Strings of one or two words are spelled; a script without spaces is written in characters, one with spaces in pieces of words. */
function wantedForPairs({ roles, columns, sequences }: Dataset): string[] {
  const wordsOf = (role: 'source' | 'target'): number | null => columns.find(({ name }) => name === roles[role]?.[0])?.words ?? null
  const [source, target] = [wordsOf('source'), wordsOf('target')]
  if (sequences < 1000 || [source, target].some((words) => words !== null && words < fewWords)) return ['small']
  return [target === null ? 'standard' : 'pieces']
}

/** Words a text, fewer than which are no sentence: dates, names, terms. */
const fewWords = 2.5

/** From here on two hundred passes over the series take too long, and are not needed. */
const manySeries = 2000

/** A sample names its preset; elsewhere the data does. */
function suitingPreset(dataset: Dataset, candidates: Preset[]): Preset | undefined {
  const ofSample = samples.find((sample) => sample.title === dataset.name && dataset.source !== '')?.preset
  const wanted = ofSample === undefined ? wantedPresets(dataset) : [ofSample, ...wantedPresets(dataset)]
  return wanted.flatMap((name) => candidates.filter((candidate) => candidate.name === name))[0] ?? candidates[0]
}

/** Steps that a recurrent layer still learns over in reasonable time; longer series are read in longer strides. */
const readSteps = 200
const longestSeries = 20_000

/** Shorter series are most often one period, of hours, weekdays or months, where a step is not what its neighbour is. */
const shortSeries = 50

/** What is done in time to training series: to short ones no more than half a step. Values are changed all the same. */
function augmentFor({ augment }: SeriesPreprocessing, longest: number): SeriesPreprocessing['augment'] {
  if (augment === null || longest >= shortSeries) return augment
  const most = Math.round(500 / Math.max(1, longest)) / 1000
  return { ...augment, warp: Math.min(augment.warp, most), crop: Math.min(augment.crop, most) }
}

function preprocessingFor(dataset: Dataset, { config: { preprocessing, task } }: Preset): Config['preprocessing'] {
  if (isWords(dataset) && preprocessing.kind === 'text') return { ...preprocessing, tokenizer: 'character' }
  if (preprocessing.kind !== 'series' || task.kind !== 'classification') return preprocessing
  const { median, maximum } = dataset.lengths
  const stride = Math.min(64, Math.max(preprocessing.stride, Math.ceil(median / readSteps)))
  return { ...preprocessing, augment: augmentFor(preprocessing, maximum), stride, window: Math.min(128, Math.max(preprocessing.window, 2 * stride)), maximumLength: Math.min(longestSeries, Math.max(preprocessing.maximumLength, Math.ceil(maximum))) }
}

/** The JSON document of a file that claims to be a config. @throws file.unreadable, config.json */
export async function readConfigDocument(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => fail('file.unreadable', { path: file, reason: thrown instanceof Error ? thrown.message : String(thrown) }, thrown))
  return parseJson(text, file)
}

/** The config that is kept with a run. */
export const runConfigFile = (runFolder: string): string => join(runFolder, 'config.json')

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    const position = /position (\d+)/.exec(reason)?.[1]
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length
    return fail('config.json', { file, reason, line }, thrown)
  }
}
