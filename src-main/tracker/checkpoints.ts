/** Checkpoints of runs; the files lie in the run's folder. */
import type { Database } from 'better-sqlite3'
import type { Metrics } from '../../src-shared/domain/evaluation.ts'

export interface Checkpoint {
  /** Relative to the run's folder. */
  file: string
  step: number
  epoch: number
  best: boolean
  metrics: Metrics
  createdAt: string
}
interface Row extends Omit<Checkpoint, 'best' | 'metrics'> { best: number; metrics: string }

export interface CheckpointRepository {
  /** A file written again replaces its row; the newest `best` is the only one. */
  add: (runId: string, checkpoint: Omit<Checkpoint, 'createdAt'>) => void
  /** In the order of training; of one step, in the order written. */
  list: (runId: string) => Checkpoint[]
  remove: (runId: string, file: string) => void
}

export function createCheckpointRepository(database: Database): CheckpointRepository {
  const remove = database.prepare('DELETE FROM checkpoints WHERE run_id = ? AND file = ?')
  const unmark = database.prepare('UPDATE checkpoints SET best = 0 WHERE run_id = ?')
  const insert = database.prepare('INSERT INTO checkpoints (run_id, file, step, epoch, best, metrics, created_at) VALUES (@runId, @file, @step, @epoch, @best, @metrics, @createdAt)')
  const select = database.prepare<[string], Row>('SELECT file, step, epoch, best, metrics, created_at AS createdAt FROM checkpoints WHERE run_id = ? ORDER BY step, id')
  return {
    add: database.transaction((runId: string, { best, metrics, ...rest }: Omit<Checkpoint, 'createdAt'>) => {
      remove.run(runId, rest.file)
      if (best) unmark.run(runId)
      insert.run({ ...rest, runId, best: Number(best), metrics: JSON.stringify(metrics), createdAt: new Date().toISOString() })
    }),
    list: (runId) => select.all(runId).map((row) => ({ ...row, best: row.best === 1, metrics: JSON.parse(row.metrics) as Metrics })),
    remove: (runId, file) => void remove.run(runId, file),
  }
}
