/** Closing while runs train or wait would stop them: the person is asked first. A signal of the system is not argued with. */
import { app, dialog, type BrowserWindow } from 'electron'
import type { Labels } from './labels.ts'

export interface CloseGuardContext {
  /** Runs that would be stopped. */
  runs: () => number
  labels: () => Labels
}

/** Returns what guards one window. */
export function createCloseGuard({ runs, labels }: CloseGuardContext): (window: BrowserWindow) => void {
  let allowed = false
  let asking = false
  let quitting = false

  async function ask(window: BrowserWindow): Promise<void> {
    const words = labels()
    asking = true
    try {
      const { response } = await dialog.showMessageBox(window, {
        type: 'question', message: words.closeQuestion, detail: words.closeDetail, buttons: [words.stopAndQuit, words.keepRunning], defaultId: 1, cancelId: 1, noLink: true,
      })
      allowed = response === 0
    } finally {
      asking = false
    }
    if (allowed) app.quit()
  }

  app.on('before-quit', () => (quitting = true))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      allowed = true
      app.quit()
    })
  }
  return (window) =>
    void window.on('close', (event) => {
      // On macOS the app, and with it the run, goes on without a window.
      const ends = quitting || process.platform !== 'darwin'
      quitting = false
      if (allowed || !ends || runs() === 0) return
      event.preventDefault()
      if (!asking) void ask(window)
    })
}
