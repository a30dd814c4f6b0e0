import { describe, expect, it, vi } from 'vitest'
import { createProcessHost, type ChildMessage, type Channel } from '../../src-main/electron/process-host.ts'

/** A channel whose child is played by the test. */
function playedChannel() {
  const child: ((message: ChildMessage) => void)[] = []
  const exit: ((reason: string) => void)[] = []
  const channel = {
    pid: 42,
    control: vi.fn(),
    openPort: vi.fn(),
    kill: vi.fn(),
    onChildMessage: (listener: (message: ChildMessage) => void) => void child.push(listener),
    onExit: (listener: (reason: string) => void) => void exit.push(listener),
  } satisfies Channel
  return { channel, say: (message: ChildMessage) => child.forEach((listener) => listener(message)), exit: (reason: string) => exit.forEach((listener) => listener(reason)) }
}

function start() {
  const played = playedChannel()
  const host = createProcessHost(played.channel)
  const states: string[] = []
  host.onState((state, error) => states.push(error ? `${state} ${error.code}` : state))
  return { ...played, host, states }
}

describe('process host', () => {
  it('goes from starting to ready, and to exited with a reason when nobody asked for the end', () => {
    const { host, states, say, exit } = start()
    expect(host.state).toBe('starting')
    say({ kind: 'ready' })
    exit('SIGKILL')
    expect(states).toEqual(['ready', 'exited backend.ended'])
  })

  it('ends by request without an error, whatever the exit code says', async () => {
    const { host, channel, states, say, exit } = start()
    say({ kind: 'ready' })
    const stopped = host.stop()
    expect(channel.control).toHaveBeenCalledWith({ kind: 'stop' })
    say({ kind: 'stopped' })
    exit('exit code 1')
    await stopped
    expect(states).toEqual(['ready', 'stopping', 'exited'])
    await host.stop()
  })

  it('takes the word of a child that stops by itself', () => {
    const { states, say, exit } = start()
    say({ kind: 'ready' })
    say({ kind: 'stopped' })
    exit('exit code 1')
    expect(states).toEqual(['ready', 'stopping', 'exited'])
  })

  it('ends a child that does not listen', async () => {
    vi.useFakeTimers()
    const { host, channel, exit } = start()
    channel.kill.mockImplementation(() => exit('SIGKILL'))
    const stopped = host.stop(1000)
    await vi.advanceTimersByTimeAsync(999)
    expect(channel.kill).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await stopped
    expect(host.state).toBe('exited')
    vi.useRealTimers()
  })

  it('gives a process with runs the time to write their checkpoints', async () => {
    vi.useFakeTimers()
    const { host, channel, say, exit } = start()
    channel.kill.mockImplementation(() => exit('SIGKILL'))
    say({ kind: 'runs', count: 1 })
    const stopped = host.stop()
    await vi.advanceTimersByTimeAsync(16_000) // longer than services/run-queue.ts waits for a run
    expect(channel.kill).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(5000)
    await stopped
    vi.useRealTimers()
  })

  it('closes the port of a window that connects too late', () => {
    const { host, channel, exit } = start()
    exit('SIGSEGV')
    const port = { close: vi.fn() }
    host.openPort(port as never)
    host.control({ kind: 'stop' })
    expect(port.close).toHaveBeenCalled()
    expect(channel.openPort).not.toHaveBeenCalled()
    expect(channel.control).not.toHaveBeenCalled()
  })
})
