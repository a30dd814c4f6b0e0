/** Pretrained vectors for texts that are cut into words: those of the words that the data has, and of the file's own first ones. */
import type { RoleRow } from '../../../src-shared/domain/cell.ts'
import type { Input } from '../../../src-shared/domain/prepared.ts'
import type { PreprocessingConfig } from '../../../src-shared/domain/preprocessing.ts'
import { describeCell } from '../describe-cell.ts'
import { cleanText, tokenize } from '../text/tokenizers.ts'
import { firstWords } from '../text/vector-words.ts'
import { readWordVectors } from '../text/vectors.ts'
import type { LoadedVectors } from './words.ts'

/** Streams the file; only the rows that are needed are kept. null where no vectors are asked for. @throws file.unreadable, vectors.invalid */
export async function loadTextVectors(rows: readonly RoleRow[], preprocessing: PreprocessingConfig, signal?: AbortSignal): Promise<LoadedVectors | null> {
  if (preprocessing.kind !== 'text' || !preprocessing.vectors) return null
  const { file, extraWords } = preprocessing.vectors
  const extra = [...new Set((await firstWords(file, extraWords, signal)).map((word) => cleanText(word.normalize('NFC'), preprocessing)))]
  const wanted = new Set(extra)
  for (const { cells: { text: [text] = [] } } of rows) {
    if (text !== undefined) for (const word of tokenize(describeCell(text), preprocessing)) wanted.add(word)
  }
  const { size, vectors } = await readWordVectors(file, wanted, { signal })
  return { size, vectors, extra: extra.filter((word) => vectors.has(word)) }
}

/** The vocabulary with the first words of the file, which no training text has to have. */
export function withExtraWords(vocabulary: readonly string[], loaded: LoadedVectors | null | undefined): string[] {
  const known = new Set(vocabulary)
  return [...vocabulary, ...(loaded?.extra ?? []).filter((word) => !known.has(word))]
}

export function inputWithExtraWords(input: Input, loaded: LoadedVectors | null | undefined): Input {
  return input.kind === 'tokens' && loaded ? { ...input, vocabulary: withExtraWords(input.vocabulary, loaded) } : input
}
