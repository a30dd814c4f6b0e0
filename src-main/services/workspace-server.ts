/**
 * The services of a workspace, opened when the first call needs them. A workspace that cannot be opened (in use, newer, damaged)
 * fails each call with that error, and is tried again by the next: once the other program is closed, "Try again" works.
 */
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import type { Handlers } from '../../src-shared/contract/rpc.ts'
import { createFileGrants, type FileGrants } from './file-grants.ts'
import { createServices, type ServiceOptions, type Services } from './index.ts'

export interface WorkspaceServer {
  handlers: Handlers<AppApi>
  grants: FileGrants
  /** The services, opened now if they were not. */
  open: () => Promise<Services>
  stop: () => Promise<void>
}

/** `onOpen` runs once the workspace is open: another door to it is opened there. What it returns is closed before the workspace. */
export function createWorkspaceServer(options: ServiceOptions, onOpen?: (services: Services) => Promise<() => Promise<void>>): WorkspaceServer {
  const grants = options.grants ?? createFileGrants()
  let services: Promise<{ services: Services; close: () => Promise<void> }> | null = null

  async function openAll(): Promise<{ services: Services; close: () => Promise<void> }> {
    const opened = await createServices({ ...options, grants })
    try {
      return { services: opened, close: (await onOpen?.(opened)) ?? (async () => undefined) }
    } catch (thrown) {
      await opened.stop()
      throw thrown
    }
  }
  function open(): Promise<{ services: Services; close: () => Promise<void> }> {
    if (services) return services
    const opening = openAll()
    services = opening
    opening.catch(() => (services = null))
    return opening
  }

  const names = Object.keys(appApi) as (keyof AppApi)[]
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      async (input: unknown, context: unknown) => {
        // Input and context were checked against this very name by `serve`.
        const handler = (await open()).services.handlers[name] as (input: unknown, context: unknown) => unknown
        return handler(input, context)
      },
    ]),
  ) as Handlers<AppApi>

  return {
    handlers,
    grants,
    open: async () => (await open()).services,
    stop: async () => {
      const opened = await services?.catch(() => null)
      services = null
      await opened?.close()
      await opened?.services.stop()
    },
  }
}
