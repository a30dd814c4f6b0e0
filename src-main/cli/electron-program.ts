/** Which program decodes videos for the command line, and how it is started: a package is Electron itself; from the repository a script finds or fetches one. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { applicationRoot } from '../application-root.ts'

/** Chromium's sandbox refuses to run as root. */
export const sandboxArguments = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])
/** It opens no window, so it needs no display. */
const displayless = process.platform === 'linux' ? ['--ozone-platform=headless'] : []

export interface Program { file: string; args: string[]; environment: NodeJS.ProcessEnv }

/** Fetching Electron takes minutes at its first use; the signal ends it. @throws Error with the reason */
export async function findVideoProgram(signal: AbortSignal): Promise<Program> {
  const { ELECTRON_RUN_AS_NODE: _, NODE_OPTIONS: __, ...environment } = process.env
  const switches = [...sandboxArguments(), ...displayless, '--disable-gpu', '--log-level=3']
  if (process.versions['electron']) return { file: process.execPath, args: [...switches, '--decode-videos'], environment }
  const script = join(applicationRoot, 'scripts', 'video-runtime.ts')
  if (!existsSync(script)) throw new Error('this installation has no Electron')
  return { file: await runScript(script, signal), args: [...switches, applicationRoot, '--decode-videos'], environment }
}

const answerSchema = z.union([z.object({ program: z.string() }), z.object({ reason: z.string() })])

/** What it says while it works reaches the terminal. */
async function runScript(script: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  // A group of its own, which is ended with all that fetches and builds.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: process.platform !== 'win32' })
  const end = (): void => {
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill()
      else process.kill(-child.pid, 'SIGTERM')
    } catch {
      // It has just ended.
    }
  }
  signal.addEventListener('abort', end, { once: true })
  process.once('exit', end)
  // Its end without a word is told below.
  child.on('error', () => undefined)
  try {
    const printed = await text(child.stdout)
    const answer = answerSchema.safeParse(parse(printed))
    if (!answer.success) throw new Error('no Electron could be prepared')
    if ('reason' in answer.data) throw new Error(answer.data.reason)
    return answer.data.program
  } finally {
    signal.removeEventListener('abort', end)
    process.off('exit', end)
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
