/**
 * One process owns a workspace: it alone writes to it. Ownership is an exclusive transaction held open on a small SQLite file,
 * which the operating system ends with the process however that dies: there are no stale locks to judge. Beside it owner.json
 * tells others who the owner is and where it answers, so that they can ask it instead.
 */
import Database from 'better-sqlite3'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fail } from '../../src-shared/contract/errors.ts'

const ownerSchema = z.object({
  pid: z.number().int(),
  startedAt: z.string(),
  /** Socket or named pipe, and the word that opens it; null while it does not listen. */
  address: z.string().nullable(),
  secret: z.string().nullable(),
})
export type Owner = z.infer<typeof ownerSchema>

export interface Ownership {
  /** Tells other processes of this user where the owner answers. */
  announce: (address: string, secret: string) => void
  release: () => void
}

const ownerFile = (workspace: string): string => join(workspace, 'owner.json')

/** Who owns the workspace, as far as its file tells; null where it cannot be read. */
export function readOwner(workspace: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(ownerFile(workspace), 'utf8')))
  } catch {
    return null
  }
}

/** Takes the workspace, or fails with workspace.locked. The folder exists. */
export function takeOwnership(workspace: string): Ownership {
  const lock = new Database(join(workspace, 'owner.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    lock.close()
    if (!isBusy(thrown)) throw thrown
    return fail('workspace.locked', { path: workspace, pid: readOwner(workspace)?.pid ?? 'unknown' })
  }
  const write = (address: string | null, secret: string | null): void => {
    const owner: Owner = { pid: process.pid, startedAt: new Date().toISOString(), address, secret }
    // Readable by this user alone: whoever knows the secret may use the workspace.
    rmSync(ownerFile(workspace), { force: true })
    writeFileSync(ownerFile(workspace), JSON.stringify(owner), { mode: 0o600 })
  }
  try {
    write(null, null)
  } catch (thrown) {
    lock.close() // held on, it would refuse the next try of this very process
    throw thrown
  }
  return {
    announce: write,
    release: () => {
      if (!lock.open) return
      rmSync(ownerFile(workspace), { force: true })
      lock.close()
    },
  }
}

const isBusy = (thrown: unknown): boolean => thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')
