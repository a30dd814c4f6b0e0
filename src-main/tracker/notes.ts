/** What a person wrote about a run. */
import type { Database } from 'better-sqlite3'

export interface NoteRepository {
  /** Empty where nothing was written. */
  get: (runId: string) => string
  set: (runId: string, text: string) => void
}

export function createNoteRepository(database: Database): NoteRepository {
  const select = database.prepare<[string], string>('SELECT text FROM notes WHERE run_id = ?').pluck()
  const upsert = database.prepare('INSERT INTO notes (run_id, text, updated_at) VALUES (?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at')
  return {
    get: (runId) => select.get(runId) ?? '',
    set: (runId, text) => void upsert.run(runId, text, new Date().toISOString()),
  }
}
