/** Rows of made-up data prepared and trained without a dataset on disk, for the tests of any task. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { prepareRows } from '../../../src-main/datasets/prepare/index.ts'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { createControl, type TrainingControl } from '../../../src-main/engine/train/control.ts'
import { train } from '../../../src-main/engine/train/loop.ts'
import { trainerUpdateSchema, type TrainerUpdate } from '../../../src-shared/contract/trainer-api.ts'
import type { RoleRow } from '../../../src-shared/domain/cell.ts'
import { configSchema, type Config } from '../../../src-shared/domain/config.ts'
import type { Roles } from '../../../src-shared/domain/roles.ts'
import type { PreparedData } from '../../../src-shared/domain/tasks/index.ts'

export function configOf(parts: { task: object; preprocessing: object; model: object; training: object; split?: object; seed?: number }): Config {
  const { training, ...rest } = parts
  return configSchema.parse({ version: 1, name: 'test', dataset: 'made up', split: {}, engine: { name: 'reference' }, ...rest, training: { probes: { examples: 0 }, ...training } })
}

export const prepareMadeUp = (config: Config, rows: readonly RoleRow[], roles: Roles): PreparedData => prepareRows(config, rows, { roles, columns: [] })

export function runDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-task-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

interface Training { config: Config; data: PreparedData; directory?: string; continueFrom?: string | null; control?: TrainingControl; onUpdate?: (update: TrainerUpdate) => void }

/** Everything that was reported, each as the contract says. */
export async function trainMadeUp({ config, data, directory = runDirectory(), continueFrom = null, control = createControl(), onUpdate }: Training): Promise<TrainerUpdate[]> {
  const engine = await selectEngine('reference', 1)
  const updates: TrainerUpdate[] = []
  await train({ config, data, runDirectory: directory, engine, control, continueFrom, emit: (update) => {
    updates.push(trainerUpdateSchema.parse(update))
    onUpdate?.(update)
  } })
  return updates
}

export function finishedOf(updates: TrainerUpdate[]): Extract<TrainerUpdate, { kind: 'finished' }> {
  const last = updates.at(-1)
  if (last?.kind !== 'finished') throw new Error(JSON.stringify(last))
  return last
}
