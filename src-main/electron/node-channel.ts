/** The backend as a plain Node process: main relays between the window's port and the child's IPC channel. */
import { fork } from 'node:child_process'
import type { MessagePortMain } from 'electron'
import type { Channel, ChildMessage } from './process-host.ts'

/** What crosses the IPC channel, both ways. */
type Envelope = { channel: 'rpc'; message: unknown } | { channel: 'rpc-open' } | { channel: 'rpc-close' } | { channel: 'control'; message: unknown }

export interface NodeProgram {
  /** Path of a Node that runs the script. */
  node: string
  script: string
  args: string[]
}

export function startNodeChannel(program: NodeProgram): Channel {
  const child = fork(program.script, program.args, {
    execPath: program.node,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Structures as they are: JSON would turn a NaN loss into null.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: withoutElectron(process.env),
  })
  const childListeners: ((message: ChildMessage) => void)[] = []
  const exitListeners: ((reason: string) => void)[] = []
  let window: MessagePortMain | undefined
  let alive = true

  // A message to a child that is just ending is lost, as on a closed port; 'exit' follows.
  const send = (envelope: Envelope): void => void (alive && child.connected && child.send(envelope, undefined, undefined, () => undefined))
  const ended = (reason: string): void => {
    if (!alive) return
    alive = false
    window?.close()
    exitListeners.forEach((listener) => listener(reason))
  }

  child.on('message', (envelope: Envelope) => {
    if (envelope.channel === 'rpc') window?.postMessage(envelope.message)
    else if (envelope.channel === 'control') childListeners.forEach((listener) => listener(envelope.message as ChildMessage))
  })
  child.on('error', (error) => ended(error.message))
  child.on('exit', (code, signal) => ended(signal ?? `exit code ${code}`))

  return {
    get pid() {
      return child.pid
    },
    control: (message) => send({ channel: 'control', message }),
    openPort: (port) => {
      window?.removeAllListeners('close')
      window?.close()
      window = port
      send({ channel: 'rpc-open' })
      port.on('message', ({ data }) => send({ channel: 'rpc', message: data }))
      port.on('close', () => send({ channel: 'rpc-close' }))
      port.start()
    },
    onChildMessage: (listener) => void childListeners.push(listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: () => void child.kill('SIGKILL'),
  }
}

function withoutElectron(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ELECTRON_')))
}
