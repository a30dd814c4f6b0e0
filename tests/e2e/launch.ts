/** Starts the built app in a real window, with a workspace and a profile of its own unless one is named. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { applicationRoot } from '../../src-main/application-root.ts'
import { openDisplay } from '../../scripts/display.ts'
import { electronRuntime } from '../../scripts/electron-runtime.ts'
import { sandboxArguments } from '../../src-main/cli/electron-program.ts'

export interface LaunchOptions {
  /** Kept when named; otherwise made for this start and removed by close(). */
  workspace?: string
  size?: { width: number; height: number }
  theme?: 'light' | 'dark'
  language?: 'en' | 'zh'
  /** A backend to start in place of the real one: path of a script that plain Node runs. */
  backend?: string
  environment?: Record<string, string>
  arguments?: string[]
}

export interface Seqbench {
  app: ElectronApplication
  page: Page
  workspace: string
  /** Errors of the page so far: uncaught ones, and what it wrote to the console as an error. */
  errors: string[]
  close: () => Promise<void>
}

export async function launchSeqbench(options: LaunchOptions = {}): Promise<Seqbench> {
  const own = mkdtempSync(join(tmpdir(), 'seqbench-e2e-'))
  const workspace = options.workspace ?? join(own, 'workspace')
  const display = await openDisplay()
  const app = await _electron.launch({
    timeout: 60_000,
    executablePath: await electronRuntime(),
    args: [
      ...sandboxArguments(),
      `--user-data-dir=${join(own, 'profile')}`,
      // Xvfb has no graphics card; asking for one only costs time.
      '--disable-gpu',
      ...(options.arguments ?? []),
      applicationRoot,
      `--workspace=${workspace}`,
      `--language=${options.language ?? 'en'}`,
    ],
    env: { ...(process.env as Record<string, string>), ...display.environment, ...(options.backend ? { SEQBENCH_BACKEND: options.backend } : {}), ...options.environment },
    colorScheme: options.theme ?? 'light',
  }).catch((thrown: unknown) => {
    display.close()
    throw thrown
  })
  const errors: string[] = []
  const page = await app.firstWindow()
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  const size = options.size ?? { width: 1280, height: 800 }
  await app.evaluate(({ BrowserWindow }, content) => BrowserWindow.getAllWindows()[0].setContentSize(content.width, content.height), size)
  await page.waitForLoadState('load')
  return {
    app,
    page,
    workspace,
    errors,
    close: async () => {
      // Where a run still trains the window asks: the answer is to stop it.
      await app.evaluate(({ dialog }) => void (dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false }))).catch(() => undefined)
      await app.close()
      display.close()
      rmSync(own, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
