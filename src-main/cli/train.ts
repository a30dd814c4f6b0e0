/** `train CONFIG.json` or `train --dataset ID --preset NAME`. */
import { InvalidArgumentError } from 'commander'
import { fail } from '../../src-shared/contract/errors.ts'
import { readConfigDocument } from '../services/configs.ts'
import type { CommandContext, DefineCommand } from './context.ts'
import { finishRun, followRun } from './follow-run.ts'
import { typedPath } from './session.ts'
import { setFields } from './set-fields.ts'

interface Flags { dataset?: string; preset?: string; name?: string; engine?: string; threads?: number; seed?: number; set: string[] }

export const defineTrain: DefineCommand = (program, run) => {
  program
    .command('train')
    .description('train a config, or a preset on a dataset')
    .argument('[config]', 'a config as JSON')
    .option('--dataset <id>', 'train on this dataset')
    .option('--preset <name>', 'start from this preset (see: presets)')
    .option('--name <name>', 'of the run')
    .option('--engine <name>', 'auto, native, tensorflow, webgpu or reference')
    .option('--threads <count>', '0 for one a core', wholeNumber)
    .option('--seed <number>', 'same seed, same losses', wholeNumber)
    .option('--set <path=value>', 'any field of the config, as often as needed: --set training.epochs=5', (value: string, all: string[]) => [...all, value], [])
    .action((file: string | undefined, flags: Flags) =>
      run(async (context) => {
        const config = setFields(await startingPoint(context, file, flags), assignmentsOf(flags))
        const { id } = await context.session.client.call('runs.start', { config })
        context.output.line({ runId: id }, `Training ${config.name} as run ${id}`)
        finishRun(context, await followRun(context, id))
      }),
    )
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

async function startingPoint({ session }: CommandContext, file: string | undefined, { dataset, preset }: Flags): Promise<unknown> {
  if (file === undefined) {
    if (dataset === undefined) return fail('usage', { reason: 'train needs a config file, or --dataset and --preset.' })
    return session.client.call('configs.create', { datasetId: dataset, preset })
  }
  if (preset !== undefined) fail('usage', { reason: 'Give a config file or --preset, not both.' })
  const document = await readConfigDocument(typedPath(file))
  return dataset === undefined || typeof document !== 'object' ? document : { ...document, dataset }
}

function assignmentsOf({ engine, threads, seed, name, set }: Flags): string[] {
  const flags = { 'engine.name': engine, 'engine.threads': threads, seed, 'name': name === undefined ? undefined : JSON.stringify(name) }
  return [...Object.entries(flags).flatMap(([path, value]) => (value === undefined ? [] : [`${path}=${value}`])), ...set]
}
