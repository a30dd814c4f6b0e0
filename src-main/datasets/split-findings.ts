/** What is worth saying of a split: above all what makes figures look better than they are. One row a finding. */
import type { RoleRow } from '../../src-shared/domain/cell.ts'
import type { Dataset, Finding, SplitStatistics } from '../../src-shared/domain/dataset.ts'
import { finding } from '../../src-shared/domain/finding.ts'
import { maximumSteps, type PreprocessingConfig } from '../../src-shared/domain/preprocessing.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import type { SplitConfig } from '../../src-shared/domain/split.ts'
import { shorten } from './accept/check.ts'
import { findNearDuplicates } from './near-duplicates.ts'
import type { missingClasses, Split } from './splits/index.ts'
import { detectTimes } from './times.ts'

export type Pairs = ReturnType<typeof findNearDuplicates>

export interface SplitContext {
  dataset: Pick<Dataset, 'roles' | 'task'>
  rows: readonly RoleRow[]
  /** The input of a row in words. */
  keyAt: (position: number) => string
  split: Split
  splitConfig: SplitConfig
  statistics: Pick<SplitStatistics, 'duplicatesAcross' | 'truncated' | 'outOfVocabulary'>
  missing: ReturnType<typeof missingClasses>
  preprocessing: PreprocessingConfig
  input: Role
  /** Nearly equal texts do not depend on the split: known from before, or told when they were found. */
  pairs?: Pairs
  onPairs?: (pairs: Pairs) => void
}

const shownMissingClasses = 20
/** Shares above which a finding says so. */
const worthSaying = { truncated: 0.01, outOfVocabulary: 0.15 }
/** Of more texts the first are compared: the answer must come while a person waits. */
const comparedTexts = 100_000
const percent = (share: number): number => Math.round(share * 1000) / 10

const rules: ((context: SplitContext) => Finding[])[] = [
  ({ missing }) => missing.slice(0, shownMissingClasses).map(({ label, count, parts }) => finding('class-missing', { label, count, parts: parts.join(', ') })),
  ({ statistics: { duplicatesAcross } }) => (duplicatesAcross > 0 ? [finding('duplicates-across', { count: duplicatesAcross }, { action: 'set-option', value: { duplicates: 'drop' } })] : []),
  nearDuplicates,
  groupsAcross,
  timeBroken,
  ({ statistics: { truncated }, preprocessing }) => (truncated > worthSaying.truncated ? [finding('truncated', { percent: percent(truncated), maximum: maximumSteps(preprocessing) ?? 0 })] : []),
  ({ statistics: { outOfVocabulary } }) => (outOfVocabulary > worthSaying.outOfVocabulary ? [finding('out-of-vocabulary', { percent: percent(outOfVocabulary) }, { action: 'set-preprocessing', value: { tokenizer: 'character' } })] : []),
]

export const splitFindings = (context: SplitContext): Finding[] => rules.flatMap((rule) => rule(context))

/** Texts outside training that are nearly one of training, and copies with small changes in all. */
function nearDuplicates({ rows, keyAt, split, input, pairs: known, onPairs }: SplitContext): Finding[] {
  if (!['text', 'tokens', 'source'].includes(input) || rows.length > comparedTexts) return []
  const pairs = known ?? findNearDuplicates(rows.map((_, position) => keyAt(position)))
  if (known === undefined) onPairs?.(pairs)
  if (pairs.length === 0) return []
  const training = new Set(split.train)
  const across = pairs.filter(({ place, of }) => training.has(place) !== training.has(of))
  const findings = [finding('near-duplicates', { count: pairs.length, example: shorten(keyAt(pairs[0].place)) })]
  if (across.length > 0) findings.push(finding('near-duplicates-across', { count: across.length, example: shorten(keyAt(across[0].place)) }))
  return findings
}

/** Speakers, subjects or documents with rows in training and outside it. */
function groupsAcross({ dataset: { roles }, rows, split, splitConfig }: SplitContext): Finding[] {
  const [column] = roles.group ?? []
  if (column === undefined || splitConfig.kind === 'group') return []
  const groupOf = (position: number): string => String(rows[position].cells.group?.[0] ?? '')
  const learned = new Set(split.train.map(groupOf))
  const met = new Set([...split.validation, ...split.test].map(groupOf).filter((group) => group !== '' && learned.has(group)))
  return met.size === 0 ? [] : [finding('groups-across', { count: met.size, column, example: [...met][0] }, { action: 'set-split', value: { kind: 'group' } })]
}

/** Rows of a time that a split without time shuffles. */
function timeBroken({ rows, split, splitConfig }: SplitContext): Finding[] {
  if (splitConfig.kind === 'chronological' || splitConfig.kind === 'column') return []
  const cells = rows.map(({ cells: { time = [] } }) => time.map((cell) => (typeof cell === 'string' ? cell : '')))
  const reader = cells.some((own) => own.length > 0) ? detectTimes(cells) : null
  if (reader === null) return []
  const times = cells.map((own) => reader.read(own))
  const last = split.train.reduce((latest, position) => Math.max(latest, times[position] ?? -Infinity), -Infinity)
  const early = split.test.filter((position) => (times[position] ?? Infinity) < last).length
  return early === 0 ? [] : [finding('time-broken', { percent: percent(early / Math.max(1, split.test.length)) }, { action: 'set-split', value: { kind: 'chronological' } })]
}
