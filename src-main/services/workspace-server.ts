/**
 * A workspace as the window's backend and the command line see it, opened when the first call needs it. Either this process owns
 * it and serves it, with a door for other processes; or another process owns it, and every call is passed on to that one.
 * A workspace that cannot be opened (newer, damaged, in use by one that does not answer) fails each call with that error and is
 * tried again by the next: "Try again" works.
 */
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import { SeqbenchError } from '../../src-shared/contract/errors.ts'
import { createClient, type Client, type Handlers, type JobContext, type StreamContext } from '../../src-shared/contract/rpc.ts'
import { createFileGrants, type FileGrants } from './file-grants.ts'
import { createServices, type ServiceOptions, type Services } from './index.ts'
import { knock, openDoor, type Door } from './local-door.ts'

export interface WorkspaceServer {
  handlers: Handlers<AppApi>
  grants: Pick<FileGrants, 'grant' | 'grantPath'>
  /** The services where this process owns the workspace, null where another does. */
  own: () => Promise<Services | null>
  /** Other processes that use the workspace through this one. */
  guests: () => number
  /** `waitForGuests` lets others finish what they do through this process first. */
  stop: (options?: { waitForGuests?: boolean }) => Promise<void>
}

interface Host { handlers: Handlers<AppApi>; services: Services | null; door: Door | null; grant: FileGrants['grant']; leave: () => Promise<void> }

/** An owner that is just opening or closing is waited for this long. */
const patience = 4000
const pause = 100

export function createWorkspaceServer(options: ServiceOptions): WorkspaceServer {
  const grants = options.grants ?? createFileGrants()
  let host: Promise<Host> | null = null
  /** Where the promise has led, for what cannot wait. */
  let settled: Host | null = null

  function open(): Promise<Host> {
    if (host) return host
    const opening = openHost({ ...options, grants }, () => {
      if (host === opening) host = settled = null
    })
    host = opening
    opening.then((opened) => (settled = opened), () => (host = null))
    return opening
  }

  const names = Object.keys(appApi) as (keyof AppApi)[]
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      async (input: unknown, context: unknown) => {
        // Input and context were checked against this very name by `serve`.
        const handler = (await open()).handlers[name] as (input: unknown, context: unknown) => unknown
        return handler(input, context)
      },
    ]),
  ) as Handlers<AppApi>

  return {
    handlers,
    grants: {
      grant: (token, path) => {
        grants.grant(token, path)
        settled?.grant(token, path)
      },
      grantPath: (path) => {
        const token = grants.grantPath(path)
        settled?.grant(token, path)
        return token
      },
    },
    own: async () => (await open()).services,
    guests: () => settled?.door?.guests() ?? 0,
    stop: async ({ waitForGuests = false } = {}) => {
      const opened = await host?.catch(() => null)
      if (waitForGuests) await opened?.door?.idle()
      host = settled = null
      await opened?.leave()
    },
  }
}

async function openHost(options: ServiceOptions & { grants: FileGrants }, onLost: () => void): Promise<Host> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      return await becomeOwner(options)
    } catch (thrown) {
      if (!(thrown instanceof SeqbenchError) || thrown.code !== 'workspace.locked') throw thrown
      const visiting = await visit(options, onLost)
      if (visiting) return visiting
      if (performance.now() > deadline) throw thrown
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

async function becomeOwner(options: ServiceOptions & { grants: FileGrants }): Promise<Host> {
  const services = await createServices(options)
  // Without a door (no room for a socket, say) the workspace is still usable by its owner.
  const door = await openDoor(services).catch(() => null)
  return { handlers: services.handlers, services, door, grant: () => undefined, leave: () => services.stop(async () => door?.close()) }
}

async function visit({ workspace, grants }: ServiceOptions & { grants: FileGrants }, onLost: () => void): Promise<Host | null> {
  const found = await knock(workspace)
  if (!found) return null
  const client = createClient(appApi, found.port)
  found.port.onClose(onLost)
  for (const [token, path] of grants.all()) found.grant(token, path)
  return { handlers: passOn(client), services: null, door: null, grant: found.grant, leave: async () => client.close() }
}

/** Handlers that ask another process. */
function passOn(client: Client<AppApi>): Handlers<AppApi> {
  type Ask = (name: string, input: unknown, context: JobContext & StreamContext<unknown>) => Promise<unknown>
  // Names are only known at run time here; both ends validate by the same contract.
  const { call, job, stream } = client as unknown as {
    call: (name: string, input: unknown) => Promise<unknown>
    job: (name: string, input: unknown, onProgress: unknown) => { result: Promise<unknown>; cancel: () => void }
    stream: (name: string, input: unknown, onItems: (items: unknown[]) => void) => { ended: Promise<void>; cancel: () => void }
  }
  const kinds: Record<'call' | 'job' | 'stream', Ask> = {
    call: (name, input) => call(name, input),
    job: (name, input, { signal, progress }) => {
      signal.throwIfAborted() // cancelled while the workspace was being opened
      const running = job(name, input, progress)
      signal.addEventListener('abort', running.cancel, { once: true })
      return running.result
    },
    stream: async (name, input, { signal, push }) => {
      if (signal.aborted) return
      const running = stream(name, input, (items) => items.forEach(push))
      signal.addEventListener('abort', running.cancel, { once: true })
      return running.ended
    },
  }
  const entries = Object.entries(appApi).map(([name, { kind }]) => [name, (input: unknown, context: JobContext & StreamContext<unknown>) => kinds[kind](name, input, context)])
  return Object.fromEntries(entries) as Handlers<AppApi>
}
