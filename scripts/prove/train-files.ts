/** Imports files and trains a committed preset on them as the command line would, without a workspace; what the rows of the proof share. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importFiles } from '../../src-main/datasets/import.ts'
import { prepare } from '../../src-main/datasets/prepare/index.ts'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { createControl } from '../../src-main/engine/train/control.ts'
import { train } from '../../src-main/engine/train/loop.ts'
import { createConfig } from '../../src-main/services/configs.ts'
import type { TrainerUpdate } from '../../src-shared/contract/trainer-api.ts'
import { configSchema, type Config } from '../../src-shared/domain/config.ts'
import type { ImportOptions } from '../../src-shared/domain/dataset.ts'
import type { ProveResult } from './prove-row.ts'

export const sharedData = (...path: string[]): string => join(import.meta.dirname, '../../../shared/data', ...path)

export interface Proof {
  files: string[]
  options?: ImportOptions
  /** Name of a preset of the dataset's task. */
  preset: string
  seed: number
  /** What the row fixes of the config: the split that is compared with others, the horizon. Never what was tuned. */
  change?: (config: Config) => unknown
}

/** Trains once; figures are those of the test split, each baseline's as `baseline.name.metric`. */
export async function trainFiles({ files, options = {}, preset, seed, change = (config) => config }: Proof): Promise<ProveResult> {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-prove-'))
  try {
    const directory = join(folder, 'dataset')
    const dataset = await importFiles(files, options, directory)
    const config = configSchema.parse(change({ ...createConfig(dataset, preset), seed }))
    const engine = await selectEngine(config.engine.name, config.engine.threads)
    const began = performance.now()
    const data = await prepare(directory, config)
    let last: TrainerUpdate | undefined
    const emit = (update: TrainerUpdate): void => {
      last = update
      if (update.kind === 'checkpoint') console.error(`          epoch ${update.epoch.toFixed(0)}, ${((performance.now() - began) / 1000).toFixed(0)} s: ${Object.entries(update.metrics).map(([name, value]) => `${name} ${value.toPrecision(4)}`).join(', ')}`)
    }
    await train({ config, data, runDirectory: join(folder, 'run'), engine, control: createControl(), continueFrom: null, emit })
    if (last?.kind !== 'finished') throw new Error(`the run did not finish: ${JSON.stringify(last)}`)
    const { result } = last
    const baselines = result.baselines.flatMap(({ name, metrics }) => Object.entries(metrics).map(([metric, value]) => [`baseline.${name}.${metric}`, value]))
    return { figures: { ...result.test, ...Object.fromEntries(baselines) }, seconds: (performance.now() - began) / 1000 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
