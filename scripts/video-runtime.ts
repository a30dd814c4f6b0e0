/**
 * What the command line runs when it meets its first video that only Chromium decodes: finds or fetches Electron, builds the hidden page, and
 * prints {"program": PATH} or {"reason": WHY NOT}.
 */
import { ensureBuilt } from './build.ts'
import { electronRuntime } from './electron-runtime.ts'

async function prepare(): Promise<{ program: string } | { reason: string }> {
  try {
    const program = await electronRuntime()
    await ensureBuilt({ window: false })
    return { program }
  } catch (thrown) {
    return { reason: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

process.stdout.write(`${JSON.stringify(await prepare())}\n`)
