/**
 * A dataset on disk: `dataset.json` (schema and statistics), `rows.jsonl` (line i is row i, a JSON array of the cells in the
 * order of dataset.columns), `arrays.bin` where cells are arrays, `rejected.csv` where rows were left out. Written once by
 * import.ts, then only read. rows.ts reads rows by role, pages.ts reads pages for the window.
 */
import { createHash, type Hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { datasetSchema, type Dataset } from '../../src-shared/domain/dataset.ts'
import type { Roles, TaskKind } from '../../src-shared/domain/roles.ts'

export { readExamples, readRoleRow, readRoleRows, openRoleRows } from './rows.ts'
export { readRows } from './pages.ts'

export const datasetFile = 'dataset.json'
export const rowsFile = 'rows.jsonl'
export const arraysFile = 'arrays.bin'
export const rejectedFile = 'rejected.csv'

/** The schema and statistics of the dataset in `directory`. @throws dataset.missing, dataset.damaged */
export async function readDataset(directory: string): Promise<Dataset> {
  const path = join(directory, datasetFile)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => fail('dataset.missing', { id: directory }, cause))
  const parsed = datasetSchema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : fail('dataset.damaged', { name: directory }, parsed.error)
}

export interface DatasetHash {
  /** Whole lines of rows.jsonl, with their line ends. */
  rows: (lines: string | Uint8Array) => void
  /** Bytes of arrays.bin, in order. */
  arrays: (bytes: Uint8Array) => void
  digest: () => string
}

/**
 * The hash of a dataset: what its columns are called and what they are for counts as content, then its rows, then its
 * arrays. Texts with labels hash as they did before there were other kinds.
 */
export function startHash(columns: readonly string[], task: TaskKind, roles: Roles): DatasetHash {
  const { text, label, ...others } = roles
  const plain = task === 'classification' && text?.length === 1 && label?.length === 1 && Object.keys(others).length === 0
  const rows = createHash('sha256').update(`${JSON.stringify(plain ? [columns, text[0], label[0]] : [columns, task, Object.entries(roles).sort()])}\n`)
  let arrays: Hash | null = null
  return {
    rows: (lines) => void rows.update(lines),
    arrays: (bytes) => {
      arrays ??= createHash('sha256')
      arrays.update(bytes)
    },
    digest: () => (arrays === null ? rows : rows.update(arrays.digest())).digest('hex'),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
