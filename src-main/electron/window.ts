/** The one window: sandboxed, where it was last time, shown when it has something to show. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { visibleBounds, type WindowState } from './window-state.ts'

const sizes = { initial: { width: 1360, height: 860 }, smallest: { minWidth: 920, minHeight: 600 } }
/** The page's own background (tokens of the renderer), so that the first frame is no white flash. */
const backgrounds = { dark: '#16181d', light: '#ffffff' }

export interface WindowOptions {
  preload: string
  url: string
  title: string
  language: string
  state: WindowState
  /** Called whenever what should be remembered has changed. */
  onChange: (change: Partial<WindowState>) => void
}

export const backgroundColor = (): string => (nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light)

export function createWindow(options: WindowOptions): BrowserWindow {
  const place = visibleBounds(options.state.bounds, screen.getAllDisplays().map((display) => display.workArea))
  const window = new BrowserWindow({
    ...sizes.initial,
    ...sizes.smallest,
    ...place,
    title: options.title,
    show: false,
    backgroundColor: backgroundColor(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      additionalArguments: [`--seqbench-language=${options.language}`],
    },
  })
  if (options.state.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('page-title-updated', (event) => event.preventDefault())
  window.on('close', () => options.onChange({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }))
  const recolor = (): void => window.setBackgroundColor(backgroundColor())
  nativeTheme.on('updated', recolor)
  window.on('closed', () => nativeTheme.off('updated', recolor))
  void window.loadURL(options.url)
  return window
}
