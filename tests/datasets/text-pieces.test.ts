/** A text in pieces has the tokens of the whole, whatever cuts it into tokens. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linePieces } from '../../src-main/datasets/text/pieces.ts'
import { tokenize } from '../../src-main/datasets/text/tokenizers.ts'

const merges = [['t', 'h'], ['th', 'e'], [' ', 'the'], ['\r', '\n']] as const
const text = fc.array(fc.oneof(fc.constantFrom('\n', '\r\n', ' ', 'the ', 'Σ', 'ΑΣ', 'don’t', "it's", '3.14', '!!!!!', 'e\u0301', '\u0301', '好', '👩\u200d🚀', '\u2028', 'İ'), fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 40 }).map((parts) => parts.join(''))

it.each(['word', 'character', 'bytePair'] as const)('by %s', (tokenizer) => {
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 12 }), fc.boolean(), fc.boolean(), (whole, most, lowercase, foldNumbers) => {
    const part = { tokenizer, lowercase, foldNumbers }
    const pieces = [...linePieces(whole, most)]
    expect(pieces.join('')).toBe(whole)
    expect(pieces.slice(0, -1).every((piece) => piece.endsWith('\n') && piece.length >= most)).toBe(true)
    expect(pieces.flatMap((piece) => tokenize(piece, part, merges))).toEqual(tokenize(whole, part, merges))
  }), { numRuns: 400, seed: 11 })
})
