/** An answer as one row of a table, by task: what predict writes and a spreadsheet shows. */
import type { Answer, AnswerOf, TrainedTask } from '../../src-shared/domain/tasks/index.ts'

type Columns = Record<string, string | number>

const table: { [Kind in TrainedTask]: { columns: (answer: AnswerOf<Kind>) => Columns; /** The answer in one word, for counting; empty where each is another. */ summary: (answer: AnswerOf<Kind>) => string } } = {
  classification: {
    columns: ({ label, labels, probabilities }) => ({ label, ...Object.fromEntries(labels.map((name, index) => [`probability of ${name}`, shortest(probabilities[index])])) }),
    summary: ({ label }) => label,
  },
}

/** Seven digits are all that float32 holds. */
const shortest = (value: number): number => Number(value.toPrecision(7))

const rowOf = ({ task }: Answer): (typeof table)[TrainedTask] => table[task]

export const answerColumns = (answer: Answer): Columns => rowOf(answer).columns(answer)
export const answerSummary = (answer: Answer): string => rowOf(answer).summary(answer)
