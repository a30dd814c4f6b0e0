/**
 * Trains presets over several seeds on tab-separated `text <tab> label` files and prints a line for each run, to choose presets by.
 *
 *   node scripts/measure-presets.ts [--presets standard,small] [--seeds 1,2,3] [--set path=value]... [--test] FILE...
 *
 * It prints figures of the validation split alone; those of the test split, with --test, are for the end, never for choosing.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareRows } from '../src-main/datasets/prepare/index.ts'
import { selectEngine } from '../src-main/engine/backends/select.ts'
import { presets } from '../src-main/engine/tasks/presets.ts'
import { createControl } from '../src-main/engine/train/control.ts'
import { train } from '../src-main/engine/train/loop.ts'
import type { TrainerUpdate } from '../src-shared/contract/trainer-api.ts'
import { configSchema, type Config } from '../src-shared/domain/config.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    presets: { type: 'string', default: 'standard' },
    seeds: { type: 'string', default: '1,2,3' },
    engine: { type: 'string', default: 'auto' },
    set: { type: 'string', multiple: true, default: [] },
    test: { type: 'boolean', default: false },
  },
})

const rows = positionals
  .flatMap((file) => readFileSync(file, 'utf8').split('\n').filter((line) => line.includes('\t')))
  .map((line, index) => ({ index, cells: { text: [line.slice(0, line.lastIndexOf('\t'))], label: [line.slice(line.lastIndexOf('\t') + 1).trim()] } }))

/** The config with `path=value` fields replaced. */
function configOf(name: string, seed: number): Config {
  const preset = presets('classification').find((candidate) => candidate.name === name)
  if (!preset) throw new Error(`there is no preset ${name}`)
  const document = { ...structuredClone(preset.config), dataset: 'files', seed, engine: { name: values.engine, threads: 0 } } as Record<string, unknown>
  for (const setting of values.set) {
    const [path, value] = setting.split('=')
    const keys = path.split('.')
    const parent = keys.slice(0, -1).reduce((node, key) => node[key] as Record<string, unknown>, document)
    parent[keys[keys.length - 1]] = JSON.parse(value)
  }
  return configSchema.parse(document)
}

for (const name of values.presets.split(',')) {
  for (const seed of values.seeds.split(',').map(Number)) {
    const config = configOf(name, seed)
    const data = prepareRows(config, rows)
    const engine = await selectEngine(config.engine.name, config.engine.threads)
    const runDirectory = mkdtempSync(join(tmpdir(), 'seqbench-measure-'))
    let last: TrainerUpdate | undefined
    await train({ config, data, runDirectory, engine, control: createControl(), emit: (update) => void (last = update), continueFrom: null })
    rmSync(runDirectory, { recursive: true })
    if (last?.kind !== 'finished') throw new Error(JSON.stringify(last))
    const { result, bestEpoch, seconds } = last
    const round = (metrics: Record<string, number>): string => Object.entries(metrics).map(([metric, value]) => `${metric} ${value.toFixed(3)}`).join(' ')
    console.log(`${name} seed ${seed} on ${engine.name}: best epoch ${bestEpoch}, ${seconds.toFixed(0)} s; validation ${round(result.validation)}`)
    if (!values.test) continue
    console.log(`  test ${round(result.test)}; ${result.baselines.map((baseline) => `${baseline.name} ${round(baseline.metrics)}`).join('; ')}`)
  }
}
