import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { applicationRoot } from '../../src-main/application-root.ts'

export interface Finished { code: number | null; stdout: string; stderr: string; lines: Record<string, unknown>[]; last: Record<string, unknown>; error: { code: string; message: string; hint: string; details: object } | null }
export interface Started { child: ChildProcess; finished: Promise<Finished>; line: (wanted: (line: Record<string, unknown>) => boolean) => Promise<Record<string, unknown>> }

/** Starts the command line as a person does: a process of its own. */
export function start(args: string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(applicationRoot, 'src-main/cli.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let stdout = ''
  let stderr = ''
  const listeners: (() => void)[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    listeners.forEach((listener) => listener())
  })
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const parsed = (): Record<string, unknown>[] => stdout.split('\n').slice(0, -1).filter((line) => /^[{[]/.test(line)).map((line) => JSON.parse(line) as Record<string, unknown>)
  const finished = new Promise<Finished>((resolve) =>
    child.on('close', (code) => {
      const lines = parsed()
      const errorLine = stderr.split('\n').find((line) => line.startsWith('{"error"'))
      resolve({ code, stdout, stderr, lines, last: lines.at(-1) ?? {}, error: errorLine ? (JSON.parse(errorLine) as { error: Finished['error'] }).error : null })
    }),
  )
  const line = (wanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = parsed().find(wanted)
        if (found) resolve(found)
      }
      listeners.push(look)
      look()
      void finished.then(({ code, stderr: said }) => reject(new Error(`it ended with ${code}: ${said}`)))
    })
  return { child, finished, line }
}

export const run = (...args: string[]): Promise<Finished> => start(args).finished
