/** Exports: a table of formats, and the one way to write them. Adding a format is one file and one row. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, SeqbenchError, toWireError } from '../../src-shared/contract/errors.ts'
import { exportFormats, type ExportFormat, type SkippedFormat, type Verification } from '../../src-shared/domain/export.ts'
import type { Encoded } from '../../src-shared/domain/tasks/index.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import type { ExportFile, Exporter } from './exporter.ts'
import type { ExportableModel } from './model.ts'
import { onnx } from './onnx/index.ts'
import { safetensors } from './safetensors.ts'
import { describeModel } from './description.ts'
import { requireEqual } from './verify.ts'

const exporters: Record<ExportFormat, Exporter> = { onnx, safetensors }

export interface ExportContext {
  signal: AbortSignal
  progress: (progress: Progress) => void
}

/**
 * Writes the model in each format into `directory`, with `model.json` (vocabulary, preprocessing, labels) beside them.
 * Every format is compared with the model on `cases` before a byte is written; one that differs by more than the limit
 * is refused (export.different). Of several formats those that cannot hold the model are skipped, as long as one can. After an
 * error or a cancel nothing of it is left.
 */
export async function exportModel(
  model: ExportableModel,
  formats: ExportFormat[],
  directory: string,
  cases: readonly Encoded[],
  { signal, progress }: ExportContext,
): Promise<{ files: string[]; verification: Verification; skipped: SkippedFormat[] }> {
  const files: ExportFile[] = [{ name: 'model.json', content: describeModel(model) }]
  const verifications: Verification[] = []
  const skipped: SkippedFormat[] = []
  for (const [index, format] of formats.entries()) {
    signal.throwIfAborted()
    progress({ done: index, total: formats.length, unit: 'formats', etaSeconds: null, note: format })
    const exporter = exporters[format] ?? fail('export.format-unknown', { format, formats: exportFormats.join(', ') })
    const made = await exporter.write(model, cases).catch((thrown: unknown) => {
      const unsupported = thrown instanceof SeqbenchError && thrown.code === 'export.unsupported'
      // The last that is left must say why there is nothing.
      if (!unsupported || skipped.length === formats.length - 1) throw thrown
      skipped.push({ format, error: toWireError(thrown) })
      return null
    })
    if (!made) continue
    const { files: own, verification } = made
    requireEqual(format, verification)
    files.push(...own)
    verifications.push(verification)
  }
  signal.throwIfAborted()
  await writeAll(directory, files)
  progress({ done: formats.length, total: formats.length, unit: 'formats', etaSeconds: 0, note: '' })
  return { files: files.map(({ name }) => name), verification: worst(verifications), skipped }
}

/** All of the files, or none. */
async function writeAll(directory: string, files: ExportFile[]): Promise<void> {
  const written: string[] = []
  try {
    for (const { name, content } of files) {
      const path = join(directory, name)
      written.push(path)
      await writeFile(path, content)
    }
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true })))
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC') fail('disk.full', { path: directory }, error)
    fail('file.unwritable', { path: directory, reason: code ?? message }, error)
  }
}

/** What several formats come to together: all cases, the largest difference. */
function worst(verifications: Verification[]): Verification {
  return {
    cases: verifications.reduce((sum, { cases }) => sum + cases, 0),
    maxAbsDifference: Math.max(...verifications.map(({ maxAbsDifference }) => maxAbsDifference)),
    limit: verifications[0].limit,
  }
}

