import { describe, expect, it } from 'vitest'
import { legibleParts } from '../../src-renderer/ui/legible-parts.ts'

describe('a text in a line', () => {
  it.each<[string, [string, string?][]]>([
    ['plain  text ', [['plain  text ']]],
    ['two\nlines', [['two'], ['\n', 'LF'], ['lines']]],
    ['\u202eturned', [['\u202e', 'RLO'], ['turned']]],
    ['\ufeffa\u0085', [['\ufeff', 'BOM'], ['a'], ['\u0085', 'U+0085']]],
    ['👩‍👩‍👧 می‌خواهم', [['👩‍👩‍👧 می‌خواهم']]],
    ['', []],
  ])('%j', (text, parts) => {
    expect(legibleParts(text)).toEqual(parts.map(([own, mark]) => (mark === undefined ? { text: own } : { text: own, mark })))
    expect(legibleParts(text).map((part) => part.text).join('')).toBe(text)
  })
})
