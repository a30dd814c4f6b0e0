/** A text as the words that a tagger was trained on: told from its words, and cut the same way. */
import type { WordSplitting } from '../../../src-shared/domain/tasks/tagging.ts'

/** Words looked at. */
const sample = 50_000
/** Words of one character: more than this share, and the data is written in characters. */
const characterShare = 0.95

const address = /^(?:https?:\/\/|www\.)/i
const edges = /^([\p{P}\p{S}]*)(.*?)([\p{P}\p{S}]*)$/su
const onlyMarks = /^[\p{P}\p{S}]+$/u
const endsInMark = /[\p{L}\p{N}][.,;:!?…。，！？]$/u
/** Scripts that put no space between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** How the sentences were cut: into characters, with punctuation apart, or at spaces alone. */
export function detectSplitting(sentences: Iterable<readonly string[]>): WordSplitting {
  let [words, single, apart, attached] = [0, 0, 0, 0]
  for (const sentence of sentences) {
    for (const word of sentence) {
      words += 1
      if (word.length <= 2 && [...word].length === 1) single += 1
      if (onlyMarks.test(word)) apart += 1
      else if (endsInMark.test(word)) attached += 1
    }
    if (words > sample) break
  }
  if (words > 0 && single / words > characterShare) return 'characters'
  return apart >= attached && apart > 0 ? 'punctuation' : 'whitespace'
}

const splitters: Record<WordSplitting, (text: string) => string[]> = {
  whitespace: (text) => text.split(/\s+/u).filter((word) => word !== ''),
  characters: (text) => Array.from(text.normalize('NFC')).filter((character) => character.trim() !== ''),
  punctuation: (text) => splitters.whitespace(text).flatMap(withMarksApart),
}

/** Words of a text; never none: an empty text is one empty word. */
export function splitSentence(text: string, splitting: WordSplitting): string[] {
  const words = splitters[splitting](text)
  return words.length > 0 ? words : ['']
}

/** Marks around a word stand by themselves; those within it (don't, U.S, e-mail, 3.14), @names, #topics and addresses stay whole. */
function withMarksApart(chunk: string): string[] {
  if (address.test(chunk) || onlyMarks.test(chunk)) return onlyMarks.test(chunk) ? marks(chunk) : [chunk]
  const [, before = '', core = '', after = ''] = edges.exec(chunk) ?? []
  const keeps = /[@#$]$/u.test(before) ? before.slice(-1) : ''
  const words = unspaced.test(core) ? Array.from(segmenter.segment(core), ({ segment }) => segment) : [core]
  words[0] = keeps + words[0]
  return [...marks(before.slice(0, before.length - keeps.length)), ...words, ...marks(after)]
}

/** Runs of the same mark are one word: ... and !!. */
const marks = (text: string): string[] => Array.from(text.matchAll(/(.)\1*/gsu), ([run]) => run)
