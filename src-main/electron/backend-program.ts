/** Which program the backend is, and how it is started: plain Node from the repository, a utilityProcess from a package. */
import { app } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Channel } from './process-host.ts'
import { startNodeChannel } from './node-channel.ts'
import { startUtilityChannel } from './utility-channel.ts'

/** Starts a backend for this workspace. `root` is the folder that holds package.json. */
export function startBackend(root: string, workspace: string): Channel {
  const args = ['--workspace', workspace]
  const built = join(root, 'out', 'main', 'backend.js')
  if (app.isPackaged) return startUtilityChannel(built, args)
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return startNodeChannel({ node: existsSync(node) ? node : 'node', script: standIn() ?? built, args })
}

/** Tests of the window alone bring a backend of their own; a package never looks at this. */
function standIn(): string | undefined {
  return process.env.SEQBENCH_BACKEND || undefined
}
