/** The hidden window that decodes videos: opened when the first is to be decoded, closed when nothing was asked for a minute. Main passes messages on; who takes one reads it by its schema. */
import { BrowserWindow, MessageChannelMain, type MessagePortMain } from 'electron'
import type { VideoAnswer } from '../../src-shared/contract/video-decoding.ts'

const idleMilliseconds = 60_000

export interface VideoWindow {
  post: (message: unknown) => void
  close: () => void
}

/** `answer` takes what the window says; a window that ended says `gone`. */
export function createVideoWindow(options: { preload: string; url: string }, answer: (message: VideoAnswer) => void): VideoWindow {
  let window: BrowserWindow | null = null
  let port: MessagePortMain | null = null
  let idle: NodeJS.Timeout | undefined

  function open(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    const opened = new BrowserWindow({
      show: false,
      webPreferences: { preload: options.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false, backgroundThrottling: false },
    })
    opened.webContents.once('did-finish-load', () => opened.webContents.postMessage('seqbench:port', null, [port1]))
    opened.webContents.once('did-fail-load', close)
    opened.webContents.once('render-process-gone', close)
    void opened.loadURL(options.url).catch(() => undefined)
    port2.on('message', ({ data }) => answer(data as VideoAnswer))
    port2.start()
    window = opened
    return (port = port2)
  }

  function close(): void {
    clearTimeout(idle)
    if (!window) return
    const closing = window
    window = null
    port?.close()
    port = null
    if (!closing.isDestroyed()) closing.destroy()
    answer({ kind: 'gone' })
  }

  return {
    close,
    post: (message) => {
      clearTimeout(idle)
      idle = setTimeout(close, idleMilliseconds)
      ;(port ?? open()).postMessage(message)
    },
  }
}
