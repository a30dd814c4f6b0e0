/** What the columns of a table hold: type, distinct values, missing ones. Values are seen once, in a stream. */
import type { Column } from '../../../src-shared/domain/dataset.ts'
import { createDistinctCounter } from '../counting/distinct.ts'
import { hashText } from '../hash-text.ts'
import { isMissing } from '../values.ts'
import { createDecimalCounter, type DecimalCounter } from './decimals.ts'

type ValueType = 'boolean' | 'integer' | 'number' | 'date' | 'text'

/** Longer values are text: no number or date is that long. */
const longestTyped = 40
const patterns: [ValueType, RegExp][] = [
  ['integer', /^[+-]?\d{1,15}$/],
  ['number', /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*,\d+(?:[eE][+-]?\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?)$/],
  ['boolean', /^(true|false|yes|no)$/i],
  ['date', /^\d{4}[-/]\d{1,2}([-/]\d{1,2})?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/],
]

/** What one value, trimmed and not empty, looks like by itself. */
export function valueType(value: string): ValueType {
  if (value.length > longestTyped) return 'text'
  return patterns.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text'
}

/** How a column is written is told from its first values and then every so many: files are often sorted by length. */
const writtenEvery = 16
/** A letter of a script that puts no spaces between words. */
const unspacedScript = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u

/** A column of short texts is a category when its values repeat: at most this share of them is distinct, and they are this short. */
const category = { distinctShare: 0.5, meanLength: 60, distinct: 1000 }

export interface ColumnProfile {
  /** `hash` is hashText(value), where it is known already. */
  add: (value: string, hash?: number) => void
  column: (name: string) => Column
  decimals: DecimalCounter
}

/** A number begins with a digit, a sign or its mark: all else is not asked. */
const mayBeNumber = (value: string): boolean => {
  const first = value.charCodeAt(0)
  return value.length <= longestTyped && first <= 57 && (first >= 48 || (first >= 43 && first <= 46))
}

/** Distinct values are counted by a 53-bit hash: exact but for one chance in 10,000 at a million values, estimated beyond two million. */
export function createColumnProfile(): ColumnProfile {
  const seen: Record<ValueType, number> = { boolean: 0, integer: 0, number: 0, date: 0, text: 0 }
  const distinct = createDistinctCounter()
  const decimals = createDecimalCounter()
  /** Spellings of nothing among numbers or dates; among words they are words. */
  const spelled = new Map<string, number>()
  let present = 0
  let missing = 0
  let characters = 0
  let looked = 0
  let words = 0
  let unspaced = 0
  // The pattern that fitted last fits most often; only what it leaves open is asked of all, in order.
  let last = patterns[0]
  const typeOf = (value: string): ValueType => {
    if (last[0] !== 'number' && value.length <= longestTyped && last[1].test(value)) return last[0]
    const type = valueType(value)
    last = patterns.find(([name]) => name === type) ?? last
    return type
  }
  return {
    add: (value, hash) => {
      const trimmed = value.trim()
      if (trimmed === '') {
        missing++
        return
      }
      present++
      characters += value.length
      if (present <= writtenEvery || present % writtenEvery === 0) {
        looked++
        words += trimmed.split(/\s+/u).length
        if (unspacedScript.test(trimmed)) unspaced++
      }
      distinct.add(hash ?? hashText(value))
      // Once texts have been seen the type is settled.
      if (seen.text > 0) {
        if (mayBeNumber(trimmed)) decimals.add(trimmed)
        return
      }
      const type = typeOf(trimmed)
      if (type === 'number') decimals.add(trimmed)
      if (type === 'text' && isMissing(trimmed)) spelled.set(trimmed, (spelled.get(trimmed) ?? 0) + 1)
      else seen[type]++
    },
    column: (name) => {
      const absent = [...spelled.values()].reduce((sum, count) => sum + count, 0)
      const typed = absent < present && seen.text === 0 && seen.boolean === 0
      const [known, kinds] = typed ? [present - absent, distinct.count() - spelled.size] : [present, distinct.count()]
      const meanLength = present === 0 ? 0 : characters / present
      const type = columnType(decimals.result() !== 'comma' && decimals.example('points') !== '' ? { ...seen, number: 0 } : seen, { present: known, distinct: Math.min(known, kinds), meanLength })
      // A mixture of numbers and dates is text, and so are its spellings of nothing.
      const scalar = typed && type !== 'text' && type !== 'category'
      const written = looked === 0 ? {} : { words: unspaced * 2 > looked ? null : words / looked }
      const decimal = decimals.result()
      return { name, type, array: null, distinct: scalar ? Math.min(known, kinds) : Math.min(present, distinct.count()), missing: scalar ? missing + absent : missing, meanLength, ...written, ...(decimal && type === 'number' ? { decimal } : {}) }
    },
    decimals,
  }
}

function columnType(seen: Record<ValueType, number>, { present, distinct, meanLength }: { present: number; distinct: number; meanLength: number }): Column['type'] {
  if (present === 0) return 'empty'
  for (const type of ['boolean', 'integer', 'date'] as const) if (seen[type] === present) return type
  if (seen.integer + seen.number === present) return 'number'
  const repeats = distinct <= category.distinctShare * present && distinct <= category.distinct
  return repeats && meanLength <= category.meanLength ? 'category' : 'text'
}
