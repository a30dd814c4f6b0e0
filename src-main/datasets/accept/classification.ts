/** A sequence with a class, or with a number to predict. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell } from '../../../src-shared/domain/cell.ts'
import type { Dataset, Finding } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import type { Role } from '../../../src-shared/domain/roles.ts'
import { createTextCounter } from '../counting/text-counter.ts'
import { parseNumber } from '../values.ts'
import { arrayFault, createArrayCounter, labelCounts, copyOf, textFault, type CreateCheck } from './check.ts'

/** A class with fewer rows than this cannot be in three parts of a split. */
const smallClass = 10
const dominantShare = 0.8
/** A column with more different values than this, most of them different, is given up at once: no need to read on. */
const labelsUntilHopeless = 20_000
/** Fewer rows than this may well have a class each. */
const fewDistinct = 20
/** Joins several classes of one row. */
const joint = '|'
/** Texts that hold the name of their class: more than this share gives it away. */
const namingShare = 0.9

export const checkClassification: CreateCheck = ({ names, roles, places, lenient }) => {
  const role = (['text', 'series', 'audio', 'frames'] as Role[]).find((one) => roles[one] !== undefined) ?? 'text'
  const [[input], [label]] = [places(role), places('label')]
  const texts = role === 'text' ? createTextCounter() : undefined
  const steps = createArrayCounter(role)
  const counts = new Map<string, number>()
  let rows = 0
  let replaced = 0
  let numeric = true
  let several = 0
  let naming = 0

  return {
    fault: (cells) => {
      const own = cells[label]
      if (typeof own !== 'string') return { code: 'wrong-cell', details: { expected: 'text' } }
      cells[label] = own.trim()
      const fault = role === 'text' ? textFault(cells[input], 'empty-text') : arrayFault(cells[input], role)
      return fault ?? (cells[label] === '' ? { code: 'empty-label', details: {} } : null)
    },
    add: (cells) => {
      const [own, content] = [cells[label] as string, cells[input]]
      rows++
      numeric &&= Number.isFinite(parseNumber(own) ?? NaN)
      if (own.includes(joint)) several++
      // Numbers to predict need no counting of each.
      if (!numeric || counts.size <= labelsUntilHopeless) count(counts, own)
      if (!lenient && !numeric && several === 0 && counts.size > labelsUntilHopeless && counts.size > rows / 2) failUnique(names[label], counts.size, rows)
      if (isArrayCell(content)) return steps.add(content)
      if (typeof content !== 'string') return
      texts?.add(content)
      if (content.includes('\ufffd')) replaced++
      if (own.length > 2 && !numeric && content.includes(own)) naming++
    },
    texts,
    result: (sequences, counted) => {
      const findings: Finding[] = []
      const labels = labelCounts(counts)
      const kept = several > 0 ? labelCounts(partsOf(counts)) : labels
      const number = numeric && kept.length > fewDistinct && kept.length > Math.min(sequences / 2, 100)
      if (!number && !lenient) checkLabels(names[label], kept, sequences, several > 0)
      if (replaced > 0) findings.push(finding('replacement-characters', { count: replaced }))
      if (number) findings.push(finding('label-numeric', { column: names[label] }))
      else if (several > 0) findings.push(finding('label-several', { column: names[label], count: several }))
      else findings.push(...balanceFindings(labels, sequences))
      if (naming > namingShare * sequences) findings.push(finding('text-names-label', { text: names[input], percent: Math.round((100 * naming) / sequences) }))
      return { labels: number ? [] : kept, findings, ...(counted ?? { lengths: steps.result() }) }
    },
  }
}

function count(counts: Map<string, number>, label: string): void {
  const known = counts.get(label)
  counts.set(known === undefined ? copyOf(label) : label, (known ?? 0) + 1)
}

function partsOf(counts: ReadonlyMap<string, number>): Map<string, number> {
  const parts = new Map<string, number>()
  for (const [label, count] of counts) {
    for (const part of label.split(joint)) parts.set(part.trim(), (parts.get(part.trim()) ?? 0) + count)
  }
  return parts
}

function checkLabels(column: string, labels: Dataset['labels'], sequences: number, several: boolean): void {
  if (labels.length === 1 && !several) fail('import.one-class', { label: labels[0].label, column })
  const unique = labels.length === sequences || (labels.length > fewDistinct && labels.length > sequences / 2)
  if (labels.length > 1 && unique) failUnique(column, labels.length, sequences)
}

function failUnique(column: string, distinct: number, rows: number): never {
  fail('import.label-unique', { column, distinct, rows })
}

function balanceFindings(labels: Dataset['labels'], sequences: number): Finding[] {
  const findings: Finding[] = []
  const [most] = labels
  const small = labels.filter(({ count }) => count < smallClass)
  if (most && most.count > dominantShare * sequences) findings.push(finding('class-imbalance', { label: most.label, percent: Math.round((100 * most.count) / sequences) }))
  if (small.length > 0) findings.push(finding('class-small', { count: small.length, limit: smallClass, label: small[0].label }))
  return findings
}
