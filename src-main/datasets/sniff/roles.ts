/** Which column is the text and which the label, with the reason: a suggestion that a person can change. */
import type { Column, Finding } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'

/** What people call these columns, likeliest first. */
const textNames = ['text', 'sentence', 'review', 'content', 'body', 'message', 'comment', 'comments', 'tweet', 'document', 'utterance', 'sms', 'question', 'query', 'description', 'abstract', 'title', 'headline', 'name', '文本', '内容', '评论', '句子']
const labelNames = ['label', 'labels', 'class', 'category', 'sentiment', 'polarity', 'target', 'y', 'tag', 'topic', 'intent', 'emotion', 'rating', 'stars', 'score', 'gender', 'sex', 'language', 'lang', 'party', 'genre', 'type', 'is_spam', 'spam', '标签', '类别', '情感']
/** Others that tables often have: they tell a header from a row. */
const otherNames = ['id', 'index', 'idx', 'date', 'time', 'timestamp', 'author', 'user', 'source', 'split', 'lang', 'url', 'key', 'value', 'count', 'first', 'last', 'subject', 'from', 'to']

export const usualNames: ReadonlySet<string> = new Set([...textNames, ...labelNames, ...otherNames])

export interface Roles {
  text: string | null
  label: string | null
  findings: Finding[]
}

const mostClasses = 1000

/** `rows` is how many rows the columns were told from; `chosen` what a person has said already. */
export function suggestRoles(columns: Column[], rows: number, chosen: { text?: string; label?: string } = {}): Roles {
  const findings: Finding[] = []
  let text = chosen.text ?? null
  if (text === null) {
    const found = findText(columns.filter(({ name }) => name !== chosen.label))
    if (found) {
      text = found.column.name
      findings.push(found.byName ? finding('text-by-name', { column: text }) : finding('text-by-length', { column: text, length: Math.round(found.column.meanLength) }))
    }
  }
  let label = chosen.label ?? null
  if (label === null) {
    const found = findLabel(columns.filter(({ name }) => name !== text), rows)
    if (found) {
      label = found.column.name
      findings.push(finding(found.code, found.code === 'label-by-values' ? { column: label, distinct: found.column.distinct } : { column: label }))
    }
  }
  return { text, label, findings }
}

function findText(columns: Column[]): { column: Column; byName: boolean } | null {
  const readable = columns.filter(({ type }) => type === 'text' || type === 'category')
  const named = byName([...readable, ...columns.filter(({ type }) => type === 'empty')], textNames)
  if (named) return { column: named, byName: true }
  const texts = readable.filter(({ type, name }) => type === 'text' && !labelNames.includes(name.toLowerCase()))
  const open = texts.length > 0 ? texts : readable.filter(({ name }) => !labelNames.includes(name.toLowerCase()))
  return open.length === 0 ? null : { column: open.reduce((best, one) => (one.meanLength > best.meanLength ? one : best)), byName: false }
}

function findLabel(columns: Column[], rows: number): { column: Column; code: 'label-by-name' | 'label-by-values' | 'label-by-rest' } | null {
  const filled = columns.filter(({ type }) => type !== 'empty')
  const named = byName(filled, labelNames)
  if (named) return { column: named, code: 'label-by-name' }
  const few = filled.filter(({ type, distinct }) => type !== 'date' && distinct >= 2 && distinct <= Math.min(mostClasses, rows / 2))
  // Of equals the last: a label stands after what it labels.
  if (few.length > 0) return { column: few.reduce((best, one) => (one.distinct <= best.distinct ? one : best)), code: 'label-by-values' }
  return filled.length === 1 ? { column: filled[0], code: 'label-by-rest' } : null
}

function byName(columns: Column[], names: string[]): Column | null {
  for (const name of names) {
    const found = columns.find((column) => column.name.trim().toLowerCase() === name)
    if (found) return found
  }
  return null
}
