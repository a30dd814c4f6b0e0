/**
 * The backend's entry: a plain Node child (development, tests) or Electron's utilityProcess (the package).
 *
 * Plain Node: envelopes over the process channel, `{channel: 'rpc', message}` and `{channel: 'control', message}` both ways,
 * `{channel: 'rpc-open'}` and `{channel: 'rpc-close'}` from main as windows come and go.
 * Control to main: ready, runs (how many train or wait: closing would stop them), stopped.
 * utilityProcess: the same control envelopes on parentPort; `{channel: 'rpc-open'}` carries the window's MessagePort.
 */
import { parseArgs } from 'node:util'
import { appApi } from '../src-shared/contract/app-api.ts'
import { controlMessageSchema } from '../src-shared/contract/host-api.ts'
import type { Port } from '../src-shared/contract/port.ts'
import { serve } from '../src-shared/contract/rpc.ts'
import { connectParent, type Parent } from './backend-parent.ts'
import { connectWindow } from './datasets/frames/window-decoder.ts'
import { childProcessPort } from './process-port.ts'
import { chooseWorkspace } from './services/paths.ts'
import { createWorkspaceServer } from './services/workspace-server.ts'

const { values } = parseArgs({ options: { workspace: { type: 'string' } }, strict: false })
const workspace = chooseWorkspace(typeof values.workspace === 'string' ? values.workspace : undefined)
const server = createWorkspaceServer({ workspace, portOf: childProcessPort, onQueue: (count) => parent.control({ kind: 'runs', count }) })
const parent: Parent = connectParent()

const answerVideo = connectWindow((message) => parent.control({ kind: 'video', message }))

let window: Port | null = null
let leaving = false

parent.onWindow((port) => {
  window?.close()
  window = port
  serve(appApi, port, server.handlers)
})
parent.onControl((message) => {
  const parsed = controlMessageSchema.safeParse(message)
  if (!parsed.success) return
  if (parsed.data.kind === 'grant') server.grants.grant(parsed.data.token, parsed.data.path)
  else if (parsed.data.kind === 'video') answerVideo(parsed.data.message)
  else void leave()
})
parent.onGone(() => void leave())
// Ctrl-C in a terminal reaches the whole group: main says when to stop.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => void leave())

async function leave(): Promise<void> {
  if (leaving) return
  leaving = true
  window?.close()
  await server.stop().catch((thrown: unknown) => console.error('[backend]', thrown))
  parent.control({ kind: 'stopped' })
  // The last message has left when this timer runs; a connected channel alone would keep the process.
  setTimeout(() => process.exit(0), 50)
}

parent.control({ kind: 'ready' })
