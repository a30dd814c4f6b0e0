/**
 * Paths the user chose, by the token the window knows them under. The window never names a path of its own making:
 * the backend opens a file only under a token that main told it.
 */
import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, isAbsolute, relative, resolve } from 'node:path'
import type { ControlMessage, GrantedFile } from '../../src-shared/contract/host-api.ts'

export interface Grants {
  /** Files and folders that are there; what cannot be read is granted too, so that its error has a place to be shown. */
  grant: (paths: string[]) => Promise<GrantedFile[]>
  /** Every grant so far, for a backend that was started anew. */
  messages: () => ControlMessage[]
  /** Whether this path is, or lies in, a granted one. */
  covers: (path: string) => boolean
}

export function createGrants(tell: (message: ControlMessage) => void): Grants {
  const paths = new Map<string, string>()
  const message = (token: string, path: string): ControlMessage => ({ kind: 'grant', token, path })

  async function grantOne(path: string): Promise<GrantedFile> {
    const token = randomUUID()
    const full = resolve(path)
    paths.set(token, full)
    tell(message(token, full))
    return { token, name: basename(full), bytes: await bytesOf(full) }
  }
  return {
    grant: (chosen) => Promise.all(chosen.map(grantOne)),
    messages: () => [...paths].map(([token, path]) => message(token, path)),
    covers: (path) => [...paths.values()].some((granted) => isInside(granted, path)),
  }
}

/** Whether `path` is `folder` or lies in it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, resolve(path))
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

/** null for a folder, and for what cannot be looked at. */
async function bytesOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : null
  } catch {
    return null
  }
}
