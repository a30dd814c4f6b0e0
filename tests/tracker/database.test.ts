import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openTracker } from '../../src-main/tracker/database.ts'
import { migrationsDirectory, readMigrations } from '../../src-main/tracker/migrate.ts'
import { exampleDataset, exampleRun, temporaryFolder } from './support.ts'

const migrations = readMigrations(migrationsDirectory)

test('a fresh workspace has the newest schema, write-ahead log and foreign keys, and no backup', () => {
  const folder = temporaryFolder()
  const tracker = openTracker(folder)
  expect(() => tracker.runs.insert(exampleRun({ datasetId: 'nowhere' }))).toThrow(/FOREIGN KEY/)
  expect(existsSync(join(folder, 'seqbench.db-wal'))).toBe(true)
  tracker.close()
  const database = new Database(join(folder, 'seqbench.db'), { readonly: true })
  expect(database.pragma('user_version', { simple: true })).toBe(migrations.length)
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  database.close()
  expect(existsSync(join(folder, 'backups'))).toBe(false)
})

test('a migration of an existing database backs it up first, and rolls back whole when it fails', () => {
  const folder = temporaryFolder()
  const old = openTracker(folder)
  old.datasets.insert(exampleDataset())
  old.close()
  const number = migrations.length + 1
  const broken = { number, name: 'broken', sql: 'CREATE TABLE extra (id INTEGER); CREATE TABLE extra (id INTEGER);' }
  expect(() => openTracker(folder, [...migrations, broken])).toThrow()
  const tracker = openTracker(folder)
  expect(tracker.datasets.list()).toHaveLength(1)
  tracker.close()

  const good = openTracker(folder, [...migrations, { number, name: 'good', sql: 'CREATE TABLE extra (id INTEGER);' }])
  good.close()
  const [first] = readdirSync(join(folder, 'backups'))
  const backup = new Database(join(folder, 'backups', first), { readonly: true })
  expect(backup.prepare('SELECT count(*) FROM datasets').pluck().get()).toBe(1)
  backup.close()
  expect(() => openTracker(folder)).toThrow(expect.objectContaining({ code: 'workspace.newer', details: { path: folder, found: number, known: migrations.length } }))
})

test('a file that is no database, or a torn one, is told as such and left alone', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'seqbench.db'), 'this is not a database, it is a letter to a friend')
  expect(() => openTracker(folder)).toThrow(expect.objectContaining({ code: 'workspace.corrupt' }))
  expect(readFileSync(join(folder, 'seqbench.db'), 'utf8')).toContain('a letter to a friend')

  const torn = temporaryFolder()
  const tracker = openTracker(torn)
  for (let i = 0; i < 200; i++) tracker.datasets.insert(exampleDataset({ id: `d-${i}`, name: `name ${i}`.repeat(20) }))
  tracker.close()
  truncateSync(join(torn, 'seqbench.db'), 40_000)
  expect(() => openTracker(torn)).toThrow(expect.objectContaining({ code: 'workspace.corrupt' }))
})

test('a second owner is refused with the pid of the first, and let in when the first is gone', () => {
  const folder = temporaryFolder()
  const first = openTracker(folder)
  expect(() => openTracker(folder)).toThrow(expect.objectContaining({ code: 'workspace.locked', details: { path: folder, pid: process.pid } }))
  first.close()
  openTracker(folder).close()
})

test('the workspace of a process that was killed is free at once, with what it had written', () => {
  const folder = temporaryFolder()
  const program = `
    import { openTracker } from ${JSON.stringify(new URL('../../src-main/tracker/database.ts', import.meta.url).href)}
    const tracker = openTracker(${JSON.stringify(folder)})
    tracker.datasets.insert(${JSON.stringify(exampleDataset())})
    process.kill(process.pid, 'SIGKILL')`
  const { signal } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program])
  expect(signal).toBe('SIGKILL')
  expect(existsSync(join(folder, 'owner.json'))).toBe(true)
  const tracker = openTracker(folder)
  expect(tracker.datasets.list()).toHaveLength(1)
  tracker.close()
})

test('a folder in which nothing can be written says so, and is free for the next try', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openTracker(join(file, 'workspace'))).toThrow(expect.objectContaining({ code: 'file.unwritable' }))
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'owner.json')) // in the way of the file of that name
  expect(() => openTracker(folder)).toThrow(expect.objectContaining({ code: 'file.unwritable' }))
  rmdirSync(join(folder, 'owner.json'))
  openTracker(folder).close()
})

test('migrations must be numbered without gaps', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '0001_a.sql'), '')
  writeFileSync(join(folder, '0003_c.sql'), '')
  expect(() => readMigrations(folder)).toThrow(/should have number 2/)
  rmSync(join(folder, '0003_c.sql'))
  expect(readMigrations(folder)).toHaveLength(1)
})
