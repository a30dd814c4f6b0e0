import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { childProcessPort, portForkOptions } from '../../src-main/process-port.ts'

let child: ChildProcess | undefined
afterEach(() => void child?.kill('SIGKILL'))

function start(file = 'echo-child.ts', execPath = process.execPath): ReturnType<typeof childProcessPort> {
  child = fork(join(import.meta.dirname, file), { ...portForkOptions, execPath })
  return childProcessPort(child)
}
const next = (port: ReturnType<typeof start>): Promise<unknown> => new Promise((resolve) => port.onMessage(resolve))

test('a structure goes to a child and back as it was, NaN and typed arrays included', async () => {
  const port = start()
  const message = { loss: NaN, missing: undefined, tokens: new Int32Array([3, 1]), text: '情感 🙂' }
  const answer = next(port)
  port.postMessage(message)
  expect(await answer).toStrictEqual(message)
})

test('a port closes when the child lets go, when it dies and when it never starts; sending then is harmless', async () => {
  for (const end of ['close', 'kill', 'missing']) {
    const port = end === 'missing' ? start('echo-child.ts', '/nowhere/node') : start()
    const closed = new Promise<void>((resolve) => port.onClose(resolve))
    if (end === 'close') port.postMessage('close')
    if (end === 'kill') child?.kill('SIGKILL')
    await closed
    port.postMessage('lost')
    port.close()
  }
})
