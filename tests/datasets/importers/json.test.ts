import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import { readElements } from '../../../src-main/datasets/importers/json-elements.ts'
import { describeSource } from '../../../src-main/datasets/reading/source.ts'
import { failureOf, newFolder, realData } from '../files.ts'
import { readFiles } from './read.ts'

const readText = (name: string, text: string | Buffer, table?: string) => readFiles([newFolder().file(name, text)], table === undefined ? {} : { table })
const rowsOf = async (text: string, table?: string) => {
  const { table: { columns, types, tables }, rows, rejected, format } = await readText('a.json', text, table)
  return { columns, types, tables, rows: rows.map(({ values }) => values), rejected: rejected.length, format }
}

describe('JSON documents', () => {
  it.each<[string, string, string[], unknown[][]]>([
    ['a list of objects', '[{"text": "a", "n": 1}, {"text": "b", "n": null, "more": true}]', ['text', 'n', 'more'], [['a', '1', ''], ['b', '', 'true']]],
    ['pretty-printed', '[\n  {\n    "text": "a, [b] {c} \\"d\\" \\\\"\n  },\n  {\n    "text": "e"\n  }\n]\n', ['text'], [['a, [b] {c} "d" \\'], ['e']]],
    ['a list of texts', '["a", "b\\nc", ""]', ['text'], [['a'], ['b\nc'], ['']]],
    ['a list of lists', '[["a", 1], ["b", 2]]', ['column1', 'column2'], [['a', '1'], ['b', '2']]],
    ['objects within objects', '[{"user": {"name": "x", "place": {"town": {"zip": 1}}}, "text": "a"}, {"text": "b"}]', ['user.name', 'user.place.town', 'text'], [['x', '{"zip":1}', 'a'], ['', '', 'b']]],
    ['objects one after the other', '{\n"text": "a"\n}\n{\n"text": "b"\n}', ['text'], [['a'], ['b']]],
    ['columns', '{"text": ["a", "b"], "label": [0, 1]}', ['text', 'label'], [['a', '0'], ['b', '1']]],
    ['columns with rows by name, as pandas writes them', '{"text": {"0": "a", "1": "b"}, "label": {"0": 0, "1": 1}}', ['text', 'label'], [['a', '0'], ['b', '1']]],
    ['a table within an object', '{"meta": {"n": 2}, "data": {"items": [{"text": "a"}, {"text": "b"}]}}', ['text'], [['a'], ['b']]],
    ['one object', '{"text": "a", "label": {"kind": 1}}\n', ['text', 'label.kind'], [['a', '1']]],
    ['a mark before it', '\ufeff[{"text": "a"}]', ['text'], [['a']]],
  ])('%s', async (_, text, columns, rows) => expect(await rowsOf(text)).toMatchObject({ format: 'json', columns, rows, rejected: 0 }))

  it('lists of words are tokens, lists of numbers a series; other lists stay JSON', async () => {
    const { columns, types, rows } = await rowsOf('[{"words": ["a", "b"], "curve": [1, 2.5, null], "motion": [[1, 2], [3, 4]], "mixed": [1, "a"]}, {"words": [], "curve": [], "motion": [[5, 6]], "mixed": ["b"]}]')
    expect([columns, types]).toEqual([['words', 'curve', 'motion', 'mixed'], { words: 'tokens', curve: 'series', motion: 'series' }])
    expect(rows[0].map((cell) => (isArrayCell(cell) ? [cell.shape, Array.from(cell.data)] : cell))).toEqual([['a', 'b'], [[3, 1], [1, 2.5, NaN]], [[2, 2], [1, 2, 3, 4]], '[1,"a"]'])
    expect(rows[1][3]).toBe('["b"]')
  })
  it('of several tables the largest is read, or the one asked for', async () => {
    const text = '{"train": [{"text": "a"}, {"text": "b"}], "test": [{"text": "c"}], "version": 3}'
    expect(await rowsOf(text)).toMatchObject({ tables: ['train', 'test'], rows: [['a'], ['b']] })
    expect(await rowsOf(text, 'test')).toMatchObject({ rows: [['c']] })
  })
  it('a .json file of JSON Lines is read as such, and the other way round', async () => {
    expect(await rowsOf('{"text": "a"}\n{"text": "b"}\n')).toMatchObject({ format: 'jsonl', rows: [['a'], ['b']] })
    expect((await readText('a.txt', '[{"text": "a"},\n{"text": "b"}]')).format).toBe('json')
  })
  it('a value that is broken is one row that is left out, with its line', async () => {
    const { rejected, rows } = await readText('a.json', '[{"text": "a"},\n{"text": nothing},\n{"text": "b"},\n]')
    expect([rows.length, rejected.map(({ line, rejected: { code } }) => [line, code])]).toEqual([2, [[2, 'json']]])
  })
  it.each<[string, string | Buffer, string]>([
    ['lists 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000), 'import.json-depth'],
    ['objects 100,000 deep', '[' + '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000) + ']', 'import.json-depth'],
    ['cut off within a text', '[{"text": "a"}, {"text": "b', 'import.json-file'],
    ['cut off between values', '[{"text": "a"},', 'import.json-file'],
    ['a bracket too many', '[{"text": "a"}]]', 'import.json-file'],
    ['bytes that are no UTF-8', Buffer.from('[{"text": "caf\xe9"}]', 'latin1'), 'import.json-file'],
    ['a column for every value', `[${Array.from({ length: 6000 }, (_, index) => `{"k${index}": 1}`).join(',')}]`, 'import.too-large'],
    ['nothing in it', '[]', 'import.empty'],
  ])('%s is refused', async (_, text, code) => expect((await failureOf(readText('a.json', text))).code).toBe(code))
})

describe('values', () => {
  it('are those that JSON.parse finds, for any document', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.constantFrom(0, 1, 3), async (list, indent) => {
      const source = await describeSource(newFolder().file('a.json', JSON.stringify(list, null, indent)))
      const found: unknown[] = []
      for await (const batch of readElements(source, { encoding: 'utf-8', layout: 'list', longest: 1e6 })) found.push(...batch.map(({ text }) => JSON.parse(text) as unknown))
      expect(JSON.stringify(found)).toBe(JSON.stringify(list))
    }), { numRuns: 200 })
  })
})

const naughty = realData('naughty_strings')
describe.skipIf(naughty === null)('the naughty strings', () => {
  it('are read from their JSON, letter for letter', async () => {
    const path = join(naughty ?? '', 'blns.json')
    const { rows, table } = await readFiles([path])
    expect(table.columns).toEqual(['text'])
    expect(rows.map(({ values }) => values[0])).toEqual(JSON.parse(readFileSync(path, 'utf8')))
  })
})
