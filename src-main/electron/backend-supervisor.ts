/**
 * Keeps a backend running and the window connected to it. A backend that ends by itself is started again, three times
 * in a minute at most; the window is told every change of state, and asks for a new port when it is ready.
 */
import type { MessagePortMain } from 'electron'
import type { BackendStatus, ControlMessage } from '../../src-shared/contract/host-api.ts'
import { toWireError } from '../../src-shared/contract/errors.ts'
import { createProcessHost, type Channel, type ProcessHost } from './process-host.ts'

const restarts = { limit: 3, withinMilliseconds: 60_000, delay: 300 }

export interface Backend {
  readonly status: BackendStatus
  readonly pid: number | undefined
  /** Runs that train or wait there. */
  readonly runs: number
  /** Gives the backend the other end of the window's port; a backend that has ended for good is started again first. */
  connect: (port: MessagePortMain) => void
  control: (message: ControlMessage) => void
  onStatus: (listener: (status: BackendStatus) => void) => void
  /** What it asks of the window that decodes videos. */
  onVideo: (listener: (message: unknown) => void) => void
  stop: () => Promise<void>
}

/** `greet` lists what a new backend must be told first: the grants of earlier dialogs. */
export function superviseBackend(start: () => Channel, greet: () => ControlMessage[]): Backend {
  const listeners: ((status: BackendStatus) => void)[] = []
  const videoListeners: ((message: unknown) => void)[] = []
  let status: BackendStatus = { state: 'starting', error: null }
  let host: ProcessHost | undefined
  let ended: number[] = []
  let leaving = false

  function tell(next: BackendStatus): void {
    status = next
    listeners.forEach((listener) => listener(next))
  }

  function launch(): ProcessHost | undefined {
    tell({ state: 'starting', error: null })
    try {
      host = createProcessHost(start())
    } catch (thrown) {
      tell({ state: 'exited', error: toWireError(thrown) })
      return undefined
    }
    const current = host
    current.onState((state, error) => {
      if (host !== current) return
      if (state === 'exited') host = undefined
      tell({ state, error })
      if (state === 'exited' && error && !leaving) restart()
    })
    current.onVideo((message) => host === current && videoListeners.forEach((listener) => listener(message)))
    greet().forEach((message) => current.control(message))
    return current
  }

  function restart(): void {
    const now = performance.now()
    ended = [...ended.filter((time) => now - time < restarts.withinMilliseconds), now]
    if (ended.length <= restarts.limit) setTimeout(() => !leaving && !host && launch(), restarts.delay)
  }

  launch()
  return {
    get status() {
      return status
    },
    get pid() {
      return host?.pid
    },
    get runs() {
      return host?.runs ?? 0
    },
    connect: (port) => {
      const target = host ?? (leaving ? undefined : launch())
      if (target) target.openPort(port)
      else port.close()
    },
    control: (message) => host?.control(message),
    onStatus: (listener) => void listeners.push(listener),
    onVideo: (listener) => void videoListeners.push(listener),
    stop: async () => {
      leaving = true
      await host?.stop()
    },
  }
}
