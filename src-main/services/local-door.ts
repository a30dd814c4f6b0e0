/**
 * The door through which other processes of this user reach the process that owns a workspace: a Unix socket or a named pipe.
 * So the command line works while the window is open, and `stop RUN` stops a run that another command line started: every
 * change is made by the one owner.
 *
 * JSON lines. First {hello: secret}; then {channel: 'rpc', message} both ways and {channel: 'control', message: grant} to the owner.
 */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { appApi } from '../../src-shared/contract/app-api.ts'
import { controlMessageSchema } from '../../src-shared/contract/host-api.ts'
import type { Port } from '../../src-shared/contract/port.ts'
import { serve } from '../../src-shared/contract/rpc.ts'
import { readOwner } from '../tracker/owner.ts'
import type { Services } from './index.ts'

export interface Door {
  /** Processes that are connected now. */
  guests: () => number
  /** Resolves when the last guest has gone. */
  idle: () => Promise<void>
  close: () => Promise<void>
}

/** Opens the door of a workspace that this process owns, and announces it. */
export async function openDoor(services: Services): Promise<Door> {
  const secret = randomBytes(24).toString('base64url')
  const guests = new Set<Socket>()
  /** Those that have not said who they are as well: an open one would keep the server from closing. */
  const sockets = new Set<Socket>()
  let onIdle: (() => void)[] = []
  const server = createServer((socket) => {
    let known = false
    sockets.add(socket)
    const receivers: ((message: unknown) => void)[] = []
    const channels: Record<string, (message: unknown) => void> = {
      rpc: (message) => receivers.forEach((receive) => receive(message)),
      control: (message) => {
        const parsed = controlMessageSchema.safeParse(message)
        if (parsed.success && parsed.data.kind === 'grant') services.grants.grant(parsed.data.token, parsed.data.path)
      },
    }
    onLines(socket, (line) => {
      if (known) return void (typeof line['channel'] === 'string' && Object.hasOwn(channels, line['channel']) && channels[line['channel']](line['message']))
      known = isSecret(line['hello'], secret)
      if (!known) return void socket.destroy()
      guests.add(socket)
      serve(appApi, socketPort(socket, receivers), services.handlers)
    })
    socket.on('close', () => {
      sockets.delete(socket)
      guests.delete(socket)
      if (guests.size === 0) onIdle.splice(0).forEach((tell) => tell())
    })
  })
  const address = newAddress()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve))
  services.announce(address, secret)
  return {
    guests: () => guests.size,
    idle: () => (guests.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    close: async () => {
      sockets.forEach((socket) => socket.destroy())
      onIdle = []
      await new Promise<void>((resolve) => server.close(() => resolve()))
      if (process.platform !== 'win32') rmSync(dirname(address), { recursive: true, force: true })
    },
  }
}

export interface Visit {
  port: Port
  grant: (token: string, path: string) => void
  /** Process id of the owner. */
  owner: number
}

/** A connection to the owner of the workspace; null where none answers. */
export async function knock(workspace: string): Promise<Visit | null> {
  const owner = readOwner(workspace)
  if (!owner?.address) return null
  const socket = createConnection(owner.address)
  const connected = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)))
  if (!connected) return null
  const receivers: ((message: unknown) => void)[] = []
  onLines(socket, (line) => line['channel'] === 'rpc' && receivers.forEach((receive) => receive(line['message'])))
  socket.write(`${JSON.stringify({ hello: owner.secret })}\n`)
  return {
    port: socketPort(socket, receivers),
    owner: owner.pid,
    grant: (token, path) => void socket.write(`${JSON.stringify({ channel: 'control', message: { kind: 'grant', token, path } })}\n`),
  }
}

function socketPort(socket: Socket, receivers: ((message: unknown) => void)[]): Port {
  return {
    postMessage: (message) => void (socket.writable && socket.write(`${JSON.stringify({ channel: 'rpc', message }, plainNumbers)}\n`)),
    onMessage: (listener) => void receivers.push(listener),
    onClose: (listener) => void socket.once('close', listener),
    close: () => void socket.end(),
  }
}

/** JSON knows no typed arrays; NaN becomes null, as where an array of numbers has none. A Buffer has made itself something else before `value` is told. */
function plainNumbers(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const own = this[key]
  return own instanceof Float32Array || own instanceof Int16Array || own instanceof Uint8Array ? Array.from(own) : value
}

function onLines(socket: Socket, receive: (line: Record<string, unknown>) => void): void {
  socket.on('error', () => undefined) // 'close' follows and is what counts
  createInterface({ input: socket, crlfDelay: Infinity }).on('line', (text) => {
    const line = parse(text)
    if (line) receive(line)
    else socket.destroy()
  })
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function isSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false
  const [one, other] = [Buffer.from(given), Buffer.from(secret)]
  // Bytes are compared, not characters: `timingSafeEqual` throws where their numbers differ.
  return one.length === other.length && timingSafeEqual(one, other)
}

/** In a folder that only this user may enter; paths of Unix sockets must be short, which a workspace's need not be. */
function newAddress(): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\seqbench-${randomUUID()}` : join(mkdtempSync(join(tmpdir(), 'seqbench-')), 'door')
}
