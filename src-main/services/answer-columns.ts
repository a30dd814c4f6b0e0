/** An answer as one row of a table, by task: what predict writes and a spreadsheet shows. */
import type { Answer, AnswerOf, TrainedTask } from '../../src-shared/domain/tasks/index.ts'

type Columns = Record<string, string | number>

interface Row<Kind extends TrainedTask> {
  columns: (answer: AnswerOf<Kind>) => Columns
  /** The answer in one word, for counting; empty where each is another. */
  summary: (answer: AnswerOf<Kind>) => string
  /** The answer as a line of JSON, where it is not the answer as it stands. */
  document?: (answer: AnswerOf<Kind>) => object
}

const table: { [Kind in TrainedTask]: Row<Kind> } = {
  classification: {
    columns: ({ label, labels, probabilities, number }): Columns =>
      number ? { number: shortest(number.value), low: shortest(number.low), high: shortest(number.high) } : { label, ...Object.fromEntries(labels.map((name, index) => [`probability of ${name}`, shortest(probabilities[index])])) },
    summary: ({ label, number }) => (number ? '' : label),
    document: ({ labels, probabilities, ...answer }) => ({ ...answer, probabilities: Object.fromEntries(labels.map((name, index) => [name, shortest(probabilities[index])])) }),
  },
  forecasting: {
    columns: ({ item, channels, times }) => ({
      ...(item === '' ? {} : { item }),
      ...Object.fromEntries(channels.flatMap(({ name, forecast, low, high }) =>
        forecast.flatMap((value, step) => [[`${name} ${times[step]}`, shortest(value)], [`${name} ${times[step]} low`, shortest(low[step])], [`${name} ${times[step]} high`, shortest(high[step])]]))),
    }),
    summary: () => '',
  },
  generation: { columns: ({ text, reason }) => ({ written: text, reason }), summary: () => '' },
  tagging: {
    columns: ({ tokens, spans }) => ({
      tags: tokens.map(({ tag }) => tag).join(' '),
      spans: spans.map(({ type, text }) => (type === '' ? text : `${type}: ${text}`)).join('; '),
    }),
    summary: () => '',
  },
  transcription: {
    columns: ({ text, words }) => ({ transcript: text, words: words.map(({ text: word, start, end }) => `${word} ${start.toFixed(2)}-${end.toFixed(2)}`).join('; ') }),
    summary: () => '',
  },
  translation: {
    columns: ({ hypotheses }) => Object.fromEntries(hypotheses.flatMap(({ text, score }, place) => (place === 0 ? [['translation', text], ['score', shortest(score)]] : [[`translation ${place + 1}`, text], [`score ${place + 1}`, shortest(score)]]))),
    summary: () => '',
  },
}

/** Seven digits are all that float32 holds. */
const shortest = (value: number): number => Number(value.toPrecision(7))

/** The types of a row belong together; seen through the name of the task in an answer they cannot be told apart. */
const rowOf = ({ task }: Answer): Row<TrainedTask> => table[task] as Row<TrainedTask>

export const answerDocument = (answer: Answer): object => rowOf(answer).document?.(answer) ?? answer
export const answerColumns = (answer: Answer): Columns => rowOf(answer).columns(answer)
export const answerSummary = (answer: Answer): string => rowOf(answer).summary(answer)
