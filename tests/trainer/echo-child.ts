/** A child for process-port.test.ts: answers each message with itself, closes its end on 'close'. */
import { parentProcessPort } from '../../src-main/process-port.ts'

const port = parentProcessPort()
port.onMessage((message) => (message === 'close' ? port.close() : port.postMessage(message)))
