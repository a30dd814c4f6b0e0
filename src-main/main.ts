/** Electron's composition root: wires window, menu, protocol and backend together. It does no work of its own. */
import { MessageChannelMain, app, ipcMain, nativeTheme, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { applicationRoot } from './application-root.ts'
import { appOrigin } from './electron/app-files.ts'
import { handleAppScheme, registerAppScheme } from './electron/app-protocol.ts'
import { parseMainArguments } from './electron/arguments.ts'
import { startBackend } from './electron/backend-program.ts'
import { superviseBackend, type Backend } from './electron/backend-supervisor.ts'
import { createCloseGuard } from './electron/close-guard.ts'
import { createGrants } from './electron/grants.ts'
import { handleHostCalls } from './electron/host-handlers.ts'
import { labels, languageOf, type Language } from './electron/labels.ts'
import { setMenu } from './electron/menu.ts'
import { hardenContents, refusePermissions } from './electron/security.ts'
import { hostVideos } from './electron/video-host.ts'
import { createVideoPage } from './electron/video-page.ts'
import { readWindowState, writeWindowState } from './electron/window-state.ts'
import { createWindow } from './electron/window.ts'

const options = parseMainArguments(process.argv, process.env)
/** The page of electron-vite's development server; a package never looks at it. */
const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL

app.setName('Seqbench')
registerAppScheme()
hardenContents(developmentUrl)

const preload = join(applicationRoot, 'out', 'preload', 'preload.cjs')
const videoPage = { preload, url: `${developmentUrl ?? appOrigin}/video-decoder.html` }
const servePages = (): void => handleAppScheme(join(applicationRoot, 'out', 'renderer'), join(applicationRoot, 'out', 'decoder'))

// Not awaited at the top level: under ES modules the app would wait for this file, and this file for the app.
if (options.decodeVideos) hostVideos(videoPage, servePages)
else if (app.requestSingleInstanceLock()) void app.whenReady().then(start)
else app.quit()

function start(): void {
  const stateFile = join(app.getPath('userData'), 'window.json')
  let state = readWindowState(stateFile)
  let language: Language = state.language ?? languageOf(options.language ?? app.getLocale())
  let window: BrowserWindow | null = null
  const remember = (change: Partial<typeof state>): void => writeWindowState(stateFile, (state = { ...state, ...change }))

  nativeTheme.themeSource = state.theme
  refusePermissions()
  servePages()
  setMenu(labels[language], !app.isPackaged)

  const grants = createGrants((message) => backend.control(message))
  const backend: Backend = superviseBackend(() => startBackend(applicationRoot, options.workspace), () => grants.messages())
  backend.onStatus((status) => window?.webContents.send('seqbench:backend', status))
  const videos = createVideoPage(videoPage, (message) => backend.control({ kind: 'video', message }))
  backend.onVideo(videos.post)
  // What an ended backend asked must not be answered to the next one.
  backend.onStatus(({ state }) => state === 'exited' && videos.close())

  ipcMain.on('seqbench:connect', (event) => {
    if (event.sender !== window?.webContents) return
    const { port1, port2 } = new MessageChannelMain()
    backend.connect(port2)
    event.sender.postMessage('seqbench:port', null, [port1])
    event.sender.send('seqbench:backend', backend.status)
  })
  handleHostCalls({
    window: () => window,
    grants,
    workspace: options.workspace,
    language: () => language,
    setLanguage: (chosen) => setMenu(labels[(language = chosen)], !app.isPackaged),
    remember,
  })

  const guardClosing = createCloseGuard({ runs: () => backend.runs, labels: () => labels[language] })
  const open = (): void => {
    window = createWindow({
      preload,
      url: developmentUrl ?? `${appOrigin}/`,
      title: 'Seqbench',
      language: options.language ?? state.language ?? app.getLocale(),
      state,
      onChange: remember,
    })
    guardClosing(window)
    window.on('closed', () => (window = null))
  }
  open()
  app.on('activate', () => void (window ?? open()))
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit())
  stopBeforeQuit(backend)
}

/** The backend ends its training processes and closes the database before the app is gone. */
function stopBeforeQuit(backend: Backend): void {
  let stopped = false
  app.on('will-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    void backend.stop().finally(() => {
      stopped = true
      app.quit()
    })
  })
}
