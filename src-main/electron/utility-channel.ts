/** The backend as a utilityProcess of the package: the window's port goes to it directly, main is not in the path. */
import { utilityProcess } from 'electron'
import type { Channel, ChildMessage } from './process-host.ts'

export function startUtilityChannel(script: string, args: string[]): Channel {
  const child = utilityProcess.fork(script, args, { serviceName: 'Seqbench backend', stdio: 'inherit' })
  const childListeners: ((message: ChildMessage) => void)[] = []

  child.on('message', (envelope: { channel?: string; message?: unknown }) => {
    if (envelope.channel === 'control') childListeners.forEach((listener) => listener(envelope.message as ChildMessage))
  })
  return {
    get pid() {
      return child.pid
    },
    control: (message) => child.postMessage({ channel: 'control', message }),
    openPort: (port) => child.postMessage({ channel: 'rpc-open' }, [port]),
    onChildMessage: (listener) => void childListeners.push(listener),
    onExit: (listener) => void child.on('exit', (code) => listener(`exit code ${code}`)),
    // kill() right after fork does nothing: wait until the process is there.
    kill: () => void (child.kill() || child.once('spawn', () => child.kill())),
  }
}
