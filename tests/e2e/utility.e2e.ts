/** The backend as a package runs it: a utilityProcess with the window's port handed to it directly. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { applicationRoot } from '../../src-main/application-root.ts'
import type { SeqbenchBridge } from '../../src-shared/contract/host-api.ts'
import { launchSeqbench } from './launch.ts'

declare const window: Window & { seqbench: SeqbenchBridge }
const backend = join(applicationRoot, 'tests', 'e2e', 'utility-backend.mjs')

it('reaches a utilityProcess without main in the path, and sees it die and come back', async () => {
  const seqbench = await launchSeqbench({ environment: { SEQBENCH_UTILITY_BACKEND: backend } })
  try {
    const heard = await seqbench.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const log: string[] = []
          let asked = false
          window.addEventListener('message', ({ data, ports }) => {
            if (data.seqbench === 'backend') log.push(data.status.error ? `${data.status.state} ${data.status.error.code}` : data.status.state)
            if (log.includes('exited backend.ended') && data.status?.state === 'ready') resolve(log)
            if (data.seqbench !== 'port' || asked) return
            asked = true
            const port = ports[0] as MessagePort
            port.addEventListener('close', () => log.push('port closed'))
            port.onmessage = (event) => {
              if (!event.data.heard?.list) return
              log.push(`${Number.isNaN(event.data.heard.loss)} ${event.data.heard.list instanceof Float32Array}`)
              port.postMessage({ die: true })
            }
            port.postMessage({ loss: NaN, list: new Float32Array([1, 2]) })
          })
          window.seqbench.connect()
        }),
    )
    expect(heard).toContain('true true')
    expect(heard).toContain('port closed')
    expect(heard.indexOf('exited backend.ended')).toBeGreaterThan(heard.indexOf('true true'))
    expect(heard[heard.length - 1]).toBe('ready')
  } finally {
    await seqbench.close()
  }
})
