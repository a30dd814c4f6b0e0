/** The hidden page that decodes videos: opened when the first is to be decoded, closed when nothing was asked for a minute. Who takes a message reads it by its schema. */
import { MessageChannelMain, WebContentsView, type MessagePortMain } from 'electron'
import type { VideoAnswer, VideoRequest } from '../../src-shared/contract/video-decoding.ts'

/** Milliseconds: without work, and for an answer, which a busy machine may keep waiting. */
const patience = { idle: 60_000, answer: 600_000 }

export interface VideoPage {
  post: (message: unknown) => void
  close: () => void
}

/** `answer` takes what the page says; a page that ended says `gone`. It belongs to no window, so it needs no display and keeps no app from ending. */
export function createVideoPage(options: { preload: string; url: string }, answer: (message: VideoAnswer) => void): VideoPage {
  let view: WebContentsView | null = null
  let port: MessagePortMain | null = null
  let timer: NodeJS.Timeout | undefined
  let asked = 0

  function wait(): void {
    clearTimeout(timer)
    timer = setTimeout(close, asked > 0 ? patience.answer : patience.idle)
  }

  function open(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    const opened = new WebContentsView({
      webPreferences: { preload: options.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, spellcheck: false, backgroundThrottling: false },
    })
    const { webContents } = opened
    webContents.once('did-finish-load', () => webContents.postMessage('seqbench:port', null, [port1]))
    webContents.once('did-fail-load', close)
    webContents.once('render-process-gone', close)
    void webContents.loadURL(options.url).catch(() => undefined)
    port2.on('message', ({ data }) => {
      asked--
      wait()
      answer(data as VideoAnswer)
    })
    port2.start()
    view = opened
    return (port = port2)
  }

  function close(): void {
    clearTimeout(timer)
    asked = 0
    if (!view) return
    const { webContents } = view
    view = null
    port?.close()
    port = null
    if (!webContents.isDestroyed()) webContents.close()
    answer({ kind: 'gone' })
  }

  return {
    close,
    post: (message) => {
      ;(port ?? open()).postMessage(message)
      // The one request that has no answer.
      if ((message as VideoRequest).kind !== 'close') asked++
      wait()
    },
  }
}
