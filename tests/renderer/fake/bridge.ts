/** `window.seqbench` for a page in a plain browser: answers connect() with a port to the fake backend. */
import type { BackendStatus, SeqbenchBridge, WindowMessage } from '../../../src-shared/contract/host-api.ts'
import { portOf } from '../../../src-renderer/api/message-port.ts'
import { createFakeBackend, type FakeOptions } from './backend.ts'
import { appApi } from '../../../src-shared/contract/app-api.ts'
import { serve } from '../../../src-shared/contract/rpc.ts'

type Post = (message: WindowMessage, ports: MessagePort[]) => void

/** `post`: how messages reach the page, for surroundings without a real window.postMessage. */
export function installFakeBridge(options: FakeOptions, language: string, post: Post = (message, ports) => window.postMessage(message, '*', ports)): void {
  const handlers = createFakeBackend(options)
  const status: BackendStatus = { state: 'ready', error: null }
  const bridge: SeqbenchBridge = {
    connect: () => {
      const { port1, port2 } = new MessageChannel()
      serve(appApi, portOf(port1), handlers)
      post({ seqbench: 'backend', status }, [])
      post({ seqbench: 'port' }, [port2])
    },
    host: (name) => Promise.resolve(name === 'files.open' ? [{ token: 'token-1', name: 'reviews.csv', bytes: 221_400 }] : name === 'files.saveDirectory' ? { token: 'token-2', name: 'exports', bytes: null } : {}),
    grantFiles: (files) => Promise.resolve(files.map((file) => ({ token: `token-${file.name}`, name: file.name, bytes: file.size }))),
    platform: 'linux',
    language,
  }
  window.seqbench = bridge
}
