/** Runs, with their config's params, tags and notes. */
import type { Database } from 'better-sqlite3'
import { fail } from '../../src-shared/contract/errors.ts'
import { runSchema, type Run, type RunStatus } from '../../src-shared/domain/run.ts'
import type { NoteRepository } from './notes.ts'
import type { ParamRepository } from './params.ts'
import type { TagRepository } from './tags.ts'

/** What changes while a run lives. */
export type RunChange = Partial<
  Pick<Run, 'name' | 'status' | 'engine' | 'startedAt' | 'endedAt' | 'epoch' | 'step' | 'totalSteps' | 'seconds' | 'parameters' | 'bestEpoch' | 'result' | 'error' | 'notes' | 'tags'>
>

export interface RunRepository {
  insert: (run: Run) => void
  /** Newest first. */
  list: () => Run[]
  withStatus: (statuses: readonly RunStatus[]) => Run[]
  /** Fails with run.missing. */
  get: (id: string) => Run
  update: (id: string, change: RunChange) => Run
  remove: (id: string) => void
  ofDataset: (datasetId: string) => number
  /** The palette index for the next run: runs made one after the other differ. */
  nextColor: () => number
}

/** Column of each field that `update` may write, and how its value is stored. */
const plain = (value: unknown): unknown => value
const json = (value: unknown): unknown => (value === null ? null : JSON.stringify(value))
const columns = {
  name: ['name', plain], status: ['status', plain], engine: ['engine', plain], startedAt: ['started_at', plain], endedAt: ['ended_at', plain], epoch: ['epoch', plain],
  step: ['step', plain], totalSteps: ['total_steps', plain], seconds: ['seconds', plain], parameters: ['parameters', plain], bestEpoch: ['best_epoch', plain],
  result: ['result', json], error: ['error', json],
} as const satisfies Partial<Record<keyof RunChange, readonly [string, (value: unknown) => unknown]>>

type Row = Omit<Run, 'config' | 'result' | 'error' | 'notes' | 'tags'> & { config: string; result: string | null; error: string | null }

const selection = `
  SELECT runs.id, runs.name, status, color, dataset_id AS datasetId, coalesce(datasets.name, '') AS datasetName, task, config, engine, runs.created_at AS createdAt,
    started_at AS startedAt, ended_at AS endedAt, epoch, step, total_steps AS totalSteps, seconds, parameters, best_epoch AS bestEpoch, result, error
  FROM runs LEFT JOIN datasets ON datasets.id = dataset_id`

export function createRunRepository(database: Database, { params, tags, notes }: { params: ParamRepository; tags: TagRepository; notes: NoteRepository }): RunRepository {
  const insert = database.prepare(
    'INSERT INTO runs (id, name, status, color, dataset_id, task, config, created_at) VALUES (@id, @name, @status, @color, @datasetId, @task, @config, @createdAt)',
  )
  const selectAll = database.prepare<[], Row>(`${selection} ORDER BY runs.created_at DESC, runs.rowid DESC`)
  const selectOne = database.prepare<[string], Row>(`${selection} WHERE runs.id = ?`)
  const selectByStatus = database.prepare<[string], Row>(`${selection} WHERE status IN (SELECT value FROM json_each(?)) ORDER BY runs.created_at DESC, runs.rowid DESC`)
  const remove = database.prepare('DELETE FROM runs WHERE id = ?')
  const ofDataset = database.prepare<[string], number>('SELECT count(*) FROM runs WHERE dataset_id = ?').pluck()
  const count = database.prepare<[], number>('SELECT coalesce(max(color) + 1, 0) FROM runs').pluck()
  const updates = new Map(Object.entries(columns).map(([field, [column]]) => [field, database.prepare(`UPDATE runs SET ${column} = ? WHERE id = ?`)]))

  const parseJson = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
  const parse = (row: Row): Run =>
    runSchema.parse({ ...row, config: parseJson(row.config), result: parseJson(row.result), error: parseJson(row.error), notes: notes.get(row.id), tags: tags.list(row.id) })

  const get = (id: string): Run => {
    const row = selectOne.get(id)
    return row ? parse(row) : fail('run.missing', { id })
  }

  return {
    insert: database.transaction((run: Run) => {
      insert.run({ ...run, config: JSON.stringify(run.config) })
      params.insert(run.id, run.config)
      tags.replace(run.id, run.tags)
      if (run.notes) notes.set(run.id, run.notes)
    }),
    list: () => selectAll.all().map(parse),
    withStatus: (statuses) => selectByStatus.all(JSON.stringify(statuses)).map(parse),
    get,
    update: database.transaction((id: string, change: RunChange) => {
      for (const [field, [, store]] of Object.entries(columns)) {
        if (field in change) updates.get(field)?.run(store(change[field as keyof RunChange]), id)
      }
      if (change.tags) tags.replace(id, change.tags)
      if (change.notes !== undefined) notes.set(id, change.notes)
      return get(id)
    }),
    remove: (id) => void remove.run(id),
    ofDataset: (datasetId) => ofDataset.get(datasetId) ?? 0,
    nextColor: () => count.get() ?? 0,
  }
}
