/** Rows of the vocabulary to text. A token that the model does not know is copied from the source, where it looked when it wrote it. */
import { joinTokens } from '../../../../src-shared/domain/join-tokens.ts'
import { unknownToken } from '../../../../src-shared/domain/prepared.ts'
import type { TranslationFitted, TranslationSource } from '../../../../src-shared/domain/tasks/translation.ts'
import type { Translation } from './decode.ts'

/** Row of every vocabulary for what it does not hold. */
export const unknownRow = 1

export interface WrittenToken {
  token: string
  /** Place in the source that it was copied from; null where the model knew it. */
  copied: number | null
}

/** Source tokens as they stand in the text. */
export function sourceTokens({ source: { vocabulary } }: TranslationFitted, { source, unknown }: TranslationSource): string[] {
  let next = 0
  return Array.from(source, (row) => (row === unknownRow ? (unknown[next++] ?? unknownToken) : vocabulary[row]))
}

export function writtenTokens(fitted: TranslationFitted, source: TranslationSource, { tokens, attention }: Pick<Translation, 'tokens' | 'attention'>): WrittenToken[] {
  if (!tokens.includes(unknownRow)) return tokens.map((row) => ({ token: fitted.target.vocabulary[row], copied: null }))
  const read = sourceTokens(fitted, source)
  return tokens.map((row, step) => {
    const weights = attention[step] as Float32Array | undefined
    if (row !== unknownRow) return { token: fitted.target.vocabulary[row], copied: null }
    if (!weights) return { token: '', copied: null }
    const place = weights.indexOf(Math.max(...weights))
    return { token: read[place], copied: place }
  })
}

export function textOfTokens({ target }: TranslationFitted, tokens: readonly WrittenToken[]): string {
  return joinTokens(tokens.flatMap(({ token }) => (token === '' ? [] : [token])), target.preprocessing.tokenizer).trim()
}

export const translationText = (fitted: TranslationFitted, source: TranslationSource, translation: Translation): string => textOfTokens(fitted, writtenTokens(fitted, source, translation))
