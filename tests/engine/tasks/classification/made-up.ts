/** Made-up series whose answers of every kind are known: a hump of some height at some place, in noise. */
import { createControl } from '../../../../src-main/engine/train/control.ts'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { train } from '../../../../src-main/engine/train/loop.ts'
import { prepareRows } from '../../../../src-main/datasets/prepare/index.ts'
import type { TrainerUpdate } from '../../../../src-shared/contract/trainer-api.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import { configSchema, type Config } from '../../../../src-shared/domain/config.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'

export interface Hump { height: number; place: number }
export type Label = (hump: Hump) => string

/** Series of 14 to 22 steps of two channels, the second of which is noise alone. */
export function humps(count: number, label: Label, seed = 3): RoleRow[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => {
    const steps = 14 + random.integer(9)
    const hump = { height: 0.5 + 3 * random.uniform(), place: 0.15 + 0.7 * random.uniform() }
    const data = new Float32Array(steps * 2)
    for (let step = 0; step < steps; step++) {
      data[2 * step] = hump.height * Math.exp(-((step - hump.place * steps) ** 2) / 4) + 0.1 * random.normal()
      data[2 * step + 1] = random.normal()
    }
    return { index, cells: { series: [{ shape: [steps, 2], data, rate: null }], label: [label(hump)] } }
  })
}

export function createConfig({ task = {}, preprocessing = {}, training = {} }: { task?: object; preprocessing?: object; training?: object } = {}): Config {
  return configSchema.parse({
    version: 1, name: 'test', dataset: 'humps', seed: 1, engine: { name: 'reference' }, split: { kind: 'random', train: 0.7, validation: 0.15, test: 0.15 },
    preprocessing: { kind: 'series', ...preprocessing }, task: { kind: 'classification', pooling: 'max', ...task }, model: { embedding: 12, recurrent: { cell: 'gru', hidden: 12 } },
    training: { epochs: 20, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.02 }, probes: { examples: 0 }, ...training },
  })
}

export const prepared = (config: Config, rows: RoleRow[]): PreparedOf<'classification'> => prepareRows(config, rows) as PreparedOf<'classification'>

export async function trained(config: Config, data: PreparedOf<'classification'>, runDirectory: string): Promise<Extract<TrainerUpdate, { kind: 'finished' }>> {
  let last: TrainerUpdate | undefined
  await train({ config, data, runDirectory, engine: await selectEngine('reference', 1), control: createControl(), continueFrom: null, emit: (update) => void (last = update) })
  if (last?.kind !== 'finished') throw new Error(JSON.stringify(last))
  return last
}
