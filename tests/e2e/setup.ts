/** Once before the end-to-end tests: Debian's packages where they are missing, one display for all windows, the app built. */
import { openDisplay } from '../../scripts/display.ts'
import { ensureBuilt } from '../../scripts/build.ts'
import { electronRuntime } from '../../scripts/electron-runtime.ts'
import { ensureSystemPackages } from '../../scripts/system-packages.ts'

export default async function setup(): Promise<() => void> {
  ensureSystemPackages()
  await electronRuntime()
  await ensureBuilt()
  const display = await openDisplay()
  Object.assign(process.env, display.environment)
  return () => display.close()
}
