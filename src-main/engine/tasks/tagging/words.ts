/** What a word shows beside which word it is: its letters, and its shape (capitals, digits, marks). */
import { vocabularyIndex } from './vocabulary-index.ts'

/** Longer words keep their beginning and their end: 2 halves. */
const longestHalf = 15
const unknownRow = 1

/** First match wins; row 0 of the embedding is the padding. */
const shapes: readonly RegExp[] = [
  /^[@#]./u,
  /^(?:https?:|www\.)/iu,
  /^\p{N}[\p{N}.,:/%-]*$/u,
  /^[\p{P}\p{S}]+$/u,
  /^\p{Lu}[\p{Lu}\p{P}]+$/u,
  /^\p{Lu}$/u,
  /^\p{Lu}[\p{Ll}\p{M}'’.-]+$/u,
  /^[\p{Ll}\p{M}'’.-]+$/u,
  /\p{N}/u,
  /\p{Lu}/u,
]
/** Rows of the embedding of shapes: padding, the shapes, none of them. */
export const shapeRows = shapes.length + 2

export function shapeOf(word: string): number {
  const found = shapes.findIndex((shape) => shape.test(word))
  return found < 0 ? shapes.length + 1 : found + 1
}

/** Rows of the alphabet, at least one. */
export function spell(word: string, alphabet: readonly string[]): Int32Array {
  const index = vocabularyIndex(alphabet)
  const all = Array.from(word.normalize('NFC'))
  const kept = all.length > 2 * longestHalf ? [...all.slice(0, longestHalf), ...all.slice(-longestHalf)] : all
  return kept.length === 0 ? Int32Array.of(unknownRow) : Int32Array.from(kept, (character) => index.get(character) ?? unknownRow)
}

export interface Look {
  shape: number
  letters: Int32Array
}

/** Words that are remembered for one alphabet: those of a training set come back every epoch. */
const remembered = 200_000
const looks = new WeakMap<readonly string[], Map<string, Look>>()

/** What words look like, each worked out once. */
export function lookAt(alphabet: readonly string[]): (word: string) => Look {
  const known = looks.get(alphabet) ?? new Map<string, Look>()
  looks.set(alphabet, known)
  return (word) => {
    const before = known.get(word)
    if (before) return before
    if (known.size >= remembered) known.clear()
    const look = { shape: shapeOf(word), letters: spell(word, alphabet) }
    known.set(word, look)
    return look
  }
}
