/**
 * What was recorded inside the network, by step. A long run keeps `keep` traces at most: when there are more, every second of the
 * older half goes, so that the whole course stays in view and the newest stay complete.
 */
import type { Database } from 'better-sqlite3'
import { traceSchema, type Trace } from '../../src-shared/domain/trace.ts'

const keep = 512

export interface TraceRepository {
  add: (runId: string, trace: Trace) => void
  /** The newest `last`, oldest first. */
  list: (runId: string, last: number) => Trace[]
  truncate: (runId: string, step: number) => void
}

export function createTraceRepository(database: Database): TraceRepository {
  const insert = database.prepare('INSERT INTO traces (run_id, step, document) VALUES (?, ?, ?) ON CONFLICT (run_id, step) DO UPDATE SET document = excluded.document')
  const select = database.prepare<[string, number], string>('SELECT document FROM traces WHERE run_id = ? ORDER BY step DESC LIMIT ?').pluck()
  const steps = database.prepare<[string], number>('SELECT step FROM traces WHERE run_id = ? ORDER BY step').pluck()
  const remove = database.prepare('DELETE FROM traces WHERE run_id = ? AND step = ?')
  const truncate = database.prepare('DELETE FROM traces WHERE run_id = ? AND step > ?')
  return {
    add: database.transaction((runId: string, trace: Trace) => {
      insert.run(runId, trace.step, JSON.stringify(trace))
      const all = steps.all(runId)
      if (all.length > keep) all.slice(0, keep / 2).forEach((step, index) => index % 2 === 1 && remove.run(runId, step))
    }),
    list: (runId, last) => select.all(runId, last).reverse().map((document) => traceSchema.parse(JSON.parse(document))),
    truncate: (runId, step) => void truncate.run(runId, step),
  }
}
