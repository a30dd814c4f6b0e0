/** Files a person chose: token -> path. Main (or the command line) tells the paths; the window only ever knows tokens. */
import { randomUUID } from 'node:crypto'
import { fail } from '../../src-shared/contract/errors.ts'

export interface FileGrants {
  grant: (token: string, path: string) => void
  /** For a path that this process was itself given by a person. */
  grantPath: (path: string) => string
  /** Fails with file.unknown-token. */
  path: (token: string) => string
  all: () => Iterable<[token: string, path: string]>
}

export function createFileGrants(): FileGrants {
  const paths = new Map<string, string>()
  return {
    grant: (token, path) => void paths.set(token, path),
    grantPath: (path) => {
      const token = randomUUID()
      paths.set(token, path)
      return token
    },
    path: (token) => paths.get(token) ?? fail('file.unknown-token', {}),
    all: () => paths,
  }
}
