/**
 * The tracker: one SQLite file in the workspace, written by one process. Opening it takes the workspace, brings the schema up to
 * date and hands out one repository a noun.
 */
import Database from 'better-sqlite3'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SeqbenchError, fail } from '../../src-shared/contract/errors.ts'
import { createCheckpointRepository, type CheckpointRepository } from './checkpoints.ts'
import { createDatasetRepository, type DatasetRepository } from './datasets.ts'
import { createEvaluationRepository, type EvaluationRepository } from './evaluations.ts'
import { createEventRepository, type EventRepository } from './events.ts'
import { createExportRepository, type ExportRepository } from './exports.ts'
import { migrate, migrationsDirectory, readMigrations } from './migrate.ts'
import { createNoteRepository, type NoteRepository } from './notes.ts'
import { takeOwnership, type Ownership } from './owner.ts'
import { createParamRepository, type ParamRepository } from './params.ts'
import { createRunRepository, type RunRepository } from './runs.ts'
import { createSeriesRepository, type SeriesRepository } from './series.ts'
import { createTagRepository, type TagRepository } from './tags.ts'
import { createTraceRepository, type TraceRepository } from './traces.ts'

export interface Tracker {
  workspace: string
  ownership: Ownership
  datasets: DatasetRepository
  runs: RunRepository
  params: ParamRepository
  tags: TagRepository
  notes: NoteRepository
  events: EventRepository
  checkpoints: CheckpointRepository
  traces: TraceRepository
  evaluations: EvaluationRepository
  exports: ExportRepository
  series: SeriesRepository
  /** All of `action` is written, or nothing of it. */
  transaction: <Result>(action: () => Result) => Result
  sqliteVersion: () => string
  /** Folds the write-ahead log into the file and lets the workspace go. */
  close: () => void
}

/** Opens (or makes) the workspace's database; fails with workspace.locked, .newer or .corrupt, leaving it as it was. */
export function openTracker(workspace: string, migrations = readMigrations(migrationsDirectory)): Tracker {
  let ownership: Ownership | null = null
  try {
    mkdirSync(workspace, { recursive: true })
    ownership = takeOwnership(workspace)
    const database = openDatabase(workspace)
    try {
      migrate(database, workspace, migrations)
      return createTracker(workspace, database, ownership)
    } catch (thrown) {
      database.close()
      throw thrown
    }
  } catch (thrown) {
    ownership?.release()
    throw inOurWords(thrown, workspace)
  }
}

function openDatabase(workspace: string): Database.Database {
  const file = join(workspace, 'seqbench.db')
  const existed = existsSync(file)
  const database = new Database(file, { timeout: 5000 })
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    const found: unknown = existed ? database.pragma('quick_check(1)', { simple: true }) : 'ok'
    if (found !== 'ok') fail('workspace.corrupt', { path: workspace, reason: String(found) })
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

function createTracker(workspace: string, database: Database.Database, ownership: Ownership): Tracker {
  const params = createParamRepository(database)
  const tags = createTagRepository(database)
  const notes = createNoteRepository(database)
  return {
    workspace,
    ownership,
    datasets: createDatasetRepository(database),
    runs: createRunRepository(database, { params, tags, notes }),
    params,
    tags,
    notes,
    events: createEventRepository(database),
    checkpoints: createCheckpointRepository(database),
    traces: createTraceRepository(database),
    evaluations: createEvaluationRepository(database),
    exports: createExportRepository(database),
    series: createSeriesRepository(database),
    transaction: (action) => database.transaction(action)(),
    sqliteVersion: () => String(database.prepare('SELECT sqlite_version()').pluck().get()),
    close: () => {
      if (database.open) {
        database.pragma('wal_checkpoint(TRUNCATE)')
        database.close()
      }
      ownership.release()
    },
  }
}

/** What the system or SQLite says of a folder or file it cannot use, in the words of our table. */
function inOurWords(thrown: unknown, workspace: string): unknown {
  if (!(thrown instanceof Database.SqliteError)) {
    const isSystemError = thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && thrown.code !== 'ENOSPC'
    return isSystemError ? new SeqbenchError('file.unwritable', { path: workspace, reason: thrown.message }, thrown) : thrown
  }
  if (thrown.code.startsWith('SQLITE_FULL')) return new SeqbenchError('disk.full', { path: workspace }, thrown)
  if (thrown.code.startsWith('SQLITE_CANTOPEN') || thrown.code.startsWith('SQLITE_READONLY')) {
    return new SeqbenchError('file.unwritable', { path: workspace, reason: thrown.message }, thrown)
  }
  return new SeqbenchError('workspace.corrupt', { path: workspace, reason: thrown.message }, thrown)
}
