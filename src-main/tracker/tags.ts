/** Words a person sorts runs by. */
import type { Database } from 'better-sqlite3'

export interface TagRepository {
  list: (runId: string) => string[]
  replace: (runId: string, tags: string[]) => void
}

export function createTagRepository(database: Database): TagRepository {
  const select = database.prepare<[string], string>('SELECT tag FROM tags WHERE run_id = ? ORDER BY position').pluck()
  const remove = database.prepare('DELETE FROM tags WHERE run_id = ?')
  const insert = database.prepare('INSERT INTO tags (run_id, position, tag) VALUES (?, ?, ?)')
  return {
    list: (runId) => select.all(runId),
    replace: database.transaction((runId: string, tags: string[]) => {
      remove.run(runId)
      const clean = new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))
      for (const [position, tag] of [...clean].entries()) insert.run(runId, position, tag)
    }),
  }
}
