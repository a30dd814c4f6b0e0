/** `npm start`: builds what has changed and opens the window. Arguments go to the app: `npm start -- --workspace DIR`. */
import { spawn } from 'node:child_process'
import { applicationRoot } from '../src-main/application-root.ts'
import { sandboxArguments } from '../src-main/cli/electron-program.ts'
import { SeqbenchError } from '../src-shared/contract/errors.ts'
import { ensureBuilt } from './build.ts'
import { hasDisplay } from './display.ts'
import { electronRuntime } from './electron-runtime.ts'

async function start(): Promise<number> {
  if (!hasDisplay()) throw new SeqbenchError('display.missing', { reason: 'there is no display' })
  const electron = await electronRuntime()
  await ensureBuilt()
  // Chromium reports each desktop service that it misses; only what ends it matters to a person.
  const child = spawn(electron, [...sandboxArguments(), '--log-level=3', applicationRoot, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => child.on('error', reject).on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1))))
}

if (import.meta.main) {
  process.exitCode = await start().catch((thrown: unknown) => {
    const hint = thrown instanceof SeqbenchError ? ` ${thrown.hint}` : ''
    process.stderr.write(`seqbench: ${thrown instanceof Error ? thrown.message : String(thrown)}${hint}\n`)
    return 1
  })
}
