import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startNodeChannel } from '../../src-main/electron/node-channel.ts'
import { createProcessHost, type Channel } from '../../src-main/electron/process-host.ts'

/** Main's end of a window's port, as far as the channel uses it. */
class WindowPort extends EventEmitter {
  closed = false
  start(): void {}
  close(): void {
    this.closed = true
    this.emit('close')
  }
  postMessage(data: unknown): void {
    this.emit('posted', data)
  }
  /** What the window would have sent. */
  receive(data: unknown): void {
    this.emit('message', { data })
  }
}

describe('node channel', () => {
  let channel: Channel | undefined
  afterEach(() => channel?.kill())
  const start = () => {
    process.env.ELECTRON_RUN_AS_NODE = '1'
    channel = startNodeChannel({ node: process.execPath, script: join(import.meta.dirname, 'echo-backend.ts'), args: [] })
    delete process.env.ELECTRON_RUN_AS_NODE
    const host = createProcessHost(channel)
    const states: string[] = []
    const gone = new Promise<void>((resolve) => host.onState((state, error) => {
      states.push(error ? `${state} ${error.message}` : state)
      if (state === 'exited') resolve()
    }))
    return { host, states, gone }
  }

  it('relays structures both ways, hides Electron from the child, and stops by message', async () => {
    const { host, states, gone } = start()
    const port = new WindowPort()
    const opened = once(port, 'posted')
    host.openPort(port as never)
    expect((await opened)[0]).toEqual({ heard: { channel: 'rpc-open' }, electron: [] })
    const answered = once(port, 'posted')
    port.receive({ loss: NaN, values: new Float32Array([1, 2]) })
    expect((await answered)[0]).toMatchObject({ heard: { channel: 'rpc', message: { loss: NaN, values: new Float32Array([1, 2]) } } })
    await host.stop()
    await gone
    expect(states).toEqual(['ready', 'stopping', 'exited'])
    expect(port.closed).toBe(true)
  })

  it('closes the earlier window when another connects', async () => {
    const { host } = start()
    const [first, second] = [new WindowPort(), new WindowPort()]
    host.openPort(first as never)
    const opened = once(second, 'posted')
    host.openPort(second as never)
    expect(first.closed).toBe(true)
    await opened
  })

  it('closes the port and names the signal when the child is killed', async () => {
    const { host, states, gone } = start()
    const port = new WindowPort()
    host.openPort(port as never)
    port.receive({ die: true })
    await gone
    expect(port.closed).toBe(true)
    expect(states[states.length - 1]).toContain('SIGKILL')
  })

  it('says so when the program is not there', async () => {
    channel = startNodeChannel({ node: '/no/such/node', script: 'x', args: [] })
    const host = createProcessHost(channel)
    const [state, error] = await new Promise<[string, unknown]>((resolve) => host.onState((...told) => resolve(told)))
    expect(state).toBe('exited')
    expect(error).toMatchObject({ code: 'backend.ended', message: expect.stringContaining('ENOENT') })
  })
})
