/** Datasets of every kind, their rows and their arrays. All numbers come from formulas: the same at each start. */
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { Column, Dataset, DisplayValue } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'

const column = (name: string, type: Column['type'], distinct: number, meanLength: number, array: Column['array'] = null): Column => ({ name, type, array, distinct, missing: 0, meanLength })
const labelsOf = (names: string[], count: number): Dataset['labels'] => names.map((label) => ({ label, count: Math.round(count / names.length) }))
const lengths = (unit: string, median: number): Dataset['lengths'] => {
  const edges = Array.from({ length: 21 }, (_, index) => Math.round(index * median * 0.2))
  return { unit, minimum: Math.round(median / 2), median, mean: median * 1.1, percentile95: median * 2, maximum: median * 4, histogram: { edges, counts: edges.slice(1).map((_, index) => Math.round(300 * Math.exp(-((index - 5) ** 2) / 12))) } }
}
const base = (id: string, name: string, format: string, sequences: number): Pick<Dataset, 'id' | 'name' | 'version' | 'hash' | 'createdAt' | 'format' | 'encoding' | 'delimiter' | 'files' | 'sequences' | 'rows' | 'rejected' | 'rejections' | 'rejectedFile' | 'findings' | 'source'> => ({
  id, name, version: 1, hash: 'b1d4'.repeat(16), createdAt: '2026-11-21T10:00:00Z', format, encoding: 'utf-8', delimiter: null, files: [{ name: `${id}.${format}`, bytes: sequences * 410 }], sequences, rows: sequences,
  rejected: 0, rejections: [], rejectedFile: null, findings: [], source: '',
})

/** Whatever else the schema of a dataset has comes from `template`. */
export function datasetsOfKinds(template: Dataset): Dataset[] {
  const make = (id: string, name: string, format: string, sequences: number, more: Partial<Dataset>): Dataset => ({ ...template, ...base(id, name, format, sequences), labels: [], ...more })
  return [
    make('wnut', 'Emerging entities (WNUT 17)', 'conll', 5690, {
      task: 'tagging', roles: { tokens: ['tokens'], tags: ['tags'], split: ['split'] }, labels: labelsOf(['O', 'B-person', 'B-location', 'I-person', 'B-group', 'B-product'], 30_000), lengths: lengths('words', 17),
      columns: [column('tokens', 'tokens', 5400, 96), column('tags', 'tokens', 2100, 34), column('split', 'category', 3, 6)],
    }),
    make('ett', 'Oil temperature, hourly', 'csv', 17_420, {
      task: 'forecasting', roles: { values: ['OT', 'HUFL', 'HULL'], time: ['date'], item: ['station'] }, lengths: lengths('rows', 8710), findings: [finding('time-gaps', { count: 12, first: '2016-07-01 00:00', last: '2018-06-26 19:00', step: '1 h' })],
      columns: [column('date', 'date', 8710, 19), column('station', 'category', 2, 6), column('OT', 'number', 9000, 6), column('HUFL', 'number', 9000, 6), column('HULL', 'number', 9000, 6)],
    }),
    make('motions', 'Basic motions', 'ts', 80, {
      task: 'classification', roles: { series: ['series'], label: ['label'] }, labels: labelsOf(['walking', 'running', 'standing', 'badminton'], 80), lengths: lengths('steps', 100),
      columns: [column('series', 'series', 80, 0, { dtype: 'float32', channels: ['acc x', 'acc y', 'acc z'], rate: 10 }), column('label', 'category', 4, 8)],
    }),
    make('digits', 'Spoken digits', 'wav', 200, {
      task: 'classification', roles: { audio: ['audio'], label: ['label'], group: ['speaker'] }, labels: labelsOf(['zero', 'one', 'two', 'three', 'four'], 200), lengths: lengths('seconds', 0.5),
      columns: [column('audio', 'audio', 200, 0, { dtype: 'int16', channels: [], rate: 8000 }), column('label', 'category', 5, 4), column('speaker', 'category', 2, 6)],
    }),
    make('gestures', 'Hand gestures', 'frames', 60, {
      task: 'classification', roles: { frames: ['frames'], label: ['label'], group: ['subject'] }, labels: labelsOf(['wave', 'point', 'fist'], 60), lengths: lengths('frames', 24),
      columns: [column('frames', 'frames', 60, 0, { dtype: 'uint8', channels: [], rate: 12 }), column('label', 'category', 3, 5), column('subject', 'category', 6, 4)],
    }),
    make('tatoeba', 'English to Chinese sentences', 'tsv', 21_007, {
      task: 'translation', roles: { source: ['en'], target: ['zh'] }, lengths: lengths('words', 7), columns: [column('en', 'text', 18_000, 31), column('zh', 'text', 20_500, 11)],
    }),
    make('plays', 'Plays of Shakespeare', 'txt', 1, {
      task: 'generation', roles: { text: ['text'] }, lengths: lengths('characters', 1_115_394), columns: [column('text', 'text', 1, 1_115_394)],
    }),
    make('sentences', 'Digit strings', 'wav', 400, {
      task: 'transcription', roles: { audio: ['audio'], transcript: ['transcript'], group: ['speaker'] }, lengths: lengths('seconds', 2),
      columns: [column('audio', 'audio', 400, 0, { dtype: 'int16', channels: [], rate: 8000 }), column('transcript', 'text', 380, 15), column('speaker', 'category', 2, 6)],
    }),
  ]
}

const tagged: [string[], string[]][] = [
  [['Ada', 'Lovelace', 'flew', 'to', 'New', 'York', 'with', 'Lufthansa', 'yesterday', '.'], ['B-person', 'I-person', 'O', 'O', 'B-location', 'I-location', 'O', 'B-group', 'O', 'O']],
  [['@bob', 'my', 'new', 'iPhone', 'is', 'great'], ['B-person', 'O', 'O', 'B-product', 'O', 'O']],
]
const sentences = ['The cat sleeps on the sofa.', 'Where is the nearest station?', 'I have never been to Beijing.']
const chinese = ['猫在沙发上睡觉。', '最近的车站在哪里？', '我从来没去过北京。']

/** The array of a row with this role. */
export function arrayAt(index: number, role: string): ArrayCell {
  if (role === 'audio') {
    const length = 4000 + (index % 5) * 800
    return { shape: [length, 1], rate: 8000, data: Int16Array.from({ length }, (_, at) => 9000 * Math.sin((at * (220 + 40 * (index % 7))) / 1273) * Math.exp(-(((at - length / 2) / (length / 4)) ** 2)) + 400 * Math.sin(at * at)) }
  }
  if (role === 'frames') {
    const [frames, side] = [24, 48]
    const data = new Uint8Array(frames * side * side)
    for (let frame = 0; frame < frames; frame++) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const distance = Math.hypot(x - 24 - 12 * Math.sin((frame + index) / 4), y - 24 - 10 * Math.cos((frame * (1 + (index % 3))) / 5))
          data[(frame * side + y) * side + x] = distance < 8 ? 230 : 30 + ((x + y) % 9)
        }
      }
    }
    return { shape: [frames, side, side, 1], rate: 12, data }
  }
  const [steps, channels] = [100, 3]
  return { shape: [steps, channels], rate: 10, data: Float32Array.from({ length: steps * channels }, (_, at) => Math.sin((Math.floor(at / channels) * (1 + (index % 4))) / 6 + (at % channels)) * (1 + (at % channels) / 2)) }
}

function thumbnail(index: number, role: string): DisplayValue {
  const { shape, rate, data } = arrayAt(index, role)
  if (role === 'frames') {
    const side = shape[1]
    return { shape, rate, lines: [], picture: { height: 24, width: 24, values: Array.from({ length: 576 }, (_, at) => data[(12 * side + Math.floor(at / 24) * 2) * side + (at % 24) * 2]) } }
  }
  const channels = shape[1]
  return { shape, rate, picture: null, lines: Array.from({ length: channels }, (_, channel) => Array.from({ length: 64 }, (__, point) => data[Math.floor((point * shape[0]) / 64) * channels + channel])) }
}

/** The values of a row by the name of the column; undefined for datasets of text. */
export function valuesAt(dataset: Dataset, index: number): DisplayValue[] | undefined {
  const label = dataset.labels[index % Math.max(1, dataset.labels.length)]?.label ?? ''
  const tables: Record<string, () => Record<string, DisplayValue>> = {
    wnut: () => ({ tokens: tagged[index % 2][0], tags: tagged[index % 2][1], split: ['train', 'validation', 'test'][index % 3] }),
    ett: () => ({ date: new Date(Date.UTC(2016, 6, 1, index)).toISOString().slice(0, 19).replace('T', ' '), station: index < 8710 ? 'north' : 'south', OT: (20 + 6 * Math.sin(index / 4)).toFixed(3), HUFL: (5 + Math.cos(index / 3)).toFixed(3), HULL: index % 41 === 7 ? '' : (2 + Math.sin(index / 5)).toFixed(3) }),
    motions: () => ({ series: thumbnail(index, 'series'), label }),
    digits: () => ({ audio: thumbnail(index, 'audio'), label, speaker: index % 2 === 0 ? 'george' : 'lucas' }),
    gestures: () => ({ frames: thumbnail(index, 'frames'), label, subject: `s${index % 6}` }),
    tatoeba: () => ({ en: sentences[index % 3], zh: chinese[index % 3] }),
    plays: () => ({ text: 'First Citizen: Before we proceed any further, hear me speak. All: Speak, speak.' }),
    sentences: () => ({ audio: thumbnail(index, 'audio'), transcript: ['one two three', 'nine nine', 'zero five one four'][index % 3], speaker: index % 2 === 0 ? 'george' : 'lucas' }),
  }
  const own = tables[dataset.id]?.()
  return own && dataset.columns.map(({ name }) => own[name])
}
