/**
 * Text -> tokens, one token a time step. One table; a tokeniser is one row.
 * All read text in Unicode's composed form (NFC), so that an accent typed in two ways is one token.
 */
import type { TextPart } from '../../../src-shared/domain/preprocessing.ts'
import { createBytePairSplitter, type Merges } from './byte-pair.ts'
import { foldNumbers } from './fold-numbers.ts'

export interface Tokenizer {
  /** What a token is called where lengths are shown. */
  unit: 'words' | 'characters' | 'tokens'
  /** `merges` are what byte pairs were fitted to; the others need none. */
  split: (text: string, merges: Merges) => string[]
}

/**
 * One alternative a kind of token, first match wins:
 * emoji with its modifiers and joiners; flags; words with inner apostrophes and numbers with inner points (don't, 3.14);
 * any other mark, where a run of the same mark is one token (... or !!).
 */
const pattern = new RegExp(
  [
    String.raw`\p{Extended_Pictographic}[\u{FE0F}\p{Emoji_Modifier}]*(?:\u{200D}\p{Extended_Pictographic}[\u{FE0F}\p{Emoji_Modifier}]*)*`,
    String.raw`\p{Regional_Indicator}{2}`,
    String.raw`[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+|(?<=\p{N})[.,]\p{N}+)*`,
    String.raw`([^\s\p{L}\p{M}\p{N}\p{Extended_Pictographic}])\1*`,
  ].join('|'),
  'gu',
)
/** The same for text of ASCII alone, which most of it is: ten times as fast. */
const asciiPattern = /[A-Za-z0-9]+(?:'[A-Za-z]+|(?<=[0-9])[.,][0-9]+)*|([^\sA-Za-z0-9])\1*/g
const beyondAscii = /[^\0-\x7f]/

/** Longer runs of one mark are the same token as three of them: !!!!! is !!!. */
const longRun = /^([^\p{L}\p{M}\p{N}])\1{3,}$/u

/** Scripts that put no space between words: their runs are segmented by dictionary. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

function words(text: string): string[] {
  if (!beyondAscii.test(text)) return (text.match(asciiPattern) ?? []).map(shortenRun)
  return (text.normalize('NFC').match(pattern) ?? []).flatMap((token) => {
    if (!beyondAscii.test(token)) return shortenRun(token)
    if (unspaced.test(token)) return Array.from(segmenter.segment(token), ({ segment }) => segment)
    return shortenRun(token.replaceAll('’', "'"))
  })
}

function shortenRun(token: string): string {
  const run = token.length > 3 ? longRun.exec(token) : null
  return run ? run[1].repeat(3) : token
}

/**
 * Code points, not grapheme clusters: their number is bounded, they are the same in every version of ICU and in Python's
 * list(text), and a model learns what a combining mark does instead of meeting each combination as a new symbol.
 */
function characters(text: string): string[] {
  return Array.from(text.normalize('NFC'))
}

const splitters = new WeakMap<Merges, (text: string) => string[]>()

/** Without merges every character stands by itself. */
function bytePairs(text: string, merges: Merges): string[] {
  let split = splitters.get(merges)
  if (!split) splitters.set(merges, (split = createBytePairSplitter(merges)))
  return split(text)
}

export const tokenizers: Record<TextPart['tokenizer'], Tokenizer> = {
  word: { unit: 'words', split: words },
  character: { unit: 'characters', split: characters },
  bytePair: { unit: 'tokens', split: bytePairs },
}

const noMerges: Merges = []

/** Letters and digits as the config wants them, before they are cut into tokens. */
export function cleanText(text: string, { lowercase, foldNumbers: fold }: Pick<TextPart, 'lowercase'> & Partial<Pick<TextPart, 'foldNumbers'>>): string {
  const cased = lowercase ? text.toLowerCase() : text
  return fold ? foldNumbers(cased) : cased
}

/** The tokens of a text as the config asks for them, not yet cut to maximumLength. May be empty. */
export function tokenize(text: string, part: Pick<TextPart, 'tokenizer' | 'lowercase'> & Partial<Pick<TextPart, 'foldNumbers'>>, merges: Merges = noMerges): string[] {
  return tokenizers[part.tokenizer].split(cleanText(text, part), merges)
}
