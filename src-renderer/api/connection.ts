/**
 * The connection to the backend: asks the preload for a port, makes a client of it, and when it closes asks again, a few
 * times with growing pauses. Callers wait on `client()`: it resolves once connected and rejects when that failed.
 */
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import { SeqbenchError, fromWireError } from '../../src-shared/contract/errors.ts'
import { windowMessageSchema, type BackendStatus, type SeqbenchBridge } from '../../src-shared/contract/host-api.ts'
import { createClient, type Client } from '../../src-shared/contract/rpc.ts'
import { portOf } from './message-port.ts'

export type ConnectionStatus = 'connecting' | 'ready' | 'reconnecting' | 'failed'
export interface ConnectionState {
  status: ConnectionStatus
  error: SeqbenchError | null
  /** Grows with each port: streams opened on an older one have ended. */
  generation: number
}
export interface Connection {
  state: () => ConnectionState
  subscribe: (listener: (state: ConnectionState) => void) => () => void
  /** Connects, and after a failure tries again from the start. */
  connect: () => void
  client: () => Promise<Client<AppApi>>
}
export interface ConnectionOptions {
  /** Milliseconds to wait for a port before the attempt counts as failed. */
  timeout?: number
  /** Milliseconds before each renewed attempt; when they are used up the connection has failed. */
  pauses?: number[]
}

export function createConnection(
  bridge: () => Pick<SeqbenchBridge, 'connect'>,
  target: Window,
  { timeout = 20_000, pauses = [200, 500, 1000, 2000, 4000] }: ConnectionOptions = {},
): Connection {
  let state: ConnectionState = { status: 'connecting', error: null, generation: 0 }
  let client: Client<AppApi> | null = null
  let attempts = 0
  let lastError: SeqbenchError | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<(state: ConnectionState) => void>()

  target.addEventListener('message', (event: MessageEvent<unknown>) => {
    // Only this page's own preload posts here; a frame or another origin is not listened to.
    if (event.source !== null && event.source !== target) return
    const message = windowMessageSchema.safeParse(event.data)
    if (!message.success) return
    if (message.data.seqbench === 'backend') backendChanged(message.data.status)
    else if (event.ports.length > 0) accept(event.ports[0])
  })

  function backendChanged({ state: backend, error }: BackendStatus): void {
    if (error) lastError = fromWireError(error)
    if (backend === 'ready' && !client && state.status !== 'failed' && attempts > 0) attempt()
    // One that ended by accident is started again by main; one that refuses its workspace would refuse it again.
    if (backend === 'exited' && lastError && lastError.code !== 'backend.ended' && !client) giveUp(lastError)
  }

  function update(next: Partial<ConnectionState>): void {
    state = { ...state, ...next }
    listeners.forEach((listener) => listener(state))
  }

  function accept(messagePort: MessagePort): void {
    clearTimeout(timer)
    const port = portOf(messagePort)
    const accepted = createClient(appApi, port)
    client = accepted
    attempts = 0
    lastError = null
    port.onClose(() => {
      if (client === accepted) lost()
    })
    update({ status: 'ready', error: null, generation: state.generation + 1 })
  }

  function lost(): void {
    client = null
    if (attempts >= pauses.length) return giveUp(lastError ?? new SeqbenchError('contract.closed', {}))
    update({ status: state.generation === 0 ? 'connecting' : 'reconnecting' })
    clearTimeout(timer)
    timer = setTimeout(attempt, pauses[attempts])
    attempts += 1
  }

  function attempt(): void {
    clearTimeout(timer)
    timer = setTimeout(lost, timeout)
    try {
      bridge().connect()
    } catch (thrown) {
      giveUp(thrown instanceof SeqbenchError ? thrown : new SeqbenchError('internal', { reason: String(thrown) }))
    }
  }

  function giveUp(error: SeqbenchError): void {
    clearTimeout(timer)
    client = null
    update({ status: 'failed', error })
  }

  const subscribe: Connection['subscribe'] = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    state: () => state,
    subscribe,
    connect: () => {
      attempts = 0
      lastError = null
      update({ status: state.generation === 0 ? 'connecting' : 'reconnecting', error: null })
      attempt()
    },
    client: () =>
      new Promise((resolve, reject) => {
        const settle = (): boolean => {
          if (client) resolve(client)
          else if (state.status === 'failed') reject(state.error ?? new SeqbenchError('contract.closed', {}))
          else return false
          return true
        }
        if (settle()) return
        const stop = subscribe(() => settle() && stop())
      }),
  }
}
