/** Tokens -> text, as far as a tokeniser lets it: characters and byte pairs give the text back, words get their spaces by rule. */
import type { TextPart } from './preprocessing.ts'

const noSpaceBefore = /^(?:[,.;:!?%)\]}»”…]|\.{2,}|'|n't$)/u
const noSpaceAfter = /[([{«“$#@]$/u
/** Scripts that put no space between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}，。！？、；：]/u

function joinWords(tokens: readonly string[]): string {
  return tokens.reduce((text, token) => {
    const last = text.at(-1) ?? ''
    const tight = text === '' || noSpaceBefore.test(token) || noSpaceAfter.test(text) || (unspaced.test(last) && unspaced.test(token[0] ?? '')) || /^[，。！？、；：]/u.test(token)
    return tight ? text + token : `${text} ${token}`
  }, '')
}

const joiners: Record<TextPart['tokenizer'], (tokens: readonly string[]) => string> = {
  word: joinWords,
  character: (tokens) => tokens.join(''),
  bytePair: (tokens) => tokens.join(''),
}

export const joinTokens = (tokens: readonly string[], tokenizer: TextPart['tokenizer']): string => joiners[tokenizer](tokens)
