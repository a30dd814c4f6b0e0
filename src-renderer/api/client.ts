/**
 * What stores call: `api` for the backend (rpc.ts over the current connection), `host` for what only the desktop can do.
 * Calls made while the connection is being set up wait for it.
 */
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fromWireError, wireErrorSchema } from '../../src-shared/contract/errors.ts'
import { hostApi, type GrantedFile, type HostApi } from '../../src-shared/contract/host-api.ts'
import type { Client, RunningJob, RunningStream } from '../../src-shared/contract/rpc.ts'
import type { InputOf, OutputOf } from '../../src-shared/contract/shape.ts'
import { bridge } from './bridge.ts'
import { createConnection, type Connection } from './connection.ts'

let current: Connection | null = null

/** The window's one connection, made at first use. */
export function connection(): Connection {
  current ??= createConnection(bridge, window)
  return current
}

/** Vue's proxies cannot be cloned across a port (electron#39598), and inputs are plain JSON by contract. */
function plain<T>(input: T): T {
  return JSON.parse(JSON.stringify(input)) as T
}

const call: Client<AppApi>['call'] = async (name, input) => (await connection().client()).call(name, plain(input))

const job: Client<AppApi>['job'] = (name, input, onProgress) => {
  let cancelled = false
  let running: RunningJob<OutputOf<AppApi[typeof name]>> | null = null
  const start = async (): Promise<OutputOf<AppApi[typeof name]>> => {
    const client = await connection().client()
    running = client.job(name, plain(input), onProgress)
    if (cancelled) running.cancel()
    return running.result
  }
  return {
    result: start(),
    cancel: () => {
      cancelled = true
      running?.cancel()
    },
  }
}

const stream: Client<AppApi>['stream'] = (name, input, onItems) => {
  let cancelled = false
  let running: RunningStream | null = null
  const start = async (): Promise<void> => {
    const client = await connection().client()
    if (cancelled) return
    running = client.stream(name, plain(input), onItems)
    return running.ended
  }
  return {
    ended: start(),
    cancel: () => {
      cancelled = true
      running?.cancel()
    },
  }
}

export const api: Pick<Client<AppApi>, 'call' | 'job' | 'stream'> = { call, job, stream }

/** Main's errors pass the context bridge only as plain objects. */
function asError(thrown: unknown): never {
  const wire = wireErrorSchema.safeParse(thrown)
  throw wire.success ? fromWireError(wire.data) : thrown
}

type HostName = Exclude<keyof HostApi, 'files.grant'>
export const host = {
  call: async <Name extends HostName>(name: Name, input: InputOf<HostApi[Name]>): Promise<OutputOf<HostApi[Name]>> => {
    const answer = await bridge().host(name, plain(input)).catch(asError)
    return hostApi[name].output.parse(answer) as OutputOf<HostApi[Name]>
  },
  /** Tokens for files dropped on the page. */
  grantFiles: (files: File[]): Promise<GrantedFile[]> => bridge().grantFiles(files).catch(asError),
  /** The system's language, such as `en-GB` or `zh-CN`. */
  language: (): string => window.seqbench?.language ?? navigator.language,
  platform: (): string => window.seqbench?.platform ?? '',
}
