/** `import PATH...`: files or a folder -> a dataset. */
import { join } from 'node:path'
import { Option } from 'commander'
import type { Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import { roleNames, taskKinds, type Role, type Roles, type TaskKind } from '../../src-shared/domain/roles.ts'
import { workspacePaths } from '../services/paths.ts'
import type { DefineCommand } from './context.ts'
import { list } from './table.ts'

/** Every role is an option of its name; what it says in the help. */
const roleHelp: Record<Role, string> = {
  text: 'the column that is read',
  label: 'the column that is learned: a class, or a number',
  tokens: 'the column of lists of words',
  tags: 'the column of lists of tags, one a word',
  source: 'the column that is translated from',
  target: 'the column that is translated into; of series the same as --values',
  series: 'the column of series',
  audio: 'the column of recordings',
  transcript: 'the column of what is said',
  frames: 'the column of clips',
  time: 'the column, or columns, that say when: year,month,day,hour',
  values: 'the columns of numbers to forecast',
  known: 'columns known beforehand',
  past: 'columns known up to now',
  item: 'the column that tells one series from another',
  group: 'speaker, subject or document: its rows stay in one part of a split',
  split: 'the column that says train, validation or test',
}

export type RoleFlags = Partial<Record<Role, string>>
type Flags = Pick<ImportOptions, 'encoding' | 'delimiter' | 'name' | 'format' | 'table' | 'task' | 'header' | 'duplicates' | 'pattern'> & RoleFlags

export const defineImport: DefineCommand = (program, run) => {
  const command = program
    .command('import')
    .description('import files or a folder as a dataset; what is not given is detected')
    .argument('<path...>', 'files with the same columns, or a folder')
    .addOption(new Option('--task <task>', 'what the data is for').choices(taskKinds))
  for (const role of roleNames) command.option(`--${role} <columns>`, `${roleHelp[role]}${many.has(role) ? '; several with commas' : ''}`)
  command
    .option('--encoding <name>', 'such as utf-8, windows-1252, gbk')
    .option('--delimiter <character>', 'between the columns; \\t for a tab')
    .option('--no-header', 'the first line is a row, not the names of the columns')
    .option('--format <name>', 'such as csv, tsv, jsonl, parquet, conll, ts')
    .option('--table <name>', 'the sheet or table to read, where there are several')
    .option('--pattern <fields>', 'what the names of recordings, clips and arrays say: {label}_{speaker}_{index}')
    .addOption(new Option('--duplicates <what>', 'rows that repeat an earlier one').choices(['keep', 'drop']))
    .option('--name <name>', 'of the dataset; by default that of the file')
    .action((paths: string[], flags: Flags) =>
      run(async ({ session, output, interrupt }) => {
        const job = session.client.job('datasets.import', { files: session.grant(paths), options: readOptions(flags) }, output.progress)
        output.result(importSummary(await session.finish(job, interrupt), session.workspace), describeImport)
      }),
    )
}

/** Roles of several columns. */
const many = new Set<Role>(['time', 'values', 'known', 'past', 'item'])

export function readOptions({ delimiter, header, ...flags }: Flags): ImportOptions {
  const entries = Object.entries(flags).filter(([, value]) => value !== undefined)
  const roles = readRoles(flags, flags.task)
  return {
    ...Object.fromEntries(entries.filter(([name]) => !roleNames.includes(name as Role))),
    ...(Object.keys(roles).length === 0 ? {} : { roles }),
    // Without --no-header commander says true: that is "as detected".
    ...(header === false ? { header } : {}),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
  }
}

function readRoles(flags: RoleFlags, task: TaskKind | undefined): Roles {
  const roles: Roles = {}
  for (const role of roleNames) {
    const columns = flags[role]
    if (columns === undefined) continue
    const series = role === 'target' && flags.source === undefined && task !== 'translation'
    const own = series ? 'values' : role
    roles[own] = many.has(own) ? columns.split(',').map((column) => column.trim()) : [columns]
  }
  return roles
}

interface ImportSummary extends Pick<Dataset, 'name' | 'version' | 'hash' | 'format' | 'encoding' | 'delimiter' | 'sequences' | 'rows' | 'labels' | 'rejected' | 'rejections' | 'rejectedFile' | 'task' | 'roles'> {
  datasetId: string
  columns: string[]
  text: string
  label: string
  warnings: string[]
}

/** `rejectedFile` as a path that can be opened. */
export function importSummary(dataset: Dataset, workspace: string): ImportSummary {
  const { id, name, version, hash, format, encoding, delimiter, sequences, rows, columns, task, roles, labels, rejected, rejections, rejectedFile, findings } = dataset
  const warnings = findings.map(({ message, hint }) => `${message} ${hint}`)
  return { datasetId: id, name, version, hash, format, encoding, delimiter, sequences, rows, columns: columns.map((column) => column.name), task, roles, text: roles.text?.[0] ?? '', label: roles.label?.[0] ?? '', labels, rejected, rejections, rejectedFile: rejectedFile === null ? null : join(workspacePaths(workspace).dataset(id), rejectedFile), warnings }
}

export function describeImport({ datasetId, name, version, format, encoding, sequences, rows, task, roles, labels, rejected, rejectedFile, warnings }: ImportSummary): string {
  const classes = labels.slice(0, 8).map((one) => `${one.label} ${one.count}`).join(', ') + (labels.length > 8 ? ', ...' : '')
  const lines = list([
    ['dataset', datasetId], ['name', version > 1 ? `${name} (version ${version})` : name], ['format', `${format}, ${encoding}`],
    ['task', task], ...Object.entries(roles).map(([role, columns]): [string, string] => [role, columns.join(', ')]),
    ['sequences', `${sequences} of ${rows} rows, ${rejected} rejected`], ...(labels.length > 0 ? [['classes', classes] as [string, string]] : []),
    ...(rejectedFile === null ? [] : [['rejected rows', rejectedFile] as [string, string]]),
  ])
  return [lines, ...warnings.map((warning) => `! ${warning}`)].join('\n')
}
