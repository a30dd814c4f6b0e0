/** `--decode-videos`: Electron as a child of the command line (cli/video-decoder.ts), for the hidden page alone. It ends when its channel closes. */
import { app } from 'electron'
import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import { videoProfile, type VideoHostMessage } from '../../src-shared/contract/video-decoding.ts'
import { refusePermissions } from './security.ts'
import { createVideoPage } from './video-page.ts'

/** To be called before the app is ready. `page`: where the hidden page is. */
export function hostVideos(page: { preload: string; url: string }, serve: () => void): void {
  if (!process.send) return app.exit(2)
  /** The command line is gone, perhaps killed. An orderly end would write into the profile, which was made for this process alone. */
  const leave = (): void => {
    const profile = app.getPath('userData')
    if (basename(profile).startsWith(videoProfile)) rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    process.kill(process.pid, 'SIGKILL')
  }
  // A window with the error, which nobody sees, would keep the process.
  process.on('uncaughtException', (error) => {
    console.error(error)
    app.exit(1)
  })
  // Ctrl-C in a terminal reaches the whole group: the command line says when to stop.
  process.on('SIGINT', () => undefined)
  process.on('disconnect', leave)
  if (!process.connected) return leave()
  app.dock?.hide()
  // A message to a parent that has just gone is lost; 'disconnect' follows.
  const send = (message: VideoHostMessage): void => void (process.connected && process.send?.(message, undefined, undefined, () => undefined))
  void app.whenReady().then(() => {
    refusePermissions()
    serve()
    const videos = createVideoPage(page, send)
    process.on('message', videos.post)
    send({ kind: 'ready' })
  })
}
