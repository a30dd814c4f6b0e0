/** A browser MessagePort as the Port of rpc.ts. */
import type { Port } from '../../src-shared/contract/port.ts'

export function portOf(messagePort: MessagePort): Port {
  const closeListeners: (() => void)[] = []
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    closeListeners.forEach((listener) => listener())
  }
  messagePort.addEventListener('close', closed)
  return {
    postMessage: (message) => {
      if (open) messagePort.postMessage(message)
    },
    onMessage: (listener) => {
      messagePort.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data))
      messagePort.start()
    },
    onClose: (listener) => void closeListeners.push(listener),
    close: () => {
      messagePort.close()
      closed()
    },
  }
}
