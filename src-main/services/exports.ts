/** Exports: made in a folder of their own, put where they belong only when they are verified. */
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Handlers } from '../../src-shared/contract/rpc.ts'
import type { ExportFormat, ExportResult } from '../../src-shared/domain/export.ts'
import { tellChange, type ServiceContext } from './context.ts'
import { withTemporaryFolder } from './folders.ts'
import { newId } from './identifiers.ts'

/** The program that lies beside an export of each format. */
const exampleFiles: Record<ExportFormat, string> = { onnx: 'example_onnx.py', safetensors: 'example_torch.py' }

export function createExportHandlers(context: ServiceContext): Pick<Handlers<AppApi>, 'exports.create' | 'exports.list'> {
  const { tracker, paths, engines, grants } = context
  return {
    'exports.create': async ({ runId, formats, directory: token }, { signal, progress }) => {
      const run = tracker.runs.get(runId)
      if (tracker.checkpoints.list(runId).length === 0) fail('run.no-checkpoint', { name: run.name })
      const id = newId('export')
      const directory = token === undefined ? paths.export(id) : grants.path(token)
      return withTemporaryFolder(paths, 'exports', async (work) => {
        const input = { runDirectory: paths.run(runId), datasetDirectory: paths.dataset(run.datasetId), engine: 'auto' as const, formats: [...new Set(formats)], directory: work }
        const { files, verification, skipped } = await engines.askJob((client) => client.job('export', input, progress), signal)
        signal.throwIfAborted()
        const names = files.map((file) => basename(file))
        await putFiles(work, directory, names)
        const sizes = await Promise.all(names.map(async (name) => ({ path: join(directory, name), bytes: (await stat(join(directory, name))).size })))
        const result: ExportResult = { id, runId, formats: input.formats.filter((format) => !skipped.some((own) => own.format === format)), directory, files: sizes, verification, skipped, createdAt: new Date().toISOString() }
        try {
          tracker.runs.get(runId) // while the export was made, its run may have been removed
          tracker.exports.insert(result)
        } catch (thrown) {
          if (token === undefined) await rm(directory, { recursive: true, force: true })
          throw thrown
        }
        tellChange(context, 'exports', id)
        return withExamples(result)
      })
    },
    'exports.list': ({ runId }) => Promise.all(tracker.exports.list(runId).map(withExamples)),
  }
}

/** With the programs as they lie there now: the folder is a person's, who may have moved or changed them. */
async function withExamples(result: ExportResult): Promise<ExportResult> {
  const read = async (format: ExportFormat): Promise<NonNullable<ExportResult['examples']>> => {
    const file = exampleFiles[format]
    const text = await readFile(join(result.directory, file), 'utf8').catch(() => null)
    return text === null ? [] : [{ format, file, text }]
  }
  return { ...result, examples: (await Promise.all(result.formats.map(read))).flat() }
}

/** Each file arrives whole: copied under another name first (the folder may be on another disk), then renamed over the old one. */
async function putFiles(from: string, to: string, names: string[]): Promise<void> {
  const temporary = (name: string): string => join(to, `.${name}.part`)
  try {
    await mkdir(dirname(to), { recursive: true })
    await mkdir(to, { recursive: true })
    for (const name of names) await copyFile(join(from, name), temporary(name))
    for (const name of names) await rename(temporary(name), join(to, name))
  } catch (thrown) {
    await Promise.all(names.map((name) => rm(temporary(name), { force: true }).catch(() => undefined)))
    if (thrown instanceof Error && 'code' in thrown && thrown.code !== 'ENOSPC') return fail('file.unwritable', { path: to, reason: thrown.message }, thrown)
    throw thrown
  }
}
