/** What is fitted to the training texts: the vocabulary, and the pairs that byte-pair tokens are made of. */
import type { TextPart } from '../../../src-shared/domain/preprocessing.ts'
import { paddingToken, unknownToken, type TokensInput } from '../../../src-shared/domain/prepared.ts'
import { createBytePairTrainer } from './byte-pair-training.ts'
import { cleanText, tokenize } from './tokenizers.ts'
import { createVocabularyCounter } from './vocabulary.ts'

/**
 * Several columns of one language (both sides of a translation with a shared vocabulary) are fitted together by giving the texts of both.
 * A vocabulary of byte pairs holds every token on the way to the longest, since new words are made of them.
 */
export function fitTokens(texts: Iterable<string>, part: TextPart): Pick<TokensInput, 'vocabulary' | 'merges'> {
  if (part.tokenizer === 'bytePair') {
    const trainer = createBytePairTrainer()
    for (const text of texts) trainer.add(cleanText(text, part))
    const { tokens, merges } = trainer.train({ size: part.maximumVocabulary, minimumCount: Math.max(2, part.minimumCount) })
    return { vocabulary: [paddingToken, unknownToken, ...tokens], merges }
  }
  const counter = createVocabularyCounter()
  for (const text of texts) counter.add(tokenize(text, part).slice(0, part.maximumLength))
  return { vocabulary: counter.list(part), merges: [] }
}
