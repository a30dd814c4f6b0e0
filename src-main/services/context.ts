/** What every service is given. */
import type { Tracker } from '../tracker/database.ts'
import type { EngineHost } from './engine-host.ts'
import type { FileGrants } from './file-grants.ts'
import type { Hub } from './hub.ts'
import type { WorkspacePaths } from './paths.ts'

export interface Change { changed: 'datasets' | 'runs' | 'exports'; id: string }

export interface ServiceContext {
  tracker: Tracker
  paths: WorkspacePaths
  engines: EngineHost
  grants: FileGrants
  /** One topic, `workspace`. */
  changes: Hub<Change>
}

/** Tells every window that a list is another. */
export const tellChange = (context: ServiceContext, changed: Change['changed'], id: string): void => context.changes.publish('workspace', { changed, id })
