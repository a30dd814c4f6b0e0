/** Where things lie in a workspace. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export interface WorkspacePaths {
  root: string
  logs: string
  dataset: (id: string) => string
  run: (id: string) => string
  export: (id: string) => string
  /** A folder for work that may fail: renamed when it is done, swept at the next start when it was not. */
  temporary: (kind: 'datasets' | 'runs' | 'exports', id: string) => string
}

export const temporaryPrefix = '.temporary-'

export function workspacePaths(root: string): WorkspacePaths {
  return {
    root,
    logs: join(root, 'logs'),
    dataset: (id) => join(root, 'datasets', id),
    run: (id) => join(root, 'runs', id),
    export: (id) => join(root, 'exports', id),
    temporary: (kind, id) => join(root, kind, `${temporaryPrefix}${id}`),
  }
}

/** The workspace a person means: what they named, SEQBENCH_WORKSPACE, or ~/Seqbench. */
export function chooseWorkspace(named: string | undefined): string {
  return resolve(named ?? process.env['SEQBENCH_WORKSPACE'] ?? join(homedir(), 'Seqbench'))
}
