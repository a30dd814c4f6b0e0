/** What Try makes of what is typed and of what is answered: pure. */
import type { Prediction, PredictInput } from '../../../src-shared/domain/run.ts'
import type { Answer } from '../../../src-shared/domain/tasks/index.ts'
import type { Role } from '../../../src-shared/domain/roles.ts'

/** More lines than this are cut off, and the view says so. */
export const maximumLines = 1000

/** The lines that hold something; an empty list where nothing is typed. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== '')
}

/** Stop strings as they are typed: one after the other with a bar between; \n is a new line. */
export const stopsOf = (typed: string): string[] => typed.split('|').map((part) => part.replaceAll('\\n', '\n')).filter((part) => part !== '')

export const inputOf = (role: Role, text: string): PredictInput => ({ cells: { [role]: text } })

/** The answer of one task. */
export type AnswerTo<Task extends Answer['task']> = Extract<Answer, { task: Task }>
/** A prediction whose answer is one to this task. */
export type PredictionOf<Task extends Answer['task']> = Prediction & { answer: AnswerTo<Task> }

/** The predictions that answer this task; a model of one task answers no other, so nothing is lost. */
export function predictionsOf<Task extends Answer['task']>(predictions: readonly Prediction[], task: Task): PredictionOf<Task>[] {
  return predictions.filter((prediction): prediction is PredictionOf<Task> => prediction.answer.task === task)
}

interface Piece { token: string; known: boolean }

/** Tokens that the model has never seen, as a share of all; 0 where there are none. */
export function unknownShare(tokens: readonly Piece[]): number {
  return tokens.length === 0 ? 0 : tokens.filter(({ known }) => !known).length / tokens.length
}

/** The probability of the predicted class. */
export const certainty = ({ probabilities }: { probabilities: readonly number[] }): number => Math.max(...probabilities)
