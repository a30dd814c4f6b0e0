import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ControlMessage } from '../../src-shared/contract/host-api.ts'
import { superviseBackend } from '../../src-main/electron/backend-supervisor.ts'
import type { ChildMessage, Channel } from '../../src-main/electron/process-host.ts'

interface Played { channel: Channel; say: (message: ChildMessage) => void; exit: (reason: string) => void; told: ControlMessage[]; ports: unknown[] }

function play(): Played {
  const child: ((message: ChildMessage) => void)[] = []
  const exits: ((reason: string) => void)[] = []
  const told: ControlMessage[] = []
  const ports: unknown[] = []
  const channel: Channel = {
    pid: 1,
    control: (message) => void told.push(message),
    openPort: (port) => void ports.push(port),
    onChildMessage: (listener) => void child.push(listener),
    onExit: (listener) => void exits.push(listener),
    kill: () => undefined,
  }
  return { channel, told, ports, say: (message) => child.forEach((listener) => listener(message)), exit: (reason) => exits.forEach((listener) => listener(reason)) }
}

const grant: ControlMessage = { kind: 'grant', token: 't', path: '/data/a.csv' }

function supervise() {
  const started: Played[] = []
  const backend = superviseBackend(
    () => {
      started.push(play())
      return started[started.length - 1].channel
    },
    () => [grant],
  )
  const states: string[] = []
  backend.onStatus(({ state, error }) => states.push(error ? `${state} ${error.code}` : state))
  return { started, backend, states }
}

describe('backend supervisor', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('starts a backend that died again, and tells it the grants', async () => {
    const { started, states } = supervise()
    started[0].say({ kind: 'ready' })
    started[0].exit('SIGSEGV')
    await vi.advanceTimersByTimeAsync(1000)
    started[1].say({ kind: 'ready' })
    expect(states).toEqual(['ready', 'exited backend.ended', 'starting', 'ready'])
    expect(started[1].told).toEqual([grant])
  })

  it('gives up after three restarts in a minute, until the window asks again', async () => {
    const { started, backend } = supervise()
    for (let count = 0; count < 6; count++) {
      started[started.length - 1].exit('SIGSEGV')
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(started).toHaveLength(4)
    expect(backend.status).toMatchObject({ state: 'exited', error: { code: 'backend.ended' } })
    const port = { close: vi.fn() }
    backend.connect(port as never)
    expect(started).toHaveLength(5)
    expect(started[4].ports).toEqual([port])
  })

  it('starts none while the app is closing', async () => {
    const { started, backend, states } = supervise()
    started[0].say({ kind: 'ready' })
    const stopped = backend.stop()
    started[0].exit('exit code 0')
    await stopped
    await vi.advanceTimersByTimeAsync(10_000)
    const port = { close: vi.fn() }
    backend.connect(port as never)
    expect(port.close).toHaveBeenCalled()
    expect(started).toHaveLength(1)
    expect(states).toEqual(['ready', 'stopping', 'exited'])
  })

  it('tells why when no process can be started at all', () => {
    const backend = superviseBackend(
      () => {
        throw new Error('no such program')
      },
      () => [],
    )
    expect(backend.status).toMatchObject({ state: 'exited', error: { message: expect.stringContaining('no such program') } })
  })
})
