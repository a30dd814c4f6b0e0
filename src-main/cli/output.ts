/**
 * What a command prints. With --json: JSON lines on stdout, the last the result, errors as {"error": ...} on stderr. Without: the
 * result as a short table on stdout; progress, notes and errors on stderr, progress as a bar where that is a terminal.
 */
import type { WireError } from '../../src-shared/contract/errors.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { progressLine } from './progress-line.ts'

export interface Output {
  json: boolean
  /** The result: last line with --json, otherwise the text that `describe` makes of it. */
  result: <Value>(value: Value, describe: (value: Value) => string) => void
  /** A line before the result: `value` with --json, otherwise `text`. */
  line: (value: unknown, text: string) => void
  /** `more` is added to the JSON line, `text` to the bar. */
  progress: (progress: Progress, more?: Record<string, unknown>, text?: string) => void
  endProgress: () => void
  /** For people only, on stderr. */
  note: (text: string) => void
  error: (error: WireError) => void
}

/** Where stderr is no terminal a line of progress is written this often. */
const quietInterval = 10_000
const barInterval = 100
const jsonInterval = 200

export function createOutput({ json }: { json: boolean }): Output {
  const terminal = process.stderr.isTTY === true && !json
  let lastProgress = performance.now()
  let lastNote = ''
  let barShown = false

  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `seqbench runs list | head -1` is no reason to fail, nor `train | head -1` to leave a run without its checkpoint.
    if (error.code === 'EPIPE') return
    process.stderr.write(`${error.message}\n`)
    process.once('exit', () => (process.exitCode = 1))
  })

  const write = (text: string): void => void process.stdout.write(`${text}\n`)
  const endProgress = (): void => {
    if (barShown) process.stderr.write('\r\u001B[K')
    barShown = false
  }
  const toStderr = (text: string): void => {
    endProgress()
    process.stderr.write(`${text}\n`)
  }

  return {
    json,
    endProgress,
    result: (value, describe) => {
      endProgress()
      write(json ? JSON.stringify(value) : describe(value))
    },
    line: (value, text) => {
      endProgress()
      write(json ? JSON.stringify(value) : text)
    },
    progress: (progress, more = {}, text = '') => {
      const now = performance.now()
      const finished = progress.total !== null && progress.done >= progress.total
      const interval = json ? jsonInterval : terminal ? barInterval : quietInterval
      // What is waited for is told when the waiting begins.
      const news = progress.total === null && progress.note !== '' && progress.note !== lastNote
      if (now - lastProgress < interval && !(finished && json) && !news) return
      lastProgress = now
      lastNote = progress.note
      if (json) write(JSON.stringify({ progress, ...more }))
      else if (terminal) {
        process.stderr.write(`\r${progressLine(progress, text, process.stderr.columns ?? 80)}\u001B[K`)
        barShown = true
      } else process.stderr.write(`${progressLine(progress, text, 0)}\n`)
    },
    note: (text) => json || toStderr(text),
    error: ({ code, message, hint, details }) => toStderr(json ? JSON.stringify({ error: { code, message, hint, details } }) : `${message}\n${hint}`),
  }
}
