/** app:// is an origin of its own, so that workers, modules and fetch work as on https. */
import { protocol } from 'electron'
import { answerAppRequest } from './app-files.ts'

/** To be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Files of the first directory that has them. */
export function handleAppScheme(...directories: [string, ...string[]]): void {
  protocol.handle('app', async (request) => {
    const [first, ...others] = directories
    let answer = await answerAppRequest(first, request)
    for (const directory of others) if (answer.status === 404) answer = await answerAppRequest(directory, request)
    return answer
  })
}
