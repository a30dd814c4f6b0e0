/**
 * What went wrong that nobody foresaw, with its stack, in logs/backend.log: a person sees the row `internal` of the table of errors,
 * whose hint names this file. A stack crosses no boundary.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { toWireError } from '../../src-shared/contract/errors.ts'

export function logUnexpected(directory: string, name: string, thrown: unknown): void {
  if (toWireError(thrown).code !== 'internal') return
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  try {
    mkdirSync(directory, { recursive: true })
    appendFileSync(join(directory, 'backend.log'), `${new Date().toISOString()} ${name}: ${text}\n`)
  } catch {
    console.error(`[backend] ${name}: ${text}`) // a full disk, most likely: the error itself still reaches who called
  }
}

/** The same handlers; what they throw unforeseen is logged on its way. */
export function withErrorLog<Handlers extends object>(handlers: Handlers, directory: string): Handlers {
  const logged = Object.entries(handlers).map(([name, handler]: [string, (...given: unknown[]) => unknown]) => [
    name,
    async (...given: unknown[]) => {
      try {
        return await handler(...given)
      } catch (thrown) {
        logUnexpected(directory, name, thrown)
        throw thrown
      }
    },
  ])
  return Object.fromEntries(logged) as Handlers
}
