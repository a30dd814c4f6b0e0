/** What this machine and this installation can do. */
import { statfs } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import type { EngineReport, SystemReport } from '../../src-shared/domain/system.ts'
import { applicationRoot } from '../application-root.ts'
import type { ServiceContext } from './context.ts'

const manifest = JSON.parse(readFileSync(join(applicationRoot, 'package.json'), 'utf8')) as { version: string; dependencies: Record<string, string> }

export interface SystemService {
  /** `measure` times a small step on every engine: some seconds. */
  report: (measure: boolean) => Promise<SystemReport>
}

export function createSystemService({ tracker, paths, engines }: ServiceContext): SystemService {
  // Which engines there are does not change while the program runs.
  let known: Promise<EngineReport[]> | null = null
  const probe = (): Promise<EngineReport[]> => {
    known ??= engines.ask((client) => client.call('engines', { measure: false }))
    known.catch(() => (known = null))
    return known
  }
  return {
    report: async (measure) => {
      const found = measure ? await engines.ask((client) => client.call('engines', { measure: true })) : await probe()
      // Fastest first, as `auto` goes through them.
      const available = found.find((engine) => engine.available)?.name
      const disk = await statfs(paths.root)
      return {
        version: manifest.version,
        versions: {
          node: process.versions.node,
          ...(process.versions['electron'] ? { electron: process.versions['electron'] } : {}),
          sqlite: tracker.sqliteVersion(),
          tfjs: manifest.dependencies['@tensorflow/tfjs-core'],
          onnxruntime: manifest.dependencies['onnxruntime-web'],
        },
        workspace: paths.root,
        engines: found,
        selectedEngine: available ?? 'reference',
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        freeDiskBytes: disk.bavail * disk.bsize,
      }
    },
  }
}
