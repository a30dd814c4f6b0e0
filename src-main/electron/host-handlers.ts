/** Answers the window's calls to main (host-api.ts): input checked against its schema, sender checked against the window. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ipcMain, nativeTheme, shell, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import { hostApi, type HostApi } from '../../src-shared/contract/host-api.ts'
import type { OutputOf, ParsedInputOf } from '../../src-shared/contract/shape.ts'
import { SeqbenchError, fail, toWireError, type WireError } from '../../src-shared/contract/errors.ts'
import { askForPaths } from './dialogs.ts'
import { isInside, type Grants } from './grants.ts'
import { labels, type Language } from './labels.ts'
import type { WindowState } from './window-state.ts'

/** In the folder of each dataset that left out rows; datasets/store.ts names it too. */
const rejectedFile = 'rejected.csv'

type HostHandlers = { [Name in keyof HostApi]: (input: ParsedInputOf<HostApi[Name]>) => Promise<OutputOf<HostApi[Name]>> }

export interface HostContext {
  window: () => BrowserWindow | null
  grants: Grants
  workspace: string
  language: () => Language
  setLanguage: (language: Language) => void
  remember: (change: Partial<WindowState>) => void
}

/** What `ipcRenderer.invoke` resolves to: Electron would wrap a thrown error in words of its own. */
export type HostAnswer = { value: unknown } | { error: WireError }

function hostHandlers(context: HostContext): HostHandlers {
  const ask = async (kind: Parameters<typeof askForPaths>[1]): Promise<string[]> => {
    const window = context.window()
    return window ? askForPaths(window, kind, labels[context.language()]) : []
  }
  return {
    'files.open': async ({ kind }) => context.grants.grant(await ask(kind)),
    'files.saveDirectory': async () => (await context.grants.grant(await ask('saveDirectory')))[0] ?? null,
    'files.grant': async ({ paths }) => context.grants.grant(paths),
    'files.reveal': async ({ path }) => {
      // Only what is ours or was chosen: a path elsewhere, above all one on another machine, is not touched.
      if (!isInside(context.workspace, path) && !context.grants.covers(path)) throw new SeqbenchError('file.unknown-token', {})
      shell.showItemInFolder(path)
      return {}
    },
    'files.rejected': async ({ dataset, how }) => {
      const path = join(context.workspace, 'datasets', dataset, rejectedFile)
      if (!existsSync(path)) throw new SeqbenchError('file.unreadable', { path, reason: 'there is no such file' })
      // Where no program opens such files, the folder that holds it is shown.
      if (how === 'show' || (await shell.openPath(path)) !== '') shell.showItemInFolder(path)
      return {}
    },
    'window.theme': async ({ theme }) => {
      nativeTheme.themeSource = theme
      context.remember({ theme })
      return {}
    },
    'window.language': async ({ language }) => {
      context.setLanguage(language)
      context.remember({ language })
      return {}
    },
  }
}

export function handleHostCalls(context: HostContext): void {
  const handlers = hostHandlers(context)
  ipcMain.handle('seqbench:host', async (event, name: unknown, input: unknown): Promise<HostAnswer> => {
    try {
      if (!isOurWindow(event, context.window())) throw new SeqbenchError('contract.invalid', { name: String(name), reason: 'not from the window' })
      return { value: await answer(handlers, name, input) }
    } catch (thrown) {
      return { error: toWireError(thrown) }
    }
  })
}

function answer(handlers: HostHandlers, name: unknown, rawInput: unknown): Promise<unknown> {
  if (typeof name !== 'string' || !Object.hasOwn(hostApi, name)) return fail('contract.unknown', { name: String(name) })
  const endpoint = name as keyof HostApi
  const parsed = hostApi[endpoint].input.safeParse(rawInput)
  if (!parsed.success) return fail('contract.invalid', { name, reason: parsed.error.issues[0].message })
  // HostHandlers has checked that name and input fit; the union of all of them cannot show it.
  return (handlers[endpoint] as (input: unknown) => Promise<unknown>)(parsed.data)
}

function isOurWindow(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  return window !== null && event.sender === window.webContents && event.senderFrame === window.webContents.mainFrame
}
