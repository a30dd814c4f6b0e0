/** What Try makes of what is typed: pure. */
import type { Prediction } from '../../../src-shared/domain/run.ts'

/** More lines than this are cut off, and the view says so. */
export const maximumLines = 1000

/** The lines that hold something; an empty list where nothing is typed. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== '')
}

/** Tokens that the model has never seen, as a share of all; 0 where there are none. */
export function unknownShare({ tokens }: Pick<Prediction, 'tokens'>): number {
  return tokens.length === 0 ? 0 : tokens.filter(({ known }) => !known).length / tokens.length
}

/** The probability of the predicted class. */
export const certainty = ({ probabilities }: Pick<Prediction, 'probabilities'>): number => Math.max(...probabilities)
