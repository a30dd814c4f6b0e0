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

/**
 * Makes an engine tfjs's current backend: the named one, or with `auto` the fastest that is available. `threads` 0 takes one a
 * physical core. The reason also says why a faster engine was passed over. Fails with engine.missing.
 */
export async function selectEngine(name: 'auto' | EngineName, threads: number): Promise<SelectedEngine> {
  const passedOver: string[] = []
  for (const engine of engines.filter((row) => name === 'auto' || row.name === name)) {
    const { available, reason } = await engine.probe()
    const used = threadsOf(engine, threads)
    const problem = available ? await problemOf(engine.activate(used)) : reason
    if (problem === null) return { name: engine.name, reason: [reason, ...passedOver].join('; '), threads: used }
    passedOver.push(`${engine.name}: ${problem}`)
  }
  const reason = passedOver.join('; ') || 'this version of Seqbench does not have it'
  return fail('engine.missing', { engine: name, reason, available: (await availableNames()).join(', ') })
}

/** What went wrong, null if nothing did: an engine that looks available may still fail to start. */
async function problemOf(action: Promise<void>): Promise<string | null> {
  try {
    await action
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
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
    const report: EngineReport = { name: engine.name, ...(await engine.probe()), gflops: null }
    const measured = async () => {
      report.gflops = await measureLstm(() => engine.activate(threadsOf(engine, threads)))
    }
    const problem = report.available && measure ? await problemOf(measured()) : null
    reports.push(problem === null ? report : { ...report, available: false, reason: problem })
  }
  return reports
}

/** GFLOP/s of a small LSTM training step on every available engine, for the doctor. */
export const measureEngines = (threads = 0): Promise<EngineReport[]> => reportEngines(true, threads)
