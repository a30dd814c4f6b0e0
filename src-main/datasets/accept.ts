/** Which rows become sequences: what every task asks of them, then what the task does, and what is known of the rows that passed. */
import { isArrayCell, type Cell } from '../../src-shared/domain/cell.ts'
import type { Column, ColumnType, Dataset, Finding, Lengths, Vocabulary } from '../../src-shared/domain/dataset.ts'
import { finding } from '../../src-shared/domain/finding.ts'
import type { RejectionReason } from '../../src-shared/domain/rejection.ts'
import { taskRoles, type Role, type Roles, type TaskKind } from '../../src-shared/domain/roles.ts'
import { checks } from './accept/index.ts'
import { copyOf, percentOf, shorten } from './accept/check.ts'
import { createLeakWatch } from './accept/leaks.ts'
import { createFirstLabels } from './counting/first-labels.ts'
import { describeCell } from './describe-cell.ts'
import { hashCell } from './hash-cell.ts'
import type { Table } from './importers/importer.ts'
import { createArrayProfile, createTokenProfile } from './profiles.ts'
import type { Decimal } from '../../src-shared/domain/spelled-numbers.ts'
import { createColumnProfile } from './sniff/columns.ts'
import { createDecimalCounter, decimalFindings, settleDecimals, type DecimalCounter } from './sniff/decimals.ts'

export interface Acceptance {
  /** null for a row that is counted in; cells may be rewritten in place (a label trimmed, a list read). */
  take: (cells: Cell[]) => RejectionReason | null
  /** Waits while what counts beside lags behind: called between batches. */
  keepUp: () => Promise<void>
  /** @throws import.* where nothing can be learned from the rows as a whole */
  result: () => Promise<Accepted>
  /** Ends what counts beside, whatever it is doing. */
  close: () => void
}

export interface Accepted { sequences: number; columns: Column[]; labels: Dataset['labels']; lengths: Lengths; findings: Finding[]; vocabulary: Vocabulary | null }

export interface AcceptanceOptions {
  names: readonly string[]
  task: TaskKind
  roles: Roles
  types?: Record<string, ColumnType>
  channels?: Record<string, string[]>
  sample: readonly (readonly Cell[])[]
  duplicates?: 'keep' | 'drop'
  /** Rows to ask a model of: nothing is asked of them as a whole. */
  lenient?: boolean
  /** No text holds NUL or half a character: see Table.sound. */
  sound?: boolean
  /** How columns write decimals, where it was decided before. */
  decimals?: Table['decimals']
  /** How numbers write decimals, where a person said it. */
  decimal?: Decimal
}

/** Groups that are fewer cannot be in three parts of a split. */
const fewestGroups = 3

export function createAcceptance({ names, task, roles, types = {}, channels = {}, sample, duplicates = 'keep', lenient = false, sound = false, decimals = {}, decimal }: AcceptanceOptions): Acceptance {
  const places = (role: Role): number[] => (roles[role] ?? []).map((column) => names.indexOf(column))
  const check = checks[task]({ names, roles, places, sample, lenient })
  const asked = Object.values(roles).flat().map((column) => names.indexOf(column))
  const profiles = names.map((name, place) => profileOf(task === 'tagging' && [...places('tokens'), ...places('tags')].includes(place) ? 'tokens' : types[name], channels[name]))
  // Rows of a series may well be alike: time tells them apart.
  const compared = task === 'forecasting' ? null : { inputs: taskRoles[task].inputs.flatMap(places), answers: taskRoles[task].needed.flatMap(places) }
  const first = createFirstLabels()
  const [label] = places('label')
  const watched = task === 'classification' ? names.map((_, place) => place).filter((place) => !asked.includes(place) && types[names[place]] === undefined) : []
  const leaks = createLeakWatch(watched.map((place) => names[place]))
  const numbers = new Map<string, number>()
  let rows = 0
  let repeated = 0
  let conflicts = 0
  let conflict = ''

  /** Whole numbers for answers that are compared: labels by order of appearance, all else by hash. */
  const answerOf = (cells: readonly Cell[], answers: readonly number[]): number => {
    const [cell] = answers.map((place) => cells[place])
    if (cell === undefined) return 0
    if (task !== 'classification' || typeof cell !== 'string') return hashCell(cell) & 0x3fffffff
    const known = numbers.get(cell) ?? numbers.size
    if (known === numbers.size && numbers.size < 100_000) numbers.set(copyOf(cell), known)
    return known
  }

  return {
    take: (cells) => {
      const reason = (sound ? null : findFault(cells)) ?? check.fault(cells)
      if (reason) return reason
      const keys = new Map<number, number>()
      if (compared) {
        const [input] = compared.inputs
        const key = hashCell(cells[input])
        keys.set(input, key)
        const meeting = first.meet(key, answerOf(cells, compared.answers))
        if (meeting === 'duplicate') {
          if (duplicates === 'drop') return { code: 'duplicate', details: {} }
          repeated++
        } else if (meeting === 'conflict') {
          conflicts++
          conflict ||= copyOf(describeCell(cells[input]))
        }
      }
      rows++
      cells.forEach((cell, place) => profiles[place].add(cell, keys.get(place)))
      if (watched.length > 0) leaks.add(watched.map((place) => (typeof cells[place] === 'string' ? (cells[place] as string) : '')), answerOf(cells, [label]))
      check.add(cells)
      return null
    },
    keepUp: () => check.texts?.keepUp() ?? Promise.resolve(),
    close: () => check.texts?.close(),
    result: async () => {
      const counted = check.texts ? await check.texts.finish() : null
      const { labels, lengths, findings, vocabulary = null } = check.result(rows, counted)
      const told = profiles.map((profile, place) => ({ column: datedColumn(profile.column(names[place]), task, roles), decimals: profile.decimals }))
      const columns = settleDecimals(told, decimal).map((column) => (decimal === undefined && column.name in decimals ? { ...column, decimal: decimals[column.name] } : column))
      const numeric = told.map((own, place) => ({ ...own, column: columns[place] })).filter(({ column }) => numberRoles.some((role) => roles[role]?.includes(column.name)))
      const more: Finding[] = []
      if (conflicts > 0) more.push(finding(task === 'classification' ? 'label-conflicts' : 'answer-conflicts', { count: conflicts, example: shorten(conflict) }))
      if (repeated > 0) more.push(finding('duplicates', { count: repeated }, { action: 'set-option', value: { duplicates: 'drop' } }))
      more.push(...leaks.findings(rows, labels[0]?.count ?? rows), ...columnFindings(columns, roles, rows))
      return { sequences: rows, columns, labels, lengths, findings: [...findings, ...more, ...decimalFindings(numeric, decimal)], vocabulary }
    },
  }
}

/** Dates are written in many ways, of which the patterns of single values know one: a column by which rows were ordered in time is a date. */
const datedColumn = (column: Column, task: TaskKind, { time = [] }: Roles): Column =>
  task === 'forecasting' && time.length === 1 && time[0] === column.name && ['text', 'category'].includes(column.type) ? { ...column, type: 'date' } : column

/** Roles whose cells may be read as numbers. */
const numberRoles = ['values', 'known', 'past', 'label'] as const

interface Profile { add: (cell: Cell, hash?: number) => void; column: (name: string) => Column; decimals: DecimalCounter }

function profileOf(type: ColumnType | undefined, channels: string[] | undefined): Profile {
  if (type === 'tokens') return { ...createTokenProfile(), decimals: createDecimalCounter() }
  if (type === 'series' || type === 'audio' || type === 'frames') return { ...createArrayProfile(type, channels ?? []), decimals: createDecimalCounter() }
  const profile = createColumnProfile()
  return { ...profile, add: (cell, hash) => profile.add(typeof cell === 'string' ? cell : describeCell(cell), hash) }
}

function findFault(cells: readonly Cell[]): RejectionReason | null {
  for (const cell of cells) {
    if (isArrayCell(cell)) continue
    for (const value of typeof cell === 'string' ? [cell] : cell) {
      if (value.includes('\0')) return { code: 'nul', details: {} }
      if (!value.isWellFormed()) return { code: 'lone-surrogate', details: {} }
    }
  }
  return null
}

/** Columns that are learned from, and have nothing in them, or hardly anything. */
function columnFindings(columns: readonly Column[], roles: Roles, rows: number): Finding[] {
  const numeric = [...(roles.values ?? []), ...(roles.known ?? []), ...(roles.past ?? []), ...(roles.series ?? [])]
  const findings = columns
    .filter(({ name, missing }) => numeric.includes(name) && missing > 0)
    .map(({ name, missing }) => finding('missing-values', { column: name, count: missing, percent: percentOf(missing, rows) }))
  for (const { name, distinct } of columns) {
    if (numeric.includes(name) && distinct <= 1 && rows > 1) findings.push(finding('constant-column', { column: name }, { action: 'choose-role', value: { column: name, role: 'none' } }))
  }
  const [group] = roles.group ?? []
  const own = columns.find(({ name }) => name === group)
  if (own && own.distinct < fewestGroups) findings.push(finding('group-few', { column: own.name, count: own.distinct }, { action: 'set-split', value: { kind: 'random' } }))
  return findings
}
