/** `evaluate RUN [--data PATH]`: metrics with their 95 % bootstrap intervals. */
import { Option } from 'commander'
import { splitNames, type SplitName } from '../../src-shared/domain/dataset.ts'
import type { EvaluationReport } from '../../src-shared/domain/run.ts'
import type { DefineCommand } from './context.ts'
import { readOptions } from './import.ts'
import { table } from './table.ts'

interface Flags { split: SplitName; data?: string; text?: string; label?: string }

export const defineEvaluate: DefineCommand = (program, run) => {
  program
    .command('evaluate')
    .description('how good a run is on its test split or on other data, with 95 % bootstrap intervals')
    .argument('<run>')
    .addOption(new Option('--split <name>', 'of the dataset of the run').choices(splitNames).default('test'))
    .option('--data <path>', 'a file with the same columns, instead')
    .option('--text <column>', 'in that file')
    .option('--label <column>', 'in that file')
    .action((id: string, { split, data, text, label }: Flags) =>
      run(async ({ session, output, interrupt }) => {
        const files = data === undefined ? undefined : session.grant([data])
        const job = session.client.job('runs.evaluate', { id, split, files, options: readOptions({ text, label }) }, output.progress)
        const report = await session.finish(job, interrupt)
        output.result({ runId: id, data: data ?? null, ...report }, describe)
      }),
    )
}

function describe({ rows, metrics, intervals, labels, matrix, perLabel }: EvaluationReport): string {
  const figures = table(['', 'value', '95 % low', '95 % high'], Object.entries(metrics).map(([name, value]) => [name, value, intervals[name].low, intervals[name].high]))
  const byLabel = table(['label', 'precision', 'recall', 'f1', 'rows'], perLabel.map(({ label, precision, recall, f1, support }) => [label, precision, recall, f1, support]))
  const confusion = table(['true \\ predicted', ...labels], matrix.map((row, index) => [labels[index], ...row]))
  return `${rows} rows\n\n${figures}\n\n${byLabel}\n\n${confusion}`
}
