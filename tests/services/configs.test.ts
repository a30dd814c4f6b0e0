import { expect, test } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importFiles } from '../../src-main/datasets/import.ts'
import { createConfig } from '../../src-main/services/configs.ts'

const numbered = (count: number, pair: (index: number) => [string, string]): [string, string][] => Array.from({ length: count }, (_, index) => pair(index))

test.each<[string, [string, string][], string, string]>([
  ['sentences into Chinese', numbered(1200, (index) => [`He has ${index} books at home.`, `他家里有${index}本书。`]), 'Standard', 'character'],
  ['sentences into Japanese', numbered(1200, (index) => [`He has ${index} books at home.`, `彼は家に本を${index}冊持っている。`]), 'Standard', 'character'],
  ['Chinese into English', numbered(1200, (index) => [`他家里有${index}本书。`, `He has ${index} books at home.`]), 'Pieces of words', 'bytePair'],
  ['English into German', numbered(1200, (index) => [`He has ${index} books at home.`, `Er hat ${index} Bücher zu Hause.`]), 'Pieces of words', 'bytePair'],
  ['words into sounds', numbered(1200, (index) => [`cat${index}`, 'K AE T']), 'Small and quick', 'character'],
  ['few sentences', numbered(60, (index) => [`He has ${index} books at home.`, `他家里有${index}本书。`]), 'Small and quick', 'character'],
])('a translator is suggested by how both sides are written: %s', async (_, pairs, title, tokenizer) => {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-configs-'))
  try {
    const file = join(folder, 'pairs.jsonl')
    writeFileSync(file, pairs.map(([source, target]) => `${JSON.stringify({ source, target })}\n`).join(''))
    const dataset = await importFiles([file], { task: 'translation', roles: { source: ['source'], target: ['target'] } }, join(folder, 'dataset'))
    const { name, preprocessing } = createConfig(dataset)
    expect(name).toBe(`${dataset.name}, ${title}`)
    expect(preprocessing).toMatchObject({ kind: 'pairs', target: { tokenizer } })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.each([[24, 0.021], [150, 0.1]])('training series of %i steps are cut and bent by %f of their length at most', async (steps, share) => {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-configs-'))
  try {
    const file = join(folder, 'days.ts')
    const rows = numbered(20, (index) => [Array.from({ length: steps }, (_, step) => Math.sin(index + step).toFixed(3)).join(','), index % 2 === 0 ? 'a' : 'b'])
    writeFileSync(file, `@problemName days\n@timeStamps false\n@missing false\n@univariate true\n@equalLength true\n@classLabel true a b\n@data\n${rows.map((row) => row.join(':')).join('\n')}\n`)
    const dataset = await importFiles([file], { task: 'classification' }, join(folder, 'dataset'))
    expect(createConfig(dataset, 'series').preprocessing).toMatchObject({ kind: 'series', augment: { warp: share, crop: share, scaling: 0.1 } })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.each<[string, number, (index: number) => string, string, string]>([
  ['two hundred reviews', 200, (index) => `The ${index}th phone broke after a week of use.`, 'few', 'word'],
  ['many reviews', 1200, (index) => `The ${index}th phone broke after a week of use.`, 'standard', 'word'],
  ['names', 200, (index) => `Anna${index}`, 'characters', 'character'],
  ['names in a script without spaces, of which a dictionary makes several words', 200, (index) => `กฤษณะพง${'กขคงจฉชซฌญ'[index % 10]}`, 'characters', 'character'],
  ['sentences in a script without spaces', 200, (index) => `这本书我看了${index}遍，每次都觉得很有意思，推荐给大家。`, 'few', 'word'],
])('a classifier is suggested by what it reads and how much of it there is: %s', async (_, count, text, preset, tokenizer) => {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-configs-'))
  try {
    const file = join(folder, 'texts.jsonl')
    writeFileSync(file, Array.from({ length: count }, (_unused, index) => `${JSON.stringify({ text: text(index), label: index % 2 === 0 ? 'a' : 'b' })}\n`).join(''))
    const dataset = await importFiles([file], { task: 'classification', roles: { text: ['text'], label: ['label'] } }, join(folder, 'dataset'))
    const suggested = createConfig(dataset)
    expect(suggested).toEqual(createConfig(dataset, preset))
    expect(suggested.preprocessing).toMatchObject({ kind: 'text', tokenizer })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.each<[string, (index: number) => string, string]>([
  ['names', (index) => `Anna${index}`, 'items'],
  ['lines of a few words', (index) => `the ${index}th of many lines that go on`, 'small'],
])('a writer is suggested by what a row is: %s', async (_, text, preset) => {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-configs-'))
  try {
    const file = join(folder, 'texts.txt')
    writeFileSync(file, Array.from({ length: 200 }, (_unused, index) => `${text(index)}\n`).join(''))
    const dataset = await importFiles([file], { task: 'generation' }, join(folder, 'dataset'))
    expect(createConfig(dataset)).toEqual(createConfig(dataset, preset))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
