/** A finished model from its run's directory: what predicts, is evaluated and exported. Only JSON and safetensors are read. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { configSchema, type Config } from '../../../src-shared/domain/config.ts'
import { fittedSchema, type Fitted } from '../../../src-shared/domain/tasks/index.ts'
import { createRandom } from '../random.ts'
import { tasks } from '../tasks/index.ts'
import type { AnyModel } from '../tasks/define-task.ts'
import { findCheckpoint, readCheckpoint, readJson } from './checkpoint.ts'
import type { StoredTensor } from './safetensors.ts'
import { loadParameters } from './state.ts'

export interface ModelFile {
  config: Config
  fitted: Fitted
  /** The checkpoint read, relative to the run's directory, and when it was saved: another value, another model. */
  file: string
  savedAt: string
  /** By the engine's parameter names; layouts in ops/recurrent.ts. */
  parameters: Record<string, StoredTensor>
  /** Answers on the engine that is active. */
  model: AnyModel
  dispose: () => void
}

/** Loads the best checkpoint of a run, or the last where no epoch was validated. @throws run.no-checkpoint, checkpoint.damaged, file.unreadable */
export async function loadModel(runDirectory: string): Promise<ModelFile> {
  const file = await findCheckpoint(runDirectory, ['best', 'last'])
  if (!file) return fail('run.no-checkpoint', { name: runDirectory.split(/[\\/]/).at(-1) ?? runDirectory })
  const { state, parameters } = await readCheckpoint(runDirectory, file)
  const config = await readParsed(`${runDirectory}/config.json`, configSchema)
  const fitted = await readParsed(`${runDirectory}/fitted.json`, fittedSchema)
  const model = tasks[config.task.kind].createModel(config, fitted, createRandom(config.seed).fork('initial'))
  try {
    loadParameters(model.parameters, parameters, file)
  } catch (thrown) {
    model.dispose()
    throw thrown
  }
  return { config, fitted, file, savedAt: state.savedAt, parameters, model, dispose: () => model.dispose() }
}

/** When the checkpoint that `loadModel` would read was saved; a cheap way to tell whether a loaded model is still the current one. */
export async function modelSavedAt(runDirectory: string): Promise<string | null> {
  const file = await findCheckpoint(runDirectory, ['best', 'last'])
  if (!file) return null
  const state = await readJson(`${runDirectory}/${file.replace(/safetensors$/, 'json')}`).catch(() => null)
  return typeof state === 'object' && state !== null && 'savedAt' in state ? String(state.savedAt) : null
}

interface Schema<Value> {
  safeParse: (value: unknown) => { success: true; data: Value } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

async function readParsed<Value>(path: string, schema: Schema<Value>): Promise<Value> {
  const parsed = schema.safeParse(await readJson(path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return fail('file.unreadable', { path, reason: `${issue.path.map(String).join('.')}: ${issue.message}` })
}
