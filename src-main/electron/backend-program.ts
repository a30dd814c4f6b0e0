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
  if (app.isPackaged) return startUtilityChannel(join(root, 'out', 'main', 'backend.js'), args)
  // Only so that a test can see this kind of process too.
  if (process.env.SEQBENCH_UTILITY_BACKEND) return startUtilityChannel(process.env.SEQBENCH_UTILITY_BACKEND, args)
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  // Node runs the source as it is. Tests of the window alone name a backend of their own; a package never looks at that.
  const script = process.env.SEQBENCH_BACKEND || join(root, 'src-main', 'backend.ts')
  return startNodeChannel({ node: existsSync(node) ? node : 'node', script, args })
}
