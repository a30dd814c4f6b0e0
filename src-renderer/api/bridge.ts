/** The only door out of the window: what the preload put on `window.seqbench`. */
import type { SeqbenchBridge } from '../../src-shared/contract/host-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'

declare global {
  interface Window {
    seqbench?: SeqbenchBridge
  }
}

export function bridge(): SeqbenchBridge {
  return window.seqbench ?? fail('internal', { reason: 'this page runs outside the Seqbench window' })
}
