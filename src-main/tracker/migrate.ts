/**
 * Numbered migrations, each in its own transaction; `PRAGMA user_version` is the number of the last one applied. An existing
 * database is copied into backups/ before the first of them touches it.
 */
import type { Database } from 'better-sqlite3'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { applicationRoot } from '../application-root.ts'

export const migrationsDirectory = join(applicationRoot, 'src-main/tracker/migrations')

export interface Migration { number: number; name: string; sql: string }

/** The migrations of a folder, in order. Files are named 0001_what.sql, without gaps. */
export function readMigrations(directory: string): Migration[] {
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql')).sort()
  return names.map((name, index) => {
    const number = Number.parseInt(name, 10)
    if (number !== index + 1) throw new Error(`migration ${name} should have number ${index + 1}`)
    return { number, name, sql: readFileSync(join(directory, name), 'utf8') }
  })
}

/** Brings the database to the newest schema. Returns the path of the backup it made, or null. */
export function migrate(database: Database, workspace: string, migrations: Migration[]): string | null {
  const found = Number(database.pragma('user_version', { simple: true }))
  if (found > migrations.length) fail('workspace.newer', { path: workspace, found, known: migrations.length })
  if (found === migrations.length) return null
  const backup = found === 0 ? null : backUp(database, workspace, found)
  for (const { number, sql } of migrations.slice(found)) {
    database.transaction(() => {
      database.exec(sql)
      database.pragma(`user_version = ${number}`)
    })()
  }
  return backup
}

/** A consistent copy of the open database: backups/seqbench-v<schema>-<time>.db. */
export function backUp(database: Database, workspace: string, schema: number): string {
  const directory = join(workspace, 'backups')
  mkdirSync(directory, { recursive: true })
  const file = join(directory, `seqbench-v${schema}-${new Date().toISOString().replaceAll(':', '-')}.db`)
  database.prepare('VACUUM INTO ?').run(file)
  return file
}
