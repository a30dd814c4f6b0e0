/** Tokens <-> rows of the embedding. Row 0 is the padding, row 1 the unknown token. */
import type { TextPart } from '../../../src-shared/domain/preprocessing.ts'
import { paddingToken, unknownToken, type TokensInput } from '../../../src-shared/domain/prepared.ts'
import { tokenize } from './tokenizers.ts'

export const unknownRow = 1

/** Counts tokens of the training split; `list` gives the vocabulary, most frequent first, ties by first appearance. */
export function createVocabularyCounter(): { add: (tokens: readonly string[]) => void; list: (limits: Pick<TextPart, 'minimumCount' | 'maximumVocabulary'>) => string[] } {
  const counts = new Map<string, number>()
  return {
    add: (tokens) => {
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
    },
    list: ({ minimumCount, maximumVocabulary }) => {
      // A Map keeps the order of first appearance, and sort is stable: that is the tie-break.
      const kept = [...counts].filter(([, count]) => count >= minimumCount).sort((a, b) => b[1] - a[1])
      return [paddingToken, unknownToken, ...kept.slice(0, maximumVocabulary).map(([token]) => token)]
    },
  }
}

const rowsOf = new WeakMap<readonly string[], Map<string, number>>()

/** token -> row, made once a vocabulary. */
export function vocabularyRows(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  const known = rowsOf.get(vocabulary)
  if (known) return known
  const rows = new Map(vocabulary.map((token, row) => [token, row]))
  rowsOf.set(vocabulary, rows)
  return rows
}

/** Tokens as vocabulary rows, at most `maximumLength`; a text without any token is one unknown token. */
export function encodeTokens(tokens: readonly string[], rows: ReadonlyMap<string, number>, maximumLength: number): Int32Array {
  if (tokens.length === 0) return Int32Array.of(unknownRow)
  const encoded = new Int32Array(Math.min(tokens.length, maximumLength))
  for (let step = 0; step < encoded.length; step++) encoded[step] = rows.get(tokens[step]) ?? unknownRow
  return encoded
}

/**
 * One text as a fitted model reads it: vocabulary rows [n], 1 <= n <= maximumLength, and beside each the token it stands
 * for and whether the vocabulary has it. Never throws, whatever the text.
 */
export function encode(fitted: Pick<TokensInput, 'preprocessing' | 'vocabulary'> & Partial<Pick<TokensInput, 'merges'>>, text: string): { tokens: Int32Array; pieces: { token: string; known: boolean }[] } {
  const { preprocessing, vocabulary, merges } = fitted
  const tokens = tokenize(text, preprocessing, merges).slice(0, preprocessing.maximumLength)
  const encoded = encodeTokens(tokens, vocabularyRows(vocabulary), preprocessing.maximumLength)
  const shown = tokens.length > 0 ? tokens : [unknownToken]
  return { tokens: encoded, pieces: shown.map((token, step) => ({ token, known: encoded[step] !== unknownRow })) }
}
