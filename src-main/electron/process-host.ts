/**
 * The life of a child process that answers the window: one state machine over two kinds of process
 * (plain Node in development and tests, a utilityProcess in a package). It ends by message, not by exit code:
 * the exit codes of a utilityProcess cannot be trusted.
 */
import type { MessagePortMain } from 'electron'
import type { ControlMessage } from '../../src-shared/contract/host-api.ts'
import { SeqbenchError, toWireError, type WireError } from '../../src-shared/contract/errors.ts'

export type ProcessState = 'starting' | 'ready' | 'stopping' | 'exited'

/** What the child says of itself. */
export type ChildMessage = { kind: 'ready' } | { kind: 'runs'; count: number } | { kind: 'stopped' } | { kind: 'video'; message: unknown }

/** How one kind of process is reached. */
export interface Channel {
  readonly pid: number | undefined
  control: (message: ControlMessage) => void
  /** Gives the child this window's port; closes an earlier one. */
  openPort: (port: MessagePortMain) => void
  onChildMessage: (listener: (message: ChildMessage) => void) => void
  /** `reason` is what can be told of the end: a signal, an exit code. */
  onExit: (listener: (reason: string) => void) => void
  /** Ends the process without asking it. */
  kill: () => void
}

export interface ProcessHost {
  readonly state: ProcessState
  readonly pid: number | undefined
  /** Runs that train or wait in this process: its end stops them. */
  readonly runs: number
  control: (message: ControlMessage) => void
  openPort: (port: MessagePortMain) => void
  /** What it asks of the window that decodes videos. */
  onVideo: (listener: (message: unknown) => void) => void
  /** `error` is set when the process ended though nobody asked it to. */
  onState: (listener: (state: ProcessState, error: WireError | null) => void) => void
  /** Asks the process to end, and ends it after `patience` milliseconds: longer where a run has a checkpoint to write. Resolves when it is gone. */
  stop: (patience?: number) => Promise<void>
}

/** Longer than the backend's own patience with a run (services/run-queue.ts). */
const patienceWithRuns = 20_000

export function createProcessHost(channel: Channel): ProcessHost {
  let state: ProcessState = 'starting'
  let runs = 0
  const videoListeners: ((message: unknown) => void)[] = []
  const listeners: ((state: ProcessState, error: WireError | null) => void)[] = []

  function enter(next: ProcessState, error: WireError | null = null): void {
    if (state === 'exited' || state === next) return
    state = next
    listeners.forEach((listener) => listener(next, error))
  }

  channel.onChildMessage((message) => {
    if (message.kind === 'ready' && state === 'starting') enter('ready')
    else if (message.kind === 'runs') runs = message.count
    else if (message.kind === 'video') videoListeners.forEach((listener) => listener(message.message))
    else if (message.kind === 'stopped') enter('stopping')
  })
  channel.onExit((reason) => {
    const asked = state === 'stopping'
    enter('exited', asked ? null : toWireError(new SeqbenchError('backend.ended', { reason })))
  })

  return {
    get state() {
      return state
    },
    get pid() {
      return channel.pid
    },
    get runs() {
      return runs
    },
    control: (message) => {
      if (state !== 'exited') channel.control(message)
    },
    openPort: (port) => (state === 'exited' ? port.close() : channel.openPort(port)),
    onVideo: (listener) => void videoListeners.push(listener),
    onState: (listener) => void listeners.push(listener),
    stop: (patience = runs > 0 ? patienceWithRuns : 5000) =>
      new Promise((resolve) => {
        if (state === 'exited') return resolve()
        const timer = setTimeout(() => channel.kill(), patience)
        listeners.push((next) => {
          if (next !== 'exited') return
          clearTimeout(timer)
          resolve()
        })
        channel.control({ kind: 'stop' })
        enter('stopping')
      }),
  }
}
