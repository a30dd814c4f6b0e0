/**
 * A dataset on disk: `dataset.json` (schema and statistics) and `rows.jsonl` (line i is row i, a JSON array of the
 * column values in the order of dataset.columns). Written once by import.ts, then only read.
 */
import { createHash, type Hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { datasetSchema, type Dataset, type Example } from '../../src-shared/domain/dataset.ts'
import type { Roles, TaskKind } from '../../src-shared/domain/roles.ts'
import { readLines } from './lines.ts'

export const datasetFile = 'dataset.json'
export const rowsFile = 'rows.jsonl'

/** The schema and statistics of the dataset in `directory`. @throws dataset.missing, dataset.damaged */
export async function readDataset(directory: string): Promise<Dataset> {
  const path = join(directory, datasetFile)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => fail('dataset.missing', { id: directory }, cause))
  const parsed = datasetSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : fail('dataset.damaged', { name: directory }, parsed.error)
}

/**
 * Starts the hash of a dataset: what its columns are called, and what they are for, counts as content. Texts with labels
 * keep the beginning they had before there were other kinds.
 */
export function startHash(columns: readonly string[], task: TaskKind, roles: Roles): Hash {
  const { text, label, ...others } = roles
  const plain = task === 'classification' && text?.length === 1 && label?.length === 1 && Object.keys(others).length === 0
  return createHash('sha256').update(`${JSON.stringify(plain ? [columns, text[0], label[0]] : [columns, task, Object.entries(roles).sort()])}\n`)
}

/** Every sequence with its label, in row order. @throws dataset.missing, dataset.damaged where the rows do not match the hash */
export async function readExamples(directory: string): Promise<Example[]> {
  const dataset = await readDataset(directory)
  const { text, label, names } = columnsOf(dataset)
  const hash = startHash(names, dataset.task, dataset.roles)
  const examples: Example[] = []
  try {
    for await (const lines of readLines(join(directory, rowsFile))) {
      for (const line of lines) {
        hash.update(line.text).update('\n')
        const values = JSON.parse(line.text) as string[]
        examples.push({ index: examples.length, text: values[text], label: values[label] })
      }
    }
  } catch (cause) {
    fail('dataset.damaged', { name: dataset.name }, cause)
  }
  return hash.digest('hex') === dataset.hash ? examples : fail('dataset.damaged', { name: dataset.name })
}

/** By directory and hash: the byte where each thousandth row starts, found as the file is read. Rows never change, so neither do these. */
const landmarks = new Map<string, number[]>()
const landmarkEvery = 1000
const rememberedDatasets = 16

/**
 * Rows `offset` .. `offset + limit` and the number of rows there are; with `search`, of the rows whose text or label
 * contains it, letter case aside. `index` is the row in the dataset.
 */
export async function readRows(
  directory: string,
  { offset, limit, search = '' }: { offset: number; limit: number; search?: string },
): Promise<{ total: number; rows: Example[] }> {
  const dataset = await readDataset(directory)
  const { text, label } = columnsOf(dataset)
  const wanted = search.toLowerCase()
  const known = landmarksOf(`${directory} ${dataset.hash}`)
  const start = wanted ? 0 : Math.min(Math.floor(offset / landmarkEvery), known.length - 1)
  const rows: Example[] = []
  let index = start * landmarkEvery
  let position = known[start]
  let matches = index
  reading: for await (const lines of readLines(join(directory, rowsFile), position)) {
    for (const line of lines) {
      if (index % landmarkEvery === 0) known[index / landmarkEvery] = position
      const inPage = matches >= offset && rows.length < limit
      if (wanted || inPage) {
        const values = JSON.parse(line.text) as string[]
        const example = { index, text: values[text], label: values[label] }
        const matching = !wanted || example.text.toLowerCase().includes(wanted) || example.label.toLowerCase().includes(wanted)
        if (matching && inPage) rows.push(example)
        if (matching) matches++
      } else matches++
      index++
      position += line.bytes
      if (!wanted && rows.length >= limit) break reading
    }
  }
  return { total: wanted ? matches : dataset.sequences, rows }
}

function landmarksOf(key: string): number[] {
  const known = landmarks.get(key) ?? [0]
  landmarks.delete(key)
  landmarks.set(key, known)
  for (const oldest of landmarks.keys()) {
    if (landmarks.size <= rememberedDatasets) break
    landmarks.delete(oldest)
  }
  return known
}

function columnsOf(dataset: Dataset): { names: string[]; text: number; label: number } {
  const names = dataset.columns.map(({ name }) => name)
  const text = names.indexOf(dataset.roles.text?.[0] ?? '')
  const label = names.indexOf(dataset.roles.label?.[0] ?? '')
  return text >= 0 && label >= 0 ? { names, text, label } : fail('dataset.damaged', { name: dataset.name })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
