/** A list of words, or the steps of an array, with a tag for each. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, type ArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import type { Role } from '../../../src-shared/domain/roles.ts'
import { arrayFault, copyOf, createArrayCounter, createLengthCounter, labelCounts, type CreateCheck } from './check.ts'

export const checkTagging: CreateCheck = ({ names, roles, places, lenient }) => {
  const role = (['tokens', 'frames', 'series'] as Role[]).find((one) => roles[one] !== undefined) ?? 'tokens'
  const [[input], [tags]] = [places(role), places('tags')]
  const words = createLengthCounter('words')
  const steps = createArrayCounter(role)
  const counts = new Map<string, number>()

  const fault = (cells: Cell[]): RejectionReason | null => {
    if (role === 'tokens') cells[input] = asList(cells[input])
    cells[tags] = asList(cells[tags])
    const [content, own] = [cells[input], cells[tags]]
    if (!Array.isArray(own)) return { code: 'wrong-cell', details: { expected: 'tags' } }
    const broken = role === 'tokens' ? null : arrayFault(content, role)
    if (broken) return broken
    if (role === 'tokens' && (!Array.isArray(content) || content.length === 0)) return { code: 'empty-tokens', details: {} }
    const length = isArrayCell(content) ? content.shape[0] : content.length
    if (own.length !== length) return { code: 'tags-count', details: { tags: own.length, steps: length } }
    return own.some((tag) => tag.trim() === '') ? { code: 'empty-tag', details: {} } : null
  }

  return {
    fault,
    add: (cells) => {
      const content = cells[input]
      if (isArrayCell(content)) steps.add(content)
      else words.add(content.length)
      for (const tag of cells[tags] as string[]) {
        const known = counts.get(tag)
        counts.set(known === undefined ? copyOf(tag) : tag, (known ?? 0) + 1)
      }
    },
    result: () => {
      const labels = labelCounts(counts)
      if (labels.length === 1 && !lenient) fail('import.one-tag', { label: labels[0].label, column: names[tags] })
      return { labels, lengths: role === 'tokens' ? words.result() : steps.result(), findings: [] }
    },
  }
}

/** A list that a table spells as one text: JSON, as Python prints it, or words with spaces between. */
export function asList(cell: Cell): Cell {
  if (typeof cell !== 'string') return isArrayCell(cell) ? wholeNumbers(cell) : cell
  const text = cell.trim()
  if (text.startsWith('[') && text.endsWith(']')) {
    const list = parseList(text)
    if (list) return list
  }
  return text === '' ? [] : text.split(/\s+/)
}

/** Tags that are numbers look like a series of one channel. */
function wholeNumbers(cell: ArrayCell): Cell {
  const one = cell.shape.slice(1).every((side) => side === 1)
  return one && cell.data.every(Number.isInteger) ? Array.from(cell.data, String) : cell
}

const element = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"[\]]+)/g

function parseList(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number') ? value.map(String) : null
  } catch {
    // ['a', "don't"] and, without commas, ['a' 'b'] as NumPy prints it.
    return Array.from(text.slice(1, -1).matchAll(element), ([, single, double, bare]) => (single ?? double ?? bare).replace(/\\(.)/g, '$1'))
  }
}
