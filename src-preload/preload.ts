/** What the page can reach: the bridge of host-api.ts, and nothing else. Ports do not pass the bridge; they go by window.postMessage. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { GrantedFile, SeqbenchBridge, WindowMessage } from '../src-shared/contract/host-api.ts'

const languageArgument = '--seqbench-language='

/** Main answers with a value or an error in its wire form; an error crosses the bridge only as a plain object. */
async function invoke(name: string, input: unknown): Promise<unknown> {
  const answer = (await ipcRenderer.invoke('seqbench:host', name, input)) as { value: unknown } | { error: unknown }
  if ('error' in answer) throw answer.error
  return answer.value
}

const post = (message: WindowMessage, ports: MessagePort[] = []): void => window.postMessage(message, location.origin, ports)

ipcRenderer.on('seqbench:port', (event) => post({ seqbench: 'port' }, [...event.ports]))
ipcRenderer.on('seqbench:backend', (_event, status) => post({ seqbench: 'backend', status }))

const bridge: SeqbenchBridge = {
  connect: () => ipcRenderer.send('seqbench:connect'),
  host: (name, input) => {
    // Paths of dropped files come from the system through grantFiles, never from the page.
    if ((name as string) === 'files.grant') return Promise.reject(new Error('not offered'))
    return invoke(name, input)
  },
  grantFiles: async (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
    return paths.length === 0 ? [] : ((await invoke('files.grant', { paths })) as GrantedFile[])
  },
  platform: process.platform,
  language: process.argv.find((part) => part.startsWith(languageArgument))?.slice(languageArgument.length) ?? 'en',
}

contextBridge.exposeInMainWorld('seqbench', bridge)
