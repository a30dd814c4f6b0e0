/** Metrics of what was said against what was wanted, over samples of pairs: translation and transcription. */
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import { bleuCounts, bleuOf, bleuWidth } from './bleu.ts'
import { suitingBleuTokenizer, type BleuTokenizer } from './bleu-tokens.ts'
import { scoredBySums, type Scored } from './bootstrap.ts'
import { chrfCounts, chrfOf, chrfWidth } from './chrf.ts'
import { charactersOf, countEdits, wordsOf, type Edits } from './edit-distance.ts'

/**
 * bleu and chrf (0 to 100), exactMatch (share), cer (edits a character of the reference). The tokeniser is the
 * one that suits the references where it is left out: give the same to a model and its baseline.
 */
export function scoredTranslations(said: readonly string[], wanted: readonly string[], tokenizer: BleuTokenizer = suitingBleuTokenizer(wanted)): Scored {
  const width = bleuWidth + chrfWidth + 4
  const counts = new Float64Array(said.length * width)
  said.forEach((text, index) => {
    const row = counts.subarray(index * width, (index + 1) * width)
    const edits = countEdits(charactersOf(wanted[index]), charactersOf(text))
    row.set(bleuCounts(text, wanted[index], tokenizer))
    row.set(chrfCounts(text, wanted[index]), bleuWidth)
    row.set([text.trim() === wanted[index].trim() ? 1 : 0, 1, errorsIn(edits), wantedIn(edits)], bleuWidth + chrfWidth)
  })
  return scoredBySums(counts, width, (sums): Metrics => {
    const [exact, pairs, errors, characters] = sums.subarray(bleuWidth + chrfWidth)
    return {
      bleu: bleuOf(sums),
      chrf: chrfOf(sums.subarray(bleuWidth, bleuWidth + chrfWidth)),
      exactMatch: pairs === 0 ? 0 : exact / pairs,
      cer: rate(errors, characters),
    }
  })
}

/** wer, cer, exactMatch; over all pairs together, as jiwer does, not the mean of the pairs' rates. */
export function scoredTranscripts(said: readonly string[], wanted: readonly string[]): Scored {
  const width = 6
  const counts = Float64Array.from(
    said.flatMap((text, index) => {
      const words = countEdits(wordsOf(wanted[index]), wordsOf(text))
      const characters = countEdits(charactersOf(wanted[index]), charactersOf(text))
      return [errorsIn(words), wantedIn(words), errorsIn(characters), wantedIn(characters), errorsIn(words) === 0 ? 1 : 0, 1]
    }),
  )
  return scoredBySums(counts, width, ([wordErrors, words, characterErrors, characters, exact, pairs]): Metrics => ({
    wer: rate(wordErrors, words),
    cer: rate(characterErrors, characters),
    exactMatch: pairs === 0 ? 0 : exact / pairs,
  }))
}

const errorsIn = ({ substitutions, deletions, insertions }: Edits): number => substitutions + deletions + insertions
const wantedIn = ({ hits, substitutions, deletions }: Edits): number => hits + substitutions + deletions
/** Not finite where nothing was wanted but something said: such a sample has no rate. */
const rate = (errors: number, wanted: number): number => (wanted === 0 && errors === 0 ? 0 : errors / wanted)
