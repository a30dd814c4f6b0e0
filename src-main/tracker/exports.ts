/** What was exported, and where it was put. */
import type { Database } from 'better-sqlite3'
import { exportResultSchema, type ExportResult } from '../../src-shared/domain/export.ts'

export interface ExportRepository {
  insert: (result: ExportResult) => void
  /** Newest first; of one run where one is named. */
  list: (runId?: string) => ExportResult[]
}

export function createExportRepository(database: Database): ExportRepository {
  const insert = database.prepare('INSERT INTO exports (id, run_id, created_at, document) VALUES (@id, @runId, @createdAt, @document)')
  const select = database.prepare<[string | null, string | null], string>('SELECT document FROM exports WHERE ? IS NULL OR run_id = ? ORDER BY created_at DESC').pluck()
  return {
    insert: (result) => void insert.run({ id: result.id, runId: result.runId, createdAt: result.createdAt, document: JSON.stringify(result) }),
    list: (runId) => select.all(runId ?? null, runId ?? null).map((document) => exportResultSchema.parse(JSON.parse(document))),
  }
}
