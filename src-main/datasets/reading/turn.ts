/** Lets what waits come in: a message that cancels is only read between two turns of the event loop. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** @throws the signal's reason when aborted */
export async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn()
  signal?.throwIfAborted()
}
