/** `import PATH...`: files or a folder -> a dataset. */
import type { Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import type { DefineCommand } from './context.ts'
import { list } from './table.ts'

type Flags = Pick<ImportOptions, 'encoding' | 'delimiter' | 'name' | 'format'> & { text?: string; label?: string }

export const defineImport: DefineCommand = (program, run) => {
  program
    .command('import')
    .description('import files (CSV, TSV, JSON Lines) or a folder of text files as a dataset; what is not given is detected')
    .argument('<path...>', 'files with the same columns, or a folder with one folder a class')
    .option('--text <column>', 'the column that is read')
    .option('--label <column>', 'the column that is learned')
    .option('--encoding <name>', 'such as utf-8, windows-1252, gbk')
    .option('--delimiter <character>', 'between the columns; \\t for a tab')
    .option('--format <name>', 'csv, tsv, jsonl or text-folders')
    .option('--name <name>', 'of the dataset; by default that of the file')
    .action((paths: string[], flags: Flags) =>
      run(async ({ session, output, interrupt }) => {
        const job = session.client.job('datasets.import', { files: session.grant(paths), options: readOptions(flags) }, output.progress)
        output.result(importSummary(await session.finish(job, interrupt)), describeImport)
      }),
    )
}

export function readOptions({ delimiter, text, label, ...rest }: Flags): ImportOptions {
  const roles = { ...(text === undefined ? {} : { text: [text] }), ...(label === undefined ? {} : { label: [label] }) }
  return { ...rest, ...(Object.keys(roles).length === 0 ? {} : { roles }), ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }) }
}

interface ImportSummary extends Pick<Dataset, 'name' | 'version' | 'hash' | 'format' | 'encoding' | 'delimiter' | 'sequences' | 'rows' | 'labels' | 'rejected' | 'rejections' | 'task' | 'roles'> {
  datasetId: string
  columns: string[]
  text: string
  label: string
  warnings: string[]
}

export function importSummary(dataset: Dataset): ImportSummary {
  const { id, name, version, hash, format, encoding, delimiter, sequences, rows, columns, task, roles, labels, rejected, rejections, findings } = dataset
  const warnings = findings.map(({ message, hint }) => `${message} ${hint}`)
  return { datasetId: id, name, version, hash, format, encoding, delimiter, sequences, rows, columns: columns.map((column) => column.name), task, roles, text: roles.text?.[0] ?? '', label: roles.label?.[0] ?? '', labels, rejected, rejections, warnings }
}

export function describeImport({ datasetId, name, version, format, encoding, sequences, rows, text, label, labels, rejected, warnings }: ImportSummary): string {
  const classes = labels.slice(0, 8).map((one) => `${one.label} ${one.count}`).join(', ') + (labels.length > 8 ? ', ...' : '')
  const lines = list([
    ['dataset', datasetId], ['name', version > 1 ? `${name} (version ${version})` : name], ['format', `${format}, ${encoding}`],
    ['sequences', `${sequences} of ${rows} rows, ${rejected} rejected`], ['text', text], ['label', `${label}: ${classes}`],
  ])
  return [lines, ...warnings.map((warning) => `! ${warning}`)].join('\n')
}
