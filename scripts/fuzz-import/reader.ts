/** The child process that imports: asked one file at a time, ended where it hangs, started anew where it ended. */
import { fork } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What a child is asked, and what it answers. */
export interface FuzzTask { path: string; home: string }
export interface FuzzAnswer { code: string; message: string; format: string; left: string[]; megabytes: number }

export interface Reader {
  /** `answer` is null where it crashed or hung; `seconds` of a processor. */
  ask: (task: FuzzTask) => Promise<{ answer: FuzzAnswer | null; seconds: number }>
  /** Another process takes the place of this one. */
  renew: () => void
  end: () => void
}

/** Milliseconds of a processor, where the system tells how much a process had: a reader that is given up after eight has some left. */
export const longest = 12_000
/** Whoever waits so long for nothing is a finding too: no thread of it even asks for a processor. */
const longestWaiting = 60_000
const ticksPerSecond = 100
const mostMemory = 768

/** `temporary`: what children take for the system's folder of temporary files. */
export function startReader(temporary: string): Reader {
  const env = { ...process.env, TMPDIR: temporary }
  const start = () => fork(join(import.meta.dirname, 'child.ts'), { execArgv: [`--max-old-space-size=${mostMemory}`, '--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env })
  let child = start()
  const renew = (): void => {
    child.kill('SIGKILL')
    child = start()
  }
  return {
    ask: async (task) => {
      const asked = child
      const used = processorTime(asked.pid)
      let spent = 0
      let waited = Date.now()
      const answer = await new Promise<FuzzAnswer | null>((resolve) => {
        const timer = setInterval(() => {
          if (asksForProcessor(asked.pid)) waited = Date.now()
          spent = processorTime(asked.pid) - used
          if (spent > longest || Date.now() - waited > longestWaiting) done(null)
        }, 500)
        const done = (result: FuzzAnswer | null): void => {
          clearInterval(timer)
          asked.removeAllListeners('message').removeAllListeners('exit')
          resolve(result)
        }
        asked.once('message', (said) => done(said as FuzzAnswer))
        asked.once('exit', () => done(null))
        asked.send(task)
      })
      if (answer) return { answer, seconds: (processorTime(asked.pid) - used) / 1000 }
      renew()
      return { answer, seconds: spent / 1000 }
    },
    renew,
    end: () => void child.kill('SIGKILL'),
  }
}

/** Milliseconds of a processor that a process has had; where the system does not tell, the time of day. */
function processorTime(pid = 0): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number)
    return ((user + system) * 1000) / ticksPerSecond
  } catch {
    return Date.now()
  }
}

/** Whether a thread of the process would run if it were let: on a busy machine that says nothing against it. */
function asksForProcessor(pid = 0): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) => /^[RD]/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]))
  } catch {
    return false
  }
}
