/**
 * What needs no network: each word's likeliest translation, word by word, and the source as it stands. Words are those of Unicode's
 * rules and the dictionaries of ICU, whatever tokens the model reads and writes.
 */
import { joinTokens } from '../../../../src-shared/domain/join-tokens.ts'
import type { TranslationPart } from '../../../../src-shared/domain/tasks/translation.ts'
import { fitWordDictionary } from '../../baselines/word-dictionary.ts'
import type { BaselineScoring } from '../task.ts'
import { scoredTexts } from './scoring.ts'

const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
/** Pairs from which a dictionary is learned. */
const mostPairs = 200_000

const wordsOf = (text: string): string[] => Array.from(segmenter.segment(text.normalize('NFC')), ({ segment }) => segment.trim()).filter((word) => word !== '')

/** Words <-> numbers, growing. */
function createWordList(): { rows: (words: string[]) => Int32Array; words: string[] } {
  const known = new Map<string, number>()
  const words: string[] = []
  const row = (word: string): number => {
    const found = known.get(word)
    if (found !== undefined) return found
    known.set(word, words.length)
    return words.push(word) - 1
  }
  return { words, rows: (own) => Int32Array.from(own, row) }
}

export function translationBaselines(train: TranslationPart, part: TranslationPart, rows: Int32Array): BaselineScoring[] {
  const [source, target] = [createWordList(), createWordList()]
  const sourceRows = (text: string): Int32Array => source.rows(wordsOf(text.toLowerCase()))
  const count = Math.min(train.sourceTexts.length, mostPairs)
  const dictionary = fitWordDictionary(
    train.sourceTexts.slice(0, count).map(sourceRows),
    train.targetTexts.slice(0, count).map((text) => target.rows(wordsOf(text))),
  )
  const texts = Array.from(rows, (row) => joinTokens(Array.from(dictionary.translate(sourceRows(part.sourceTexts[row])), (word) => target.words[word]), 'word'))
  const copies = Array.from(rows, (row) => part.sourceTexts[row])
  return [
    { name: 'dictionary', scored: scoredTexts(part, rows, texts) },
    { name: 'copy', scored: scoredTexts(part, rows, copies) },
  ]
}
