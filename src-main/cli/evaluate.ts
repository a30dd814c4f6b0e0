/** `evaluate RUN [--data PATH]`: metrics with their 95 % bootstrap intervals. */
import { Option } from 'commander'
import { splitNames, type SplitName } from '../../src-shared/domain/dataset.ts'
import type { Evaluation, Panel } from '../../src-shared/domain/evaluation.ts'
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

function describe({ rows, metrics, intervals, panels }: Evaluation): string {
  const figures = table(['', 'value', '95 % low', '95 % high'], Object.entries(metrics).map(([name, value]) => [name, value, intervals[name]?.low ?? '', intervals[name]?.high ?? '']))
  return [`${rows} rows`, figures, ...panels.flatMap(describePanel)].join('\n\n')
}

/** Mistakes that are shown of a list of them. */
const shownExamples = 10
const shownCharacters = 60

/** Panels that are tables or lists of examples; pictures are the window's. */
function describePanel(panel: Panel): string[] {
  if (panel.kind === 'table') return [`${panel.title}\n${table(panel.columns.map(({ name }) => name), panel.rows.map((row) => row.map((cell) => cell ?? '')))}`]
  if (panel.kind === 'examples') {
    const short = (text: string): string => (text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text).replaceAll('\n', ' ')
    return panel.items.length === 0 ? [] : [`${panel.title}\n${table(['row', 'input', 'truth', 'answer', 'score'], panel.items.slice(0, shownExamples).map(({ index, input, truth, answer, score }) => [index + 1, short(input), short(truth), short(answer), score]))}`]
  }
  if (panel.kind !== 'confusion') return []
  const byLabel = table(['label', 'precision', 'recall', 'f1', 'rows'], panel.perLabel.map(({ label, precision, recall, f1, support }) => [label, precision, recall, f1, support]))
  return [byLabel, table(['true \\ predicted', ...panel.labels], panel.matrix.map((row, index) => [panel.labels[index], ...row]))]
}
