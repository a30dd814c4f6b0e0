/** Words as vocabulary rows, and the alphabet that they are spelled in: both counted on the training sentences alone. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import { paddingToken, unknownToken } from '../../../src-shared/domain/prepared.ts'
import type { WordsPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { VocabularyVectors, WordsInput } from '../../../src-shared/domain/tasks/tagging.ts'
import { detectSplitting, splitSentence } from '../text/sentences.ts'
import { cleanText } from '../text/tokenizers.ts'
import { firstWords } from '../text/vector-words.ts'
import { readWordVectors } from '../text/vectors.ts'
import { withExtraWords } from './text-vectors.ts'
import { createVocabularyCounter, encodeTokens, vocabularyRows } from '../text/vocabulary.ts'

/** Characters seen less often are no characters that anything could be learned of. */
const rareCharacter = 2

/** What a file of vectors has for these words and for its own first ones. */
export interface LoadedVectors {
  size: number
  vectors: Map<string, Float32Array>
  /** Words that are known although no training sentence has them. */
  extra: string[]
}

const written = (word: string, { lowercase, foldNumbers }: WordsPreprocessing): string => cleanText(word.normalize('NFC'), { lowercase, foldNumbers })

/** Streams the file; only the rows that are needed are kept. @throws file.unreadable, vectors.invalid */
export async function loadVectors(preprocessing: WordsPreprocessing, sentences: readonly (readonly string[])[], signal?: AbortSignal): Promise<LoadedVectors | null> {
  if (preprocessing.vectors === null) return null
  const { file, extraWords } = preprocessing.vectors
  const extra = [...new Set((await firstWords(file, extraWords, signal)).map((word) => written(word, preprocessing)))]
  const wanted = new Set(extra)
  for (const sentence of sentences) for (const word of sentence) wanted.add(written(word, preprocessing))
  const { size, vectors } = await readWordVectors(file, wanted, { signal })
  return { size, vectors, extra: extra.filter((word) => vectors.has(word)) }
}

/** A list of words, or a text that is cut as the data is. @throws predict.input */
export function wordsIn(cell: Cell, splitting: WordsInput['splitting']): string[] {
  if (typeof cell === 'string') return splitSentence(cell, splitting)
  return Array.isArray(cell) && cell.length > 0 ? cell : fail('predict.input', { expected: 'a list of words, or a text' })
}

export function fitWords(sentences: readonly (readonly string[])[], preprocessing: WordsPreprocessing, loaded: LoadedVectors | null): WordsInput {
  const words = createVocabularyCounter()
  const characters = createVocabularyCounter()
  const splitting = detectSplitting(sentences)
  for (const sentence of sentences) {
    words.add(sentence.map((word) => written(word, preprocessing)))
    if (splitting !== 'characters') for (const word of sentence) characters.add(Array.from(word.normalize('NFC')))
  }
  return {
    kind: 'words',
    preprocessing,
    vocabulary: withExtraWords(words.list(preprocessing), loaded),
    alphabet: splitting === 'characters' ? [] : characters.list({ minimumCount: rareCharacter, maximumVocabulary: 5000 }),
    splitting,
    vectorSize: loaded?.size ?? null,
  }
}

/** [T] rows of the vocabulary. */
export function encodeWords({ preprocessing, vocabulary }: WordsInput, words: readonly string[]): Int32Array {
  return encodeTokens(words.map((word) => written(word, preprocessing)), vocabularyRows(vocabulary), words.length)
}

/** The vectors of the vocabulary's words; rows of words that the file lacks are zero and marked. */
export function vectorsOf({ vocabulary }: Pick<WordsInput, 'vocabulary'>, { size, vectors }: LoadedVectors): VocabularyVectors {
  const values = new Float32Array(vocabulary.length * size)
  const known = new Uint8Array(vocabulary.length)
  vocabulary.forEach((word, row) => {
    const vector = word === paddingToken || word === unknownToken ? undefined : vectors.get(word)
    if (!vector) return
    values.set(vector, row * size)
    known[row] = 1
  })
  return { size, values, known }
}
