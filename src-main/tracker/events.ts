/** What happened to a run, in order. */
import type { Database } from 'better-sqlite3'
import { textDetailsSchema } from '../../src-shared/contract/errors.ts'
import type { RunEvent } from '../../src-shared/domain/run.ts'

export interface EventRepository {
  add: (runId: string, event: RunEvent) => void
  list: (runId: string) => RunEvent[]
}

export function createEventRepository(database: Database): EventRepository {
  const insert = database.prepare('INSERT INTO events (run_id, time, step, level, code, message, details) VALUES (@runId, @time, @step, @level, @code, @message, @details)')
  const select = database.prepare<[string], Omit<RunEvent, 'details'> & { details: string }>('SELECT time, step, level, code, message, details FROM events WHERE run_id = ? ORDER BY id')
  return {
    add: (runId, event) => void insert.run({ runId, ...event, details: JSON.stringify(event.details) }),
    list: (runId) => select.all(runId).map((row) => ({ ...row, details: textDetailsSchema.parse(JSON.parse(row.details)) })),
  }
}
