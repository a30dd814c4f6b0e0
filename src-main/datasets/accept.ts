/** Which rows become sequences: the checks that every format shares, and what is known of the rows that passed. */
import { fail } from '../../src-shared/contract/errors.ts'
import type { Column, Finding, Lengths } from '../../src-shared/domain/dataset.ts'
import { finding } from '../../src-shared/domain/finding.ts'
import type { RejectionReason } from '../../src-shared/domain/rejection.ts'
import { hashText } from './hash-text.ts'
import { summarizeLengths } from './lengths.ts'
import { createColumnProfile } from './sniff/columns.ts'
import { tokenize } from './text/tokenizers.ts'

export interface Acceptance {
  /** null for a row that is counted in; its label is trimmed in place. */
  take: (values: string[]) => RejectionReason | null
  result: () => { sequences: number; columns: Column[]; labels: { label: string; count: number }[]; lengths: Lengths; findings: Finding[] }
}

const defaultTokens = { tokenizer: 'word', lowercase: true } as const
/** A class with fewer rows than this cannot be in three parts of a split. */
const smallClass = 10
const dominantShare = 0.8
const shownText = 80
/** A column with more different values than this, most of them different, is given up at once: no need to read on. */
const labelsUntilHopeless = 20_000

/** `text` and `label` are places in `names`. */
export function createAcceptance(names: string[], text: number, label: number): Acceptance {
  const profiles = names.map(() => createColumnProfile())
  const counts = new Map<string, number>()
  /** Hash of a text -> its first label, or null once it was seen with another. */
  const labelOf = new Map<number, string | null>()
  const lengths: number[] = []
  let duplicates = 0
  let replaced = 0
  let conflict = ''
  let conflicts = 0

  const compare = (content: string, key: number, own: string) => {
    const known = labelOf.get(key)
    if (known === undefined && !labelOf.has(key)) labelOf.set(key, own)
    else if (known === own) duplicates++
    else if (known !== null) {
      labelOf.set(key, null)
      conflicts++
      conflict ||= content
    }
  }

  return {
    take: (values) => {
      values[label] = values[label].trim()
      const reason = findFault(values, text, label)
      if (reason) return reason
      counts.set(values[label], (counts.get(values[label]) ?? 0) + 1)
      if (counts.size > labelsUntilHopeless && counts.size > lengths.length / 2) failUnique(names[label], counts.size, lengths.length + 1)
      const key = hashText(values[text])
      values.forEach((value, column) => profiles[column].add(value, column === text ? key : undefined))
      lengths.push(Math.max(1, tokenize(values[text], defaultTokens).length))
      if (values[text].includes('\ufffd')) replaced++
      compare(values[text], key, values[label])
      return null
    },
    result: () => {
      const sequences = lengths.length
      const labels = [...counts].map(([name, count]) => ({ label: name, count })).sort((a, b) => b.count - a.count)
      checkLabels(names[label], labels, sequences)
      const findings: Finding[] = []
      if (replaced > 0) findings.push(finding('replacement-characters', { count: replaced }))
      if (conflicts > 0) findings.push(finding('label-conflicts', { count: conflicts, example: shorten(conflict) }))
      if (duplicates > 0) findings.push(finding('duplicates', { count: duplicates }))
      findings.push(...balanceFindings(labels, sequences))
      return { sequences, columns: profiles.map((profile, column) => profile.column(names[column])), labels, lengths: summarizeLengths(lengths, 'words'), findings }
    },
  }
}

function findFault(values: string[], text: number, label: number): RejectionReason | null {
  for (const value of values) {
    if (value.includes('\0')) return { code: 'nul', details: {} }
    if (!value.isWellFormed()) return { code: 'lone-surrogate', details: {} }
  }
  if (values[text].trim() === '') return { code: 'empty-text', details: {} }
  return values[label] === '' ? { code: 'empty-label', details: {} } : null
}

/** Fewer rows than this may well have a class each. */
const fewDistinct = 20

function checkLabels(column: string, labels: { label: string; count: number }[], sequences: number): void {
  if (labels.length === 1) fail('import.one-class', { label: labels[0].label, column })
  const unique = labels.length === sequences || (labels.length > fewDistinct && labels.length > sequences / 2)
  if (labels.length > 1 && unique) failUnique(column, labels.length, sequences)
}

function failUnique(column: string, distinct: number, rows: number): never {
  fail('import.label-unique', { column, distinct, rows })
}

function balanceFindings(labels: { label: string; count: number }[], sequences: number): Finding[] {
  const findings: Finding[] = []
  const [most] = labels
  const small = labels.filter(({ count }) => count < smallClass)
  if (most && most.count > dominantShare * sequences) findings.push(finding('class-imbalance', { label: most.label, percent: Math.round((100 * most.count) / sequences) }))
  if (small.length > 0) findings.push(finding('class-small', { count: small.length, limit: smallClass, label: small[0].label }))
  return findings
}

function shorten(text: string): string {
  const characters = Array.from(text)
  return characters.length > shownText ? `${characters.slice(0, shownText).join('')}...` : text
}
