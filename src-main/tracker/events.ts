/** What happened to a run, in order. */
import type { Database } from 'better-sqlite3'
import type { RunEvent } from '../../src-shared/domain/run.ts'

export interface EventRepository {
  add: (runId: string, event: RunEvent) => void
  list: (runId: string) => RunEvent[]
}

export function createEventRepository(database: Database): EventRepository {
  const insert = database.prepare('INSERT INTO events (run_id, time, step, level, code, message) VALUES (@runId, @time, @step, @level, @code, @message)')
  const select = database.prepare<[string], RunEvent>('SELECT time, step, level, code, message FROM events WHERE run_id = ? ORDER BY id')
  return {
    add: (runId, event) => void insert.run({ runId, ...event }),
    list: (runId) => select.all(runId),
  }
}
