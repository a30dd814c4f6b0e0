/** The services of one workspace, wired: what the window, the command line and the tests call. */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import type { Port } from '../../src-shared/contract/port.ts'
import { batchInterval, type Handlers } from '../../src-shared/contract/rpc.ts'
import { applicationRoot } from '../application-root.ts'
import { openTracker } from '../tracker/database.ts'
import { createConfigHandlers } from './configs.ts'
import type { Change, ServiceContext } from './context.ts'
import { createDatasetService } from './datasets.ts'
import { createEngineHost } from './engine-host.ts'
import { withErrorLog } from './error-log.ts'
import { createExportHandlers } from './exports.ts'
import { createFileGrants, type FileGrants } from './file-grants.ts'
import { sweepTemporaryFolders } from './folders.ts'
import { aborted, createHub } from './hub.ts'
import { createModelHandlers } from './models.ts'
import { workspacePaths } from './paths.ts'
import { createRunQueue } from './run-queue.ts'
import { createRunRecorder } from './run-recorder.ts'
import { createRunHandlers, markInterrupted } from './runs.ts'
import { createSampleHandlers } from './samples.ts'
import { createSystemService } from './system.ts'

export interface ServiceOptions {
  workspace: string
  /** The parent's end of the channel to a forked engine process. */
  portOf: (child: ChildProcess) => Port
  grants?: FileGrants
  trainerFile?: string
  /** Told how many runs train or wait, whenever that changes. */
  onQueue?: (runs: number) => void
}

export interface Services {
  handlers: Handlers<AppApi>
  grants: FileGrants
  /** Tells other processes of this user where this one answers. */
  announce: (address: string, secret: string) => void
  /** Process ids, for the doctor and for tests: the run that trains, the warm engine. */
  enginePids: () => { training: number | undefined; warm: number | undefined }
  /**
   * Stops runs with a checkpoint, ends engine processes, folds the log into the database, lets the workspace go. `sayGoodbye` runs
   * when the runs have ended and streams have told so.
   */
  stop: (sayGoodbye?: () => Promise<void>) => Promise<void>
}

/** trainer.ts beside its TypeScript, trainer.js where both are bundled. */
const defaultTrainerFile = join(applicationRoot, import.meta.filename.endsWith('.ts') ? 'src-main/trainer.ts' : 'out/main/trainer.js')

/** Opens the workspace. @throws workspace.locked, workspace.newer, workspace.corrupt, file.unwritable */
export async function createServices({ workspace, portOf, grants = createFileGrants(), trainerFile = defaultTrainerFile, onQueue }: ServiceOptions): Promise<Services> {
  const paths = workspacePaths(workspace)
  const tracker = openTracker(workspace)
  await sweepTemporaryFolders(paths)
  const engines = createEngineHost({ trainerFile, portOf, logDirectory: paths.logs })
  const context: ServiceContext = { tracker, paths, engines, grants, changes: createHub<Change>() }
  const recorder = createRunRecorder(context)
  markInterrupted(context, recorder)
  const queue = createRunQueue(context, recorder, onQueue)
  const datasets = createDatasetService(context)
  const system = createSystemService(context)

  const handlers = withErrorLog<Handlers<AppApi>>({
    'system.report': ({ measure }) => system.report(measure),
    'workspace.watch': async (_input, { signal, push }) => {
      const unsubscribe = context.changes.subscribe('workspace', push)
      await aborted(signal)
      unsubscribe()
    },
    ...createSampleHandlers(context, datasets),
    ...datasets.handlers,
    ...createConfigHandlers(context),
    ...createRunHandlers(context, recorder, queue),
    ...createModelHandlers(context),
    ...createExportHandlers(context),
  }, paths.logs)
  return {
    handlers,
    grants,
    announce: tracker.ownership.announce,
    enginePids: () => ({ training: queue.activePid(), warm: engines.warmPid() }),
    stop: async (sayGoodbye) => {
      if (await queue.shutDown()) await new Promise((resolve) => setTimeout(resolve, 3 * batchInterval))
      datasets.close()
      await sayGoodbye?.()
      await engines.stop()
      tracker.close()
    },
  }
}
