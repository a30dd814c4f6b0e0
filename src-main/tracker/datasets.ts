/** Datasets: the document is the truth; name, version and hash are columns to look up by. */
import type { Database } from 'better-sqlite3'
import { datasetSchema, type Dataset } from '../../src-shared/domain/dataset.ts'
import { fail } from '../../src-shared/contract/errors.ts'

export interface DatasetRepository {
  insert: (dataset: Dataset) => void
  list: () => Dataset[]
  /** Fails with dataset.missing. */
  get: (id: string) => Dataset
  find: (id: string) => Dataset | null
  findByHash: (hash: string) => Dataset[]
  /** The version that a new import of this name gets: 1, or one more than the newest. */
  nextVersion: (name: string) => number
  rename: (id: string, name: string) => Dataset
  remove: (id: string) => void
}

export function createDatasetRepository(database: Database): DatasetRepository {
  const insert = database.prepare('INSERT INTO datasets (id, name, version, hash, created_at, document) VALUES (@id, @name, @version, @hash, @createdAt, @document)')
  const selectAll = database.prepare<[], string>('SELECT document FROM datasets ORDER BY created_at DESC, id').pluck()
  const selectOne = database.prepare<[string], string>('SELECT document FROM datasets WHERE id = ?').pluck()
  const selectByHash = database.prepare<[string], string>('SELECT document FROM datasets WHERE hash = ? ORDER BY created_at').pluck()
  const newestVersion = database.prepare<[string], number | null>('SELECT max(version) FROM datasets WHERE name = ?').pluck()
  const update = database.prepare('UPDATE datasets SET name = @name, version = @version, document = @document WHERE id = @id')
  const remove = database.prepare('DELETE FROM datasets WHERE id = ?')
  const parse = (document: string): Dataset => datasetSchema.parse(JSON.parse(document))
  const columns = (dataset: Dataset): object => ({ ...dataset, document: JSON.stringify(dataset) })

  const find = (id: string): Dataset | null => {
    const document = selectOne.get(id)
    return document === undefined ? null : parse(document)
  }
  const get = (id: string): Dataset => find(id) ?? fail('dataset.missing', { id })
  const nextVersion = (name: string): number => (newestVersion.get(name) ?? 0) + 1

  return {
    insert: (dataset) => void insert.run(columns(dataset)),
    list: () => selectAll.all().map(parse),
    get,
    find,
    findByHash: (hash) => selectByHash.all(hash).map(parse),
    nextVersion,
    rename: (id, name) => {
      const dataset = get(id)
      if (dataset.name === name) return dataset
      const renamed = { ...dataset, name, version: nextVersion(name) }
      update.run(columns(renamed))
      return renamed
    },
    remove: (id) => void remove.run(id),
  }
}
