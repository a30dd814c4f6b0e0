/** The leaves of each run's config by dotted path. */
import type { Database } from 'better-sqlite3'
import { flattenConfig, type Config } from '../../src-shared/domain/config.ts'

export interface ParamRepository {
  insert: (runId: string, config: Config) => void
  /** Dotted path -> value. */
  list: (runId: string) => Map<string, unknown>
}

export function createParamRepository(database: Database): ParamRepository {
  const insert = database.prepare('INSERT INTO params (run_id, path, value) VALUES (?, ?, ?)')
  const select = database.prepare<[string], [string, string]>('SELECT path, value FROM params WHERE run_id = ? ORDER BY path').raw()
  return {
    insert: (runId, config) => {
      for (const [path, value] of flattenConfig(config)) insert.run(runId, path, JSON.stringify(value))
    },
    list: (runId) => new Map(select.all(runId).map(([path, value]) => [path, JSON.parse(value) as unknown])),
  }
}
