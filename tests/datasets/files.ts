/** A fresh folder for a test, and files in it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'
import { SeqbenchError, type ErrorCode } from '../../src-shared/contract/errors.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export interface Folder {
  path: string
  /** Writes a file (and the folders above it) and gives its path. */
  file: (name: string, content: string | Buffer) => string
  /** Names of what lies in it. */
  list: () => string[]
}

export function newFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'seqbench-data-'))
  made.push(path)
  return {
    path,
    file: (name, content) => {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), content)
      return join(path, name)
    },
    list: () => readdirSync(path).sort(),
  }
}

/** The error that `work` fails with, which must be one of the table with every placeholder filled in. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: ErrorCode; message: string; hint: string; details: Record<string, string | number> }> {
  const error: unknown = await work.then(() => new Error('it did not fail'), (thrown: unknown) => thrown)
  if (!(error instanceof SeqbenchError)) throw error
  if (/\{\w+\}/.test(error.message + error.hint)) throw new Error(`a placeholder was left: ${error.message} ${error.hint}`)
  return { code: error.code, message: error.message, hint: error.hint, details: error.details }
}

/** A folder of ../shared/data, or null where it is absent: its tests are then skipped. */
export function realData(name: string): string | null {
  const path = join(import.meta.dirname, '../../../shared/data', name)
  return existsSync(path) ? path : null
}
