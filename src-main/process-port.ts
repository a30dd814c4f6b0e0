/**
 * The Port over Node's child-process channel, from both ends. Fork with `portForkOptions`: its `advanced` serialisation clones
 * structures, so that NaN, undefined and typed arrays arrive as they were (JSON would turn a NaN loss into null).
 * Messages that arrive before the first listener are kept by Node and delivered then.
 */
import type { ChildProcess, ForkOptions, SendHandle } from 'node:child_process'
import type { Port } from '../src-shared/contract/port.ts'

export const portForkOptions: ForkOptions = { serialization: 'advanced' }

/** What `process` in a forked child and `ChildProcess` in its parent have in common. */
interface ProcessEnd {
  connected: boolean
  send?: (message: object, handle: SendHandle | undefined, options: object | undefined, callback: (error: Error | null) => void) => boolean
  disconnect?: () => void
  on: ((event: 'message', listener: (message: unknown) => void) => unknown) & ((event: 'disconnect' | 'error', listener: () => void) => unknown)
}

/** The parent's end of a child that was forked with `portForkOptions`. Closes when the channel does: the child ended or let go. */
export function childProcessPort(child: ChildProcess): Port {
  const port = portOver(child as ProcessEnd)
  // A child that cannot even start (missing program, no memory) says so by 'error'; unheard, it would end this process.
  child.on('error', () => port.closed())
  return port
}

/** The child's end, in a process that was forked; closes when the parent goes away. */
export function parentProcessPort(): Port {
  if (!process.send) throw new Error('this program is started by another one, not by hand')
  return portOver(process as ProcessEnd)
}

function portOver(end: ProcessEnd): Port & { closed: () => void } {
  const closeListeners: (() => void)[] = []
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    closeListeners.forEach((listener) => listener())
  }
  end.on('disconnect', closed)
  return {
    closed,
    // The other end may be gone already: a message to it is lost, as on a closed MessagePort, and 'disconnect' follows.
    postMessage: (message) => void (open && end.connected && end.send?.(message as object, undefined, undefined, () => undefined)),
    onMessage: (listener) => void end.on('message', (message) => open && listener(message)),
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      if (end.connected) end.disconnect?.()
      closed()
    },
  }
}
