/**
 * Checkpoints of a run: `<run>/checkpoints/<name>.safetensors`. The state lies in the file's metadata, so that tensors and state
 * are replaced together; the JSON beside it is the same state for people to read. Files are written under a temporary name,
 * flushed, then renamed: a crash leaves the old file or the new one. The only file of the engine's rooms that touches the disk.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SeqbenchError, fail } from '../../../src-shared/contract/errors.ts'
import { checkpointStateSchema, type CheckpointState } from '../../../src-shared/domain/checkpoint.ts'
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts'

export const checkpointNames = ['last', 'best'] as const
export type CheckpointName = (typeof checkpointNames)[number]

export interface Checkpoint {
  state: CheckpointState
  parameters: Record<string, StoredTensor>
  /** Empty in `best`, from which nothing is continued. */
  optimizer: Record<string, Float32Array>
  /** Averaged parameters beside those that are trained (average.ts); empty where there are none, and in `best`, which holds them itself. */
  average: Record<string, Float32Array>
}

const prefixes = { optimizer: 'optimizer.', average: 'average.' } as const
const extension = '.safetensors'

/** Path of a checkpoint relative to the run's directory, as it is told to the backend. */
export function checkpointFile(name: CheckpointName): string {
  return `checkpoints/${name}${extension}`
}

export async function writeCheckpoint(runDirectory: string, name: CheckpointName, { state, parameters, optimizer, average }: Checkpoint): Promise<string> {
  const flat = (prefix: string, record: Record<string, Float32Array>): Record<string, StoredTensor> =>
    Object.fromEntries(Object.entries(record).map(([key, data]) => [prefix + key, { shape: [data.length], data }]))
  const tensors: Record<string, StoredTensor> = { ...parameters, ...flat(prefixes.optimizer, optimizer), ...flat(prefixes.average, average) }
  const file = checkpointFile(name)
  await writeFileSafely(join(runDirectory, file), encodeSafetensors(tensors, { format: 'pt', seqbench: JSON.stringify(state) }))
  await writeJson(join(runDirectory, file.replace(extension, '.json')), state)
  return file
}

/** `file` is relative to the run's directory. */
export async function readCheckpoint(runDirectory: string, file: string): Promise<Checkpoint> {
  const path = join(runDirectory, file)
  const { tensors, metadata } = decodeSafetensors(await readBytes(path), file)
  const state = checkpointStateSchema.safeParse(parseJson(metadata.seqbench ?? ''))
  if (!state.success) return fail('checkpoint.damaged', { file, reason: 'it does not hold the state of a training' })
  const parameters: Record<string, StoredTensor> = {}
  const beside: Record<keyof typeof prefixes, Record<string, Float32Array>> = { optimizer: {}, average: {} }
  for (const [key, tensor] of Object.entries(tensors)) {
    const part = (['optimizer', 'average'] as const).find((name) => key.startsWith(prefixes[name]))
    if (part) beside[part][key.slice(prefixes[part].length)] = tensor.data
    else parameters[key] = tensor
  }
  return { state: state.data, parameters, ...beside }
}

/** The first of these checkpoints that exists, relative to the run's directory; null where there is none. */
export async function findCheckpoint(runDirectory: string, names: readonly CheckpointName[]): Promise<string | null> {
  for (const name of names) {
    const handle = await open(join(runDirectory, checkpointFile(name))).catch(() => null)
    if (!handle) continue
    await handle.close()
    return checkpointFile(name)
  }
  return null
}

export async function removeCheckpoint(runDirectory: string, name: CheckpointName): Promise<void> {
  await rm(join(runDirectory, checkpointFile(name)), { force: true })
  await rm(join(runDirectory, checkpointFile(name).replace(extension, '.json')), { force: true })
}

/** Parsed JSON of a file of the run's directory; fails with `file.unreadable`. */
export async function readJson(path: string): Promise<unknown> {
  const value = parseJson(new TextDecoder().decode(await readBytes(path)))
  return value === undefined ? fail('file.unreadable', { path, reason: 'it is not valid JSON' }) : value
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileSafely(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`))
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    return fail('file.unreadable', { path, reason: (cause as Error).message }, cause)
  }
}

async function writeFileSafely(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.new`
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw new SeqbenchError('disk.full', { path }, cause)
    fail('file.unwritable', { path, reason: (cause as Error).message }, cause)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
