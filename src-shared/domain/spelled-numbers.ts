/** Numbers as tables and people spell them. */

/** How tables say that a value is not there; letter case aside. */
const missingSpellings = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '?', '-', '--', '.', '*', 'missing', '<na>', '#na', '-nan', 'nat'])

/** Whether a cell of a column of numbers or dates stands for no value. In a text `None` is a word: do not ask there. */
export function isMissing(value: string): boolean {
  return value.length <= 7 && missingSpellings.has(value.trim().toLowerCase())
}

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/
const decimalComma = /^[+-]?\d+,\d+$/

/** The number that `value` spells: NaN where it stands for none, null where it is no number. 1,234.5 and 12,5 are read. */
export function parseNumber(value: string): number | null {
  const trimmed = value.trim()
  if (plainNumber.test(trimmed)) return Number(trimmed)
  if (isMissing(trimmed)) return NaN
  if (grouped.test(trimmed)) return Number(trimmed.replaceAll(',', ''))
  if (decimalComma.test(trimmed)) return Number(trimmed.replace(',', '.'))
  return trimmed.endsWith('%') && plainNumber.test(trimmed.slice(0, -1)) ? Number(trimmed.slice(0, -1)) / 100 : null
}

const typedComma = /^[+-]?\d*,\d+$/
/** 1,234 is a thousand to some and a little more than one to others; 0,123 is not. */
const ambiguous = /^[+-]?[1-9]\d{0,2},\d{3}$/

/** The number that somebody types into a field, with a decimal comma or full-width digits too; null where it is none or could be two. `integer`: a comma groups. */
export function typedNumber(typed: string, { integer = false } = {}): number | null {
  const text = typed.normalize('NFKC').trim().replace('\u2212', '-')
  if (plainNumber.test(text)) return Number(text)
  if (integer && grouped.test(text)) return Number(text.replaceAll(',', ''))
  return typedComma.test(text) && !ambiguous.test(text) ? Number(text.replace(',', '.')) : null
}
