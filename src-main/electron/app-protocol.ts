/** app:// is an origin of its own, so that workers, modules and fetch work as on https. */
import { protocol } from 'electron'
import { answerAppRequest } from './app-files.ts'

/** To be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

export function handleAppScheme(directory: string): void {
  protocol.handle('app', (request) => answerAppRequest(directory, request))
}
