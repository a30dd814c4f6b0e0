/** A command's connection to its workspace: the same contract, validation and services as the window's, in this process or in the one that owns the workspace. */
import { resolve } from 'node:path'
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import { memoryPorts } from '../../src-shared/contract/port.ts'
import { createClient, serve, type Client, type RunningJob } from '../../src-shared/contract/rpc.ts'
import { childProcessPort } from '../process-port.ts'
import { chooseWorkspace } from '../services/paths.ts'
import { createWorkspaceServer } from '../services/workspace-server.ts'
import { connectVideoDecoder } from './video-decoder.ts'

export interface Session {
  workspace: string
  /** Whether the window opens this workspace when nothing else is said. */
  isDefaultWorkspace: boolean
  client: Client<AppApi>
  /** Tokens for paths that a person typed. */
  grant: (paths: string[]) => string[]
  /** Waits for a job, which `interrupt` cancels. */
  finish: <Output>(job: RunningJob<Output>, interrupt: AbortSignal) => Promise<Output>
  guests: () => number
  close: (waitForGuests: boolean) => Promise<void>
}

/** npm runs scripts in the repository; what a person typed is meant from where they were. */
const typedFrom = process.env['npm_lifecycle_event'] === 'seqbench' ? (process.env['INIT_CWD'] ?? '.') : '.'
export const typedPath = (path: string): string => resolve(typedFrom, path)

export function openSession(named: string | undefined): Session {
  const workspace = chooseWorkspace(named === undefined ? undefined : typedPath(named))
  const server = createWorkspaceServer({ workspace, portOf: childProcessPort })
  const endVideos = connectVideoDecoder()
  const [near, far] = memoryPorts()
  serve(appApi, far, server.handlers)
  const client = createClient(appApi, near)
  return {
    workspace,
    isDefaultWorkspace: workspace === chooseWorkspace(undefined),
    client,
    grant: (paths) => paths.map((path) => server.grants.grantPath(typedPath(path))),
    finish: async (job, interrupt) => {
      if (interrupt.aborted) job.cancel()
      interrupt.addEventListener('abort', job.cancel, { once: true })
      return job.result.finally(() => interrupt.removeEventListener('abort', job.cancel))
    },
    guests: server.guests,
    close: async (waitForGuests) => {
      await server.stop({ waitForGuests })
      await endVideos()
      near.close()
    },
  }
}
