/** The backend's way to main: over Node's process channel, or over the parentPort of Electron's utilityProcess. */
import type { Port } from '../src-shared/contract/port.ts'

export interface Parent {
  /** A window connected, for the first time or again. */
  onWindow: (listener: (port: Port) => void) => void
  onControl: (listener: (message: unknown) => void) => void
  /** Main has gone without saying so. */
  onGone: (listener: () => void) => void
  control: (message: unknown) => void
}

/** What is used of Electron's MessagePortMain; the backend imports nothing of Electron. */
interface MessagePortMain {
  postMessage: (message: unknown) => void
  on: ((event: 'message', listener: (event: { data: unknown; ports: MessagePortMain[] }) => void) => void) & ((event: 'close', listener: () => void) => void)
  start?: () => void
  close?: () => void
}

interface Envelope { channel: string; message?: unknown }
const isEnvelope = (value: unknown): value is Envelope => typeof value === 'object' && value !== null && 'channel' in value

export function connectParent(): Parent {
  const parentPort = (process as unknown as { parentPort?: MessagePortMain }).parentPort
  return parentPort ? connectUtility(parentPort) : connectNode()
}

function connectUtility(parentPort: MessagePortMain): Parent {
  const listeners = createListeners()
  parentPort.on('message', ({ data, ports }) => {
    if (!isEnvelope(data)) return
    if (data.channel === 'control') listeners.control.forEach((listener) => listener(data.message))
    else if (data.channel === 'rpc-open' && ports[0]) listeners.window.forEach((listener) => listener(messagePort(ports[0])))
  })
  return { ...listeners.add, onGone: (listener) => parentPort.on('close', listener), control: (message) => parentPort.postMessage({ channel: 'control', message }) }
}

function messagePort(port: MessagePortMain): Port {
  let open = true
  port.on('close', () => (open = false))
  return {
    postMessage: (message) => void (open && port.postMessage(message)),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      port.start?.()
    },
    onClose: (listener) => port.on('close', listener),
    close: () => port.close?.(),
  }
}

function connectNode(): Parent {
  const listeners = createListeners()
  let current: ReturnType<typeof relayPort> | null = null
  // A message to a parent that has just gone is lost; 'disconnect' follows.
  const send = (envelope: Envelope): void => void (process.connected && process.send?.(envelope, undefined, undefined, () => undefined))

  function openWindow(): void {
    current?.ended()
    current = relayPort((message) => send({ channel: 'rpc', message }))
    const { port } = current
    listeners.window.forEach((listener) => listener(port))
  }
  const byChannel: Record<string, (message: unknown) => void> = {
    'control': (message) => listeners.control.forEach((listener) => listener(message)),
    'rpc-open': openWindow,
    'rpc-close': () => current?.ended(),
    'rpc': (message) => current?.received(message),
  }
  process.on('message', (envelope) => {
    if (isEnvelope(envelope) && Object.hasOwn(byChannel, envelope.channel)) byChannel[envelope.channel](envelope.message)
  })
  return { ...listeners.add, onGone: (listener) => process.on('disconnect', listener), control: (message) => send({ channel: 'control', message }) }
}

/** One window's connection over the shared channel. */
function relayPort(send: (message: unknown) => void): { port: Port; received: (message: unknown) => void; ended: () => void } {
  const messageListeners: ((message: unknown) => void)[] = []
  const closeListeners: (() => void)[] = []
  let open = true
  const ended = (): void => {
    if (!open) return
    open = false
    closeListeners.forEach((listener) => listener())
  }
  return {
    port: {
      postMessage: (message) => open && send(message),
      onMessage: (listener) => void messageListeners.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
      close: ended,
    },
    received: (message) => open && messageListeners.forEach((listener) => listener(message)),
    ended,
  }
}

function createListeners(): { window: ((port: Port) => void)[]; control: ((message: unknown) => void)[]; add: Pick<Parent, 'onWindow' | 'onControl'> } {
  const window: ((port: Port) => void)[] = []
  const control: ((message: unknown) => void)[] = []
  return { window, control, add: { onWindow: (listener) => void window.push(listener), onControl: (listener) => void control.push(listener) } }
}
