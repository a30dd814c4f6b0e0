// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { createConnection, type Connection } from '../../../src-renderer/api/connection.ts'
import { appApi } from '../../../src-shared/contract/app-api.ts'
import { SeqbenchError, toWireError } from '../../../src-shared/contract/errors.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'
import { portOf } from '../../../src-renderer/api/message-port.ts'
import { createFakeBackend } from '../fake/backend.ts'
import { until } from '../harness.ts'

/** A main process in memory: hands out ports as the preload does, and can let the backend die. */
function createMain() {
  let alive = true
  let served: MessagePort | null = null
  const target = new EventTarget() as unknown as Window
  const post = (data: unknown, ports: MessagePort[] = []): void => void target.dispatchEvent(Object.assign(new Event('message'), { data, ports, source: target }))
  const connect = vi.fn(() => {
    if (!alive) return
    const { port1, port2 } = new MessageChannel()
    serve(appApi, portOf(port1), createFakeBackend({ pace: 1 }))
    served = port1
    post({ seqbench: 'port' }, [port2])
  })
  return {
    target, connect, post,
    die: (): void => {
      alive = false
      served?.close()
    },
    revive: (): void => void (alive = true),
  }
}
const open = (main: ReturnType<typeof createMain>, pauses = [5, 5, 5]): Connection => createConnection(() => ({ connect: main.connect }), main.target, { timeout: 30, pauses })

describe('the connection to the backend', () => {
  it('lets calls wait until a port has come', async () => {
    const main = createMain()
    const connection = open(main)
    const answer = connection.client().then((client) => client.call('system.report', {}))
    connection.connect()
    expect((await answer).selectedEngine).toBe('native')
    expect(connection.state()).toMatchObject({ status: 'ready', generation: 1 })
  })
  it('connects again when the backend dies, and says so meanwhile', async () => {
    const main = createMain()
    const connection = open(main, [5, 5, 200])
    connection.connect()
    const first = await connection.client()
    const underWay = first.call('runs.list', {})
    main.die()
    await expect(underWay).rejects.toMatchObject({ code: 'contract.closed' })
    await until(() => connection.state().status === 'reconnecting')
    main.revive()
    await until(() => connection.state().status === 'ready')
    expect(connection.state().generation).toBe(2)
    expect((await (await connection.client()).call('runs.list', {})).length).toBeGreaterThan(0)
  })
  it('gives up after its last pause, and tries again when asked', async () => {
    const main = createMain()
    main.die()
    const connection = open(main)
    connection.connect()
    await until(() => connection.state().status === 'failed')
    expect(main.connect).toHaveBeenCalledTimes(4)
    await expect(connection.client()).rejects.toMatchObject({ code: 'contract.closed' })
    main.revive()
    connection.connect()
    await until(() => connection.state().status === 'ready')
  })
  it('shows at once why a backend refuses its workspace', async () => {
    const main = createMain()
    main.die()
    const connection = open(main)
    connection.connect()
    const error = toWireError(new SeqbenchError('workspace.locked', { path: 'w', pid: 7 }))
    main.post({ seqbench: 'backend', status: { state: 'exited', error } })
    expect(connection.state().status).toBe('failed')
    expect(connection.state().error?.code).toBe('workspace.locked')
  })
  it('listens to nobody but its own page', async () => {
    const main = createMain()
    const connection = open(main)
    const { port1 } = new MessageChannel()
    main.target.dispatchEvent(Object.assign(new Event('message'), { data: { seqbench: 'port' }, ports: [port1], source: {} }))
    expect(connection.state().generation).toBe(0)
  })
})
