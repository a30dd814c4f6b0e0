import { expect, test } from 'vitest'
import { transcription } from '../../src-main/datasets/prepare/transcription.ts'
import { prepareRows } from '../../src-main/datasets/prepare/index.ts'
import { splitRows } from '../../src-main/datasets/splits/index.ts'
import { keepBeside } from '../../src-main/datasets/encoded-sequences.ts'
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { itemAt } from '../../src-shared/domain/prepared.ts'
import { splitSchema } from '../../src-shared/domain/split.ts'
import type { PreparedOf } from '../../src-shared/domain/tasks/index.ts'
import { transcriptionTaskSchema } from '../../src-shared/domain/tasks/transcription.ts'
import { newFolder } from './files.ts'

const recipe = (task: object = {}) => ({
  split: splitSchema.parse({ kind: 'random' }), preprocessing: preprocessingSchema.parse({ kind: 'audio', rate: 4000, bands: 8 }), task: transcriptionTaskSchema.parse({ kind: 'transcription', ...task }),
})
const row = (index: number, transcript: string, loudness = 1): RoleRow => ({
  index, cells: { transcript: [transcript], audio: [{ shape: [800, 1], rate: 4000, data: Float32Array.from({ length: 800 }, (_, at) => 0.1 * loudness * Math.sin(at * (1 + index))) }] },
})
const rows = Array.from({ length: 40 }, (_, index) => row(index, ['One!', 'two', 'one two'][index % 3]))
const prepare = (all: RoleRow[], task: object = {}) => prepareRows(recipe(task), all) as PreparedOf<'transcription'>

test('nothing that is fitted changes with the other parts, and their new symbols are no targets', () => {
  const split = splitRows(rows, recipe().split)
  const others = new Set([...split.validation, ...split.test])
  const changed = rows.map((own) => (others.has(own.index) ? row(own.index, 'zzz one', 50) : own))
  const [before, after] = [prepare(rows), prepare(changed)]
  expect(after.fitted).toEqual(before.fitted)
  expect(before.fitted.symbols).toEqual(['<blank>', ' ', 'e', 'n', 'o', 't', 'w'])
  expect(before.fitted.transcripts).toHaveLength(split.train.length)
  // What cannot be written still counts as wrong: the text is compared as it is.
  expect(after.parts.test.texts).toEqual(split.test.map(() => 'zzz one'))
  expect(after.parts.test.targets[0]).toEqual(Int32Array.of(1, 4, 3, 2))
})

test('words as symbols; letters as they are; where each row is from and how long it is', () => {
  const { fitted, parts } = prepare(rows, { unit: 'word', lowercase: false, punctuation: 'keep' })
  expect([...fitted.symbols].sort()).toEqual(['<blank>', 'One!', 'one', 'two'])
  expect(parts.train.seconds[0]).toBeCloseTo(0.2)
  expect(new Set([...parts.train.indices, ...parts.validation.indices, ...parts.test.indices]).size).toBe(40)
  expect(itemAt(parts.train.sequences, 0).length % 8).toBe(0)
})

test('another input is refused, and a row is described by its length', () => {
  const { fitted } = prepare(rows)
  expect(() => transcription.encode(fitted, { cells: { audio: ['a text'] } })).toThrow(expect.objectContaining({ code: 'predict.input' }))
  expect(() => transcription.encode(fitted, { cells: {} })).toThrow(expect.objectContaining({ code: 'predict.input' }))
  expect(transcription.describe(fitted, rows[0])).toBe('0.2 s')
  const stereo = { shape: [800, 2], rate: 8000, data: new Int16Array(1600) }
  expect(transcription.encode(fitted, { cells: { audio: [stereo] } }).seconds).toBe(0.1)
})

test('what does not fit in memory lies in a file, which is gone with it', () => {
  const folder = newFolder()
  const beside = prepareRows(recipe(), rows, undefined, null, keepBeside(folder.path, 500)) as PreparedOf<'transcription'>
  const held = prepare(rows)
  expect([Array.isArray(held.parts.train.sequences), Array.isArray(beside.parts.train.sequences)]).toEqual([true, false])
  expect([...beside.parts.train.sequences]).toEqual([...held.parts.train.sequences])
  expect(folder.list()).toEqual([])
})
