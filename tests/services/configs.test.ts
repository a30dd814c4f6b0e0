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
