/** Pretrained vectors: the rows of the embedding that the file has, in every task with a vocabulary of words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configSchema, type Config } from '../../../src-shared/domain/config.ts'
import { datasetFile } from '../../../src-main/datasets/store.ts'
import { importFiles } from '../../../src-main/datasets/import.ts'
import { prepare } from '../../../src-main/datasets/prepare/index.ts'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { presets } from '../../../src-main/engine/tasks/presets.ts'
import { tasks } from '../../../src-main/engine/tasks/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'seqbench-vectors-'))
const vectors = join(folder, 'some.vec')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(async () => {
  await selectEngine('reference', 1)
  writeFileSync(vectors, '5 4\nthe 1 2 3 4\nfilm 0.5 0.25 0 -1\nGood 9 9 9 9\nunheard 7 7 7 7\nnever 8 8 8 8\n')
  writeFileSync(join(folder, 'rows.jsonl'), Array.from({ length: 60 }, (_, row) => `${JSON.stringify({ text: `The film number ${row} was ${row % 2 ? 'good' : 'bad'}`, label: String(row % 2) })}\n`).join(''))
  for (const task of ['classification', 'generation'] as const) await importFiles([join(folder, 'rows.jsonl')], { task, roles: { text: ['text'], ...(task === 'classification' ? { label: ['label'] } : {}) } }, join(folder, task))
})

function configOf(task: 'classification' | 'generation', embedding: number, preprocessing: object = {}): Config {
  const [{ config }] = presets(task)
  const model = { ...config.model, embedding }
  return configSchema.parse({ ...config, name: 'x', dataset: datasetFile, model, preprocessing: { kind: 'text', tokenizer: 'word', vectors: { file: vectors, extraWords: 4 }, ...preprocessing } })
}

describe.each(['classification', 'generation'] as const)('%s', (task) => {
  it('begins with the rows that the file has, of its own first words as well', async () => {
    const config = configOf(task, 4)
    const data = await prepare(join(folder, task), config)
    const { vocabulary, preprocessing } = (data.fitted as Extract<typeof data.fitted, { task: 'classification' }>).input as { vocabulary: string[]; preprocessing: object }
    expect(vocabulary).toEqual(expect.arrayContaining(['the', 'film', 'unheard']))
    expect(vocabulary).not.toContain('never')
    expect(preprocessing).not.toHaveProperty('vectors')
    const session = tasks[task].open(config, data, createRandom(1))
    const plain = tasks[task].open(config, { ...data, vectors: undefined }, createRandom(1))
    const rowOf = (from: typeof session, word: string): number[] => Array.from(from.parameters.values()['embedding.weight'].subarray(4 * vocabulary.indexOf(word), 4 * vocabulary.indexOf(word) + 4))
    expect([rowOf(session, 'the'), rowOf(session, 'film'), rowOf(session, 'unheard')]).toEqual([[1, 2, 3, 4], [0.5, 0.25, 0, -1], [7, 7, 7, 7]])
    // The file has it with a capital alone.
    expect(rowOf(session, 'bad')).toEqual(rowOf(plain, 'bad'))
    session.dispose()
    plain.dispose()
  })

  it('says which size the embedding must have', async () => {
    const config = configOf(task, 6)
    const data = await prepare(join(folder, task), config)
    expect(() => tasks[task].open(config, data, createRandom(1))).toThrowError(expect.objectContaining({ code: 'vectors.size', details: { size: 4, embedding: 6 } }) as Error)
  })
})

it('vectors of words do not go with other tokens', () => {
  expect(() => configOf('classification', 4, { tokenizer: 'character' })).toThrow(/vectors/)
})
