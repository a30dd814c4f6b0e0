/** What the window may not do: leave its page, open another, ask for a permission. Holds for every web contents there will ever be. */
import { app, session } from 'electron'
import { appOrigin } from './app-files.ts'

/** `developmentUrl` is the page of the development server, where there is one. */
export function hardenContents(developmentUrl: string | undefined): void {
  const allowed = new Set([appOrigin, ...(developmentUrl ? [new URL(developmentUrl).origin] : [])])
  const isOurs = (url: string): boolean => URL.canParse(url) && allowed.has(originOf(url))

  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** To be called when the app is ready. Copying to the clipboard by a click, and the microphone (never the camera) to try a model of speech, is all that is granted. */
export function refusePermissions(): void {
  const granted = new Set(['clipboard-sanitized-write'])
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const asked = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    answer(granted.has(permission) || (permission === 'media' && asked.length > 0 && asked.every((type) => type === 'audio')))
  })
  session.defaultSession.setPermissionCheckHandler((_contents, permission, _origin, { mediaType }) => granted.has(permission) || (permission === 'media' && mediaType === 'audio'))
  session.defaultSession.setDevicePermissionHandler(() => false)
}

/** URL.origin is "null" for a scheme of our own. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
