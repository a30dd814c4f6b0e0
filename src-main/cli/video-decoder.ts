/**
 * The decoder of videos on the command line: Electron as a child that opens the same hidden page as the window has (electron/video-host.ts). Started by
 * the first video that only Chromium decodes, ended with the command; it ends by itself when its channel closes, so a killed command leaves none either.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { videoHostMessageSchema, videoProfile, type VideoAnswer } from '../../src-shared/contract/video-decoding.ts'
import { connectWindow } from '../datasets/frames/window-decoder.ts'
import { findVideoProgram, type Program } from './electron-program.ts'

/** Milliseconds for saying that it is ready; for what it started to end too. */
const patience = { start: 60_000, last: 1000 }
const keptErrors = 8000

interface Running {
  child: ChildProcess
  /** Its profile is removed too. */
  ended: Promise<void>
}

/** One a process. `find` names what is started. Returns what ends it. */
export function connectVideoDecoder(find: (signal: AbortSignal) => Promise<Program> = findVideoProgram): () => Promise<void> {
  const closing = new AbortController()
  let running: Running | null = null
  /** Where it failed it stays: what could not be started is not tried again for the next video. */
  let starting: Promise<void> | null = null

  async function launchOne(): Promise<void> {
    const one = await launch(await find(closing.signal), (message) => answer(message), closing.signal)
    running = one
    void one.ended.then(() => {
      running = starting = null
      answer({ kind: 'gone' })
    })
  }
  const answer = connectWindow(
    (request) => void (running?.child.connected && running.child.send(request, () => undefined)),
    (note) => {
      if (running) return Promise.resolve()
      note('starting the video decoder')
      return (starting ??= launchOne())
    },
  )
  return async () => {
    connectWindow(null)
    closing.abort()
    await starting?.catch(() => undefined)
    await running?.ended
  }
}

/** Resolves when it is ready; the signal ends it. @throws Error with why it does not start */
async function launch({ file, args, environment }: Program, answer: (answer: VideoAnswer) => void, signal: AbortSignal): Promise<Running> {
  const profile = await mkdtemp(join(tmpdir(), videoProfile))
  const child = spawn(file, [`--user-data-dir=${profile}`, ...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced', env: environment })
  const timer = setTimeout(() => child.kill('SIGKILL'), patience.start)
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-keptErrors)))

  // It holds nothing that would have to be kept, and an orderly end would write into the profile.
  const end = (): void => void child.kill('SIGKILL')
  /** The second Ctrl-C ends this process at once. */
  const leave = (): void => {
    end()
    rmSync(profile, { recursive: true, force: true })
  }
  signal.addEventListener('abort', end, { once: true })
  process.once('exit', leave)
  if (signal.aborted) end()

  const ready = Promise.withResolvers<void>()
  child.on('message', (message) => {
    const said = videoHostMessageSchema.safeParse(message)
    if (said.success && said.data.kind !== 'ready') return answer(said.data)
    if (said.success) ready.resolve()
  })
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, killed) => {
      const tell = (): void => resolve(reasonIn(errors) ?? (killed ? `it was ended by ${killed}` : `it ended with exit code ${code}`))
      // Chromium's other processes, which use the profile, hold the pipe to the last.
      if (child.stderr?.closed) return tell()
      child.stderr?.once('close', tell)
      setTimeout(tell, patience.last)
    })
  }).then(async (reason) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    process.off('exit', leave)
    child.stderr?.destroy()
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
    ready.reject(new Error(reason))
  })
  await ready.promise
  clearTimeout(timer)
  return { child, ended }
}

/** Of what Chromium writes when it cannot start, the line that says why. */
function reasonIn(errors: string): string | null {
  const found = /error while loading shared libraries: .*|FATAL:\S+ .*|^\w*Error: .*/m.exec(errors)
  return found ? found[0].slice(0, 300).trim() : null
}
