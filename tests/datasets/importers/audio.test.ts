import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import { failureOf, newFolder, realData, type Folder } from '../files.ts'
import { readFiles } from './read.ts'

const fixtures = join(import.meta.dirname, '../fixtures/audio')
const sounds = { wav: 'pcm_16.wav', flac: 'mono.flac', ogg: 'vorbis.ogg', opus: 'opus.ogg', mp3: 'mono.mp3' } as const

/** Recordings by name, each of the kind that its ending says. */
function record(folder: Folder, names: string[]): string {
  for (const name of names) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true })
    copyFileSync(join(fixtures, sounds[name.split('.').at(-1) as keyof typeof sounds]), join(folder.path, name))
  }
  return folder.path
}

describe('recordings', () => {
  it('are read whatever their kind, a class each by folder', async () => {
    const path = record(newFolder(), ['yes/1.wav', 'yes/2.flac', 'no/3.ogg', 'no/4.opus', 'no/5.mp3'])
    const read = await readFiles([path])
    expect(read.format).toBe('audio')
    expect(read.table).toMatchObject({ columns: ['audio', 'label', 'file'], types: { audio: 'audio' }, intent: { task: 'classification', roles: { audio: ['audio'], label: ['label'] } } })
    expect(read.column('audio').map((cell) => isArrayCell(cell) && [cell.data.constructor.name, cell.shape[1], cell.rate])).toEqual([['Int16Array', 1, 8000], ['Int16Array', 1, 48_000], ['Int16Array', 1, 16_000], ['Int16Array', 1, 8000], ['Int16Array', 1, 8000]])
    expect(read.rows.map(({ file, values }) => [file, values[1]])).toEqual([['no/3.ogg', 'no'], ['no/4.opus', 'no'], ['no/5.mp3', 'no'], ['yes/1.wav', 'yes'], ['yes/2.flac', 'yes']])
    expect(read.bytes.told).toBe(read.bytes.files)
  })

  it('folders of parts, then of classes; who spoke as Speech Commands names it', async () => {
    const path = record(newFolder(), ['train', 'test'].flatMap((part) => ['up', 'down'].flatMap((word) => ['0a2b4c6d', '1a2b4c6d'].map((voice) => `${part}/${word}/${voice}_nohash_0.wav`))))
    const read = await readFiles([path])
    expect(read.table.columns).toEqual(['audio', 'label', 'speaker', 'split', 'file'])
    expect(read.table.intent?.roles).toEqual({ audio: ['audio'], label: ['label'], group: ['speaker'], split: ['split'] })
    expect(read.rows[0].values.slice(1)).toEqual(['down', '0a2b4c6d', 'test', 'test/down/0a2b4c6d_nohash_0.wav'])
  })

  it('a pattern that a person gives', async () => {
    const names = ['ann-left-1.wav', 'ann-right-1.wav', 'bob-left-1.wav', 'bob-right-1.wav']
    const read = await readFiles([record(newFolder(), names)], { pattern: '{speaker}-{label}-{take}.wav' })
    expect(read.table.columns).toEqual(['audio', 'speaker', 'label', 'take', 'file'])
    expect(read.rows[0].values.slice(1, 4)).toEqual(['ann', 'left', '1'])
  })

  it('a table beside them: files by path, by name or without ending; a row that has none is rejected', async () => {
    const folder = newFolder()
    const path = record(folder, ['clips/a.wav', 'clips/b.wav', 'clips/c.wav'])
    folder.file('metadata.csv', 'path,sentence,client_id\nclips/a.wav,"hello, you",s1\nb.wav,good night,s2\n')
    const read = await readFiles([path])
    expect(read.table.intent).toMatchObject({ task: 'transcription', roles: { audio: ['audio'], transcript: ['sentence'], group: ['client_id'] } })
    expect(read.rows.map(({ values }) => values.slice(1, 3))).toEqual([['hello, you', 's1'], ['good night', 's2']])
    expect(read.rejected).toEqual([{ file: 'c.wav', line: 1, rejected: { code: 'sidecar-missing', details: { table: 'metadata.csv' } } }])
  })

  it('LJSpeech: bars and no header; LibriSpeech: lists of transcripts; tables by part', async () => {
    const ljspeech = newFolder()
    record(ljspeech, ['wavs/LJ001-0001.wav', 'wavs/LJ001-0002.wav'])
    ljspeech.file('metadata.csv', 'LJ001-0001|In 1455.|In fourteen fifty-five.\nLJ001-0002|Then, "no".|Then, "no".\n')
    const one = await readFiles([ljspeech.path])
    expect(one.rows.map(({ values }) => values[one.table.columns.indexOf('transcript')])).toEqual(['In fourteen fifty-five.', 'Then, "no".'])
    const libri = newFolder()
    record(libri, ['84/121/84-121-0000.flac', '85/1/85-1-0000.flac'])
    libri.file('84/121/84-121.trans.txt', '84-121-0000 GO DO YOU HEAR\n')
    libri.file('85/1/85-1.trans.txt', '85-1-0000 YES\n')
    const two = await readFiles([libri.path])
    expect(two.rows.map(({ values }) => values.slice(1, 3))).toEqual([['GO DO YOU HEAR', '84'], ['YES', '85']])
    const common = newFolder()
    record(common, ['clips/a.mp3', 'clips/b.mp3'])
    common.file('train.tsv', 'client_id\tpath\tsentence\nx\ta.mp3\tone\n')
    common.file('test.tsv', 'client_id\tpath\tsentence\ny\tb.mp3\ttwo\n')
    const three = await readFiles([common.path])
    expect(three.column('split')).toEqual(['train', 'test'])
  })

  it('a manifest of JSON Lines', async () => {
    const folder = newFolder()
    record(folder, ['a.wav', 'b.wav'])
    folder.file('manifest.jsonl', '{"audio_filepath": "/data/set/a.wav", "duration": 0.05, "text": "one"}\n{"audio_filepath": "/data/set/b.wav", "duration": 0.05, "text": "two"}\n')
    const read = await readFiles([folder.path])
    expect(read.table.intent).toMatchObject({ task: 'transcription', roles: { transcript: ['text'] } })
    expect(read.column('text')).toEqual(['one', 'two'])
  })

  it('a table that says nothing of use is refused, and a damaged recording is one rejected row', async () => {
    const folder = newFolder()
    record(folder, ['a.wav', 'b.wav'])
    folder.file('list.csv', 'file,bytes,seconds\na.wav,1,2\nb.wav,3,4\n')
    expect(await failureOf(readFiles([folder.path]))).toMatchObject({ code: 'import.sidecar', details: { columns: 'bytes, seconds' } })
    const other = newFolder()
    record(other, ['x/a.wav', 'x/b.wav', 'y/c.wav'])
    other.file('y/d.wav', Buffer.from('RIFF????WAVE'))
    const read = await readFiles([other.path])
    expect(read.rejected).toEqual([{ file: 'y/d.wav', line: 1, rejected: { code: 'media', details: { reason: 'it has no format' } } }])
  })

  it('a preview decodes some of every class', async () => {
    const path = record(newFolder(), ['a', 'b', 'c'].flatMap((label) => Array.from({ length: 40 }, (_, index) => `${label}/${index}.wav`)))
    const read = await readFiles([path], {}, 'beginning')
    expect(read.rows).toHaveLength(24)
    expect(new Set(read.column('label')).size).toBe(3)
  })

  it('several chosen folders are classes', async () => {
    const folder = newFolder()
    record(folder, ['cat/1.wav', 'cat/2.wav', 'dog/1.wav', 'dog/2.wav'])
    expect((await readFiles([join(folder.path, 'cat'), join(folder.path, 'dog')])).column('label')).toEqual(['cat', 'cat', 'dog', 'dog'])
  })
})

const digits = realData('spoken_digits')
describe.skipIf(digits === null)('spoken digits', () => {
  it('are 200 clips of ten digits by two speakers', async () => {
    const read = await readFiles([digits ?? ''])
    expect([read.format, read.rows.length, read.rejected.length]).toEqual(['audio', 200, 0])
    expect(read.table.columns).toEqual(['audio', 'label', 'speaker', 'index', 'file'])
    expect([...new Set(read.column('label'))].sort()).toEqual([...'0123456789'])
    expect(new Set(read.column('speaker'))).toEqual(new Set(['jackson', 'theo']))
    expect(read.table.intent).toMatchObject({ task: 'classification', roles: { audio: ['audio'], label: ['label'], group: ['speaker'] } })
    const seconds = read.column('audio').map((cell) => (isArrayCell(cell) ? cell.shape[0] / (cell.rate ?? 1) : 0))
    expect([Math.min(...seconds) > 0.14, Math.max(...seconds) < 2.3]).toEqual([true, true])
  })
})
