/** `export RUN --format onnx,safetensors | all --output DIR`. */
import { fail } from '../../src-shared/contract/errors.ts'
import { exportFormats, type ExportFormat, type ExportResult } from '../../src-shared/domain/export.ts'
import type { DefineCommand } from './context.ts'

interface Flags { format: string[]; output?: string }

export const defineExport: DefineCommand = (program, run) => {
  program
    .command('export')
    .description('write a trained model to files that work without Seqbench, each compared with the model first')
    .argument('<run>')
    .option('--format <names...>', `${exportFormats.join(', ')} or all`, ['all'])
    .option('--output <directory>', 'by default the exports folder of the workspace')
    .action((runId: string, flags: Flags) =>
      run(async ({ session, output, interrupt }) => {
        const formats = chooseFormats(flags.format)
        const directory = flags.output === undefined ? undefined : session.grant([flags.output])[0]
        const job = session.client.job('exports.create', { runId, formats, directory }, output.progress)
        const result = await session.finish(job, interrupt)
        output.result(exportSummary(result), () => describeExport(result))
      }),
    )
}

/** @throws export.format-unknown */
export function chooseFormats(given: string[]): ExportFormat[] {
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim()).filter((name) => name !== '')
  const isFormat = (name: string): name is ExportFormat => exportFormats.some((format) => format === name)
  const unknown = names.find((name) => name !== 'all' && !isFormat(name))
  if (unknown !== undefined || names.length === 0) fail('export.format-unknown', { format: unknown ?? '(none)', formats: [...exportFormats, 'all'].join(', ') })
  return names.includes('all') ? [...exportFormats] : names.filter(isFormat)
}

export const exportSummary = ({ id, runId, formats, directory, files, verification, skipped = [] }: ExportResult): object => ({
  exportId: id, runId, formats, directory, files: files.map(({ path }) => path), verification, skipped,
})

export function describeExport({ files, verification, skipped = [] }: ExportResult): string {
  const lines = files.map(({ path, bytes }) => `${path}  ${(bytes / 1000).toFixed(1)} kB`)
  return [...lines, ...skipped.map(({ error }) => error.message), `verified on ${verification.cases} cases: largest difference of any number ${verification.maxAbsDifference.toExponential(1)} (limit ${verification.limit})`].join('\n')
}
