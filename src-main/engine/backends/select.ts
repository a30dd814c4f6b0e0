/** Which engine computes: one table, fastest first. An engine is a folder beside this file and a row here. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { EngineName } from '../../../src-shared/domain/config.ts'
import type { EngineReport } from '../../../src-shared/domain/system.ts'
import { physicalCores } from './cores.ts'
import type { EngineRow } from './engine-row.ts'
import { measureLstm } from './measure.ts'
import { nativeEngine } from './native/index.ts'
import { referenceEngine } from './reference/index.ts'

/** Engines that exist, fastest first. */
export const engines: readonly EngineRow[] = [nativeEngine, referenceEngine]

export interface SelectedEngine {
  name: EngineName
  /** Why this one, or what it runs on. */
  reason: string
  threads: number
}

/** Makes an engine tfjs's current backend: the named one, or with `auto` the fastest that is available. `threads` 0 takes one a physical core. */
export async function selectEngine(name: 'auto' | EngineName, threads: number): Promise<SelectedEngine> {
  const missing: string[] = []
  for (const engine of engines.filter((row) => name === 'auto' || row.name === name)) {
    const { available, reason } = await engine.probe()
    if (available) {
      const used = threadsOf(engine, threads)
      await engine.activate(used)
      return { name: engine.name, reason, threads: used }
    }
    missing.push(reason)
  }
  return fail('engine.missing', { engine: name, reason: missing.join('; ') || 'this version of Seqbench does not have it', available: (await availableNames()).join(', ') })
}

const threadsOf = ({ maximumThreads = Infinity }: EngineRow, wanted: number) => Math.min(wanted > 0 ? wanted : physicalCores(), maximumThreads)

async function availableNames(): Promise<EngineName[]> {
  const probes = await Promise.all(engines.map(async (engine) => ({ name: engine.name, ...(await engine.probe()) })))
  return probes.filter(({ available }) => available).map(({ name }) => name)
}

/** Every engine of the table and, with `measure`, its speed on this machine. The engine that was active before is active after it. */
export async function reportEngines(measure: boolean, threads = 0): Promise<EngineReport[]> {
  const reports: EngineReport[] = []
  for (const engine of engines) {
    const { available, reason } = await engine.probe()
    const gflops = available && measure ? await measureLstm(() => engine.activate(threadsOf(engine, threads))) : null
    reports.push({ name: engine.name, available, reason, gflops })
  }
  return reports
}

/** GFLOP/s of a small LSTM training step on every available engine, for the doctor. */
export const measureEngines = (threads = 0): Promise<EngineReport[]> => reportEngines(true, threads)
