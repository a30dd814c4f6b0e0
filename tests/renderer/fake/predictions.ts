/** What the models of the fake answer. All numbers come from formulas: the same at each start. */
import type { Prediction, PredictInput, Run } from '../../../src-shared/domain/run.ts'
import { datasets } from './datasets.ts'

const textOf = (input: PredictInput): string => ('cells' in input ? Object.values(input.cells).map((cell) => (typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : `${cell.shape.join(' x ')} values`)).join(' ') : `row ${input.row}`)

function forecastOf(row: number): Prediction {
  const hours = Array.from({ length: 120 }, (_, hour) => hour)
  const time = (hour: number): string => new Date(Date.UTC(2018, 5, 22, hour)).toISOString()
  const value = (hour: number, channel: number): number => 20 - 4 * channel + (6 - channel) * Math.sin(hour / 4 + row)
  const [known, ahead] = [hours.slice(0, 96), hours.slice(96)]
  return {
    text: 'OT, HUFL, HULL',
    answer: {
      task: 'forecasting', item: row === 0 ? 'north' : 'south', times: ahead.map(time), interval: 0.8,
      channels: ['OT', 'HUFL', 'HULL'].map((name, channel) => ({
        name, history: known.map((hour) => value(hour, channel)), historyTimes: known.map(time), forecast: ahead.map((hour) => value(hour, channel)),
        low: ahead.map((hour) => value(hour, channel) - 0.5 - (hour - 96) / 10), high: ahead.map((hour) => value(hour, channel) + 0.5 + (hour - 96) / 10),
      })),
    },
  }
}

/** Words with a capital are people, unless they are known places. */
function tagsOf(text: string): Prediction {
  const words = text.split(/\s+/)
  const places = ['Berlin', 'York', 'Beijing', 'New']
  const typeOf = (word: string): string => (places.includes(word) ? 'location' : /^[A-Z@]/.test(word) ? 'person' : '')
  const tokens = words.map((token, step) => {
    const type = typeOf(token)
    return { token, step, tag: type === '' ? 'O' : `${step > 0 && typeOf(words[step - 1]) === type ? 'I' : 'B'}-${type}`, probability: 0.6 + 0.39 * Math.abs(Math.sin(token.length)), known: token.length < 9 }
  })
  const spans = tokens.flatMap(({ tag, probability }, start) => {
    if (!tag.startsWith('B-')) return []
    let end = start + 1
    while (tokens[end]?.tag.startsWith('I-')) end++
    return [{ start, end, type: tag.slice(2), text: words.slice(start, end).join(' '), probability }]
  })
  return { text, answer: { task: 'tagging', tokens, spans } }
}

export function predictionOf(run: Run, input: PredictInput): Prediction {
  if (run.config.task.kind === 'tagging') return tagsOf(textOf(input))
  if (run.config.task.kind === 'forecasting') return forecastOf('row' in input ? input.row : 0)
  const text = textOf(input)
  const labels = datasets.find((dataset) => dataset.id === run.datasetId)?.labels.map(({ label }) => label) ?? ['a', 'b']
  const first = 0.5 + 0.45 * Math.sin(text.length)
  const probabilities = labels.map((_, index) => (index === 0 ? first : (1 - first) / (labels.length - 1)))
  const label = labels[probabilities.indexOf(Math.max(...probabilities))]
  const tokens = 'cells' in input ? text.split(/\s+/).map((token, index) => ({ token: token.toLowerCase(), known: index % 5 !== 4 })) : []
  return { text, answer: { task: 'classification', label, labels, probabilities, tokens } }
}
