/**
 * Engine processes: one a run while it trains, and one kept warm that answers for finished models. Whatever happens to one of
 * them (a crash, the system taking its memory, a stuck device) ends that process and nothing else.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SeqbenchError } from '../../src-shared/contract/errors.ts'
import type { Port } from '../../src-shared/contract/port.ts'
import { createClient, type Client, type RunningJob } from '../../src-shared/contract/rpc.ts'
import { trainerApi, type TrainerApi } from '../../src-shared/contract/trainer-api.ts'

export interface EngineHostOptions {
  /** trainer.ts, or trainer.js where it is bundled. */
  trainerFile: string
  /** The parent's end of the channel to a forked child. */
  portOf: (child: ChildProcess) => Port
  logDirectory: string
}

export interface EngineProcess {
  client: Client<TrainerApi>
  pid: number | undefined
  /** Why it ended, in words; resolves once it has. */
  ended: Promise<string>
  kill: () => void
}

export interface EngineHost {
  /** A process of its own, whose output goes to logs/<name>.log. */
  start: (name: string) => EngineProcess
  /** Asks the warm process, started where there is none; fails with engine.ended when it dies over it. */
  ask: <Result>(action: (client: Client<TrainerApi>) => Promise<Result>) => Promise<Result>
  /** As `ask`, for long work that `signal` may cancel. */
  askJob: <Result>(action: (client: Client<TrainerApi>) => RunningJob<Result>, signal: AbortSignal) => Promise<Result>
  /** The warm process, where there is one. */
  warmPid: () => number | undefined
  stop: () => Promise<void>
}

/** The warm process gives its memory back when nobody asked for this long. */
const idleMilliseconds = 5 * 60_000
const keptOutput = 4000

export function createEngineHost({ trainerFile, portOf, logDirectory }: EngineHostOptions): EngineHost {
  const all = new Set<EngineProcess>()
  let warm: EngineProcess | null = null
  let asking = 0
  let idleTimer: NodeJS.Timeout | undefined

  function start(name: string): EngineProcess {
    mkdirSync(logDirectory, { recursive: true })
    const child = fork(trainerFile, [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // In the package the backend runs on Electron's Node, which is asked to be just that.
      env: process.versions['electron'] ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const output = keepOutput(child, join(logDirectory, `${name}.log`))
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      // 'close' and not 'exit': its last words, which tell why, have been read by then.
      child.once('close', (code, signal) => resolve(describeEnd(code, signal, output())))
    })
    const engine: EngineProcess = { client: createClient(trainerApi, portOf(child)), pid: child.pid, ended, kill: () => void child.kill('SIGKILL') }
    all.add(engine)
    void ended.then(() => {
      all.delete(engine)
      if (warm === engine) warm = null
    })
    return engine
  }

  async function ask<Result>(action: (client: Client<TrainerApi>) => Promise<Result>): Promise<Result> {
    const engine = (warm ??= start('engine'))
    asking += 1
    clearTimeout(idleTimer)
    try {
      return await action(engine.client)
    } catch (thrown) {
      if (thrown instanceof SeqbenchError && thrown.code === 'contract.closed') {
        if (warm === engine) warm = null
        throw new SeqbenchError('engine.ended', { reason: await engine.ended }, thrown)
      }
      throw thrown
    } finally {
      asking -= 1
      if (asking === 0) idleTimer = setTimeout(() => warm?.kill(), idleMilliseconds).unref()
    }
  }

  return {
    start,
    ask,
    askJob: (action, signal) =>
      ask(async (client) => {
        signal.throwIfAborted()
        const job = action(client)
        signal.addEventListener('abort', job.cancel, { once: true })
        try {
          return await job.result
        } finally {
          signal.removeEventListener('abort', job.cancel)
        }
      }),
    warmPid: () => warm?.pid,
    stop: async () => {
      clearTimeout(idleTimer)
      const ending = [...all].map((engine) => engine.ended)
      all.forEach((engine) => engine.kill())
      await Promise.all(ending)
    },
  }
}

/** Writes the child's output to a file; returns what tells its last lines. */
function keepOutput(child: ChildProcess, file: string): () => string {
  const log = createWriteStream(file, { flags: 'a' })
  log.on('error', () => undefined) // a full disk must not end the backend over a log
  let last = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk)
      last = (last + chunk.toString()).slice(-keptOutput)
    })
  }
  child.once('close', () => log.end())
  return () => last
}

function describeEnd(code: number | null, signal: string | null, output: string): string {
  if (/heap out of memory|Cannot allocate memory|Array buffer allocation failed/i.test(output)) return 'out of memory'
  if (signal === 'SIGKILL') return 'killed by the system or by someone, often for want of memory'
  const lastLine = output.trim().split('\n').findLast((line) => /error/i.test(line))
  return `${signal ?? `exit code ${code}`}${lastLine ? `: ${lastLine.trim().slice(0, 200)}` : ''}`
}
