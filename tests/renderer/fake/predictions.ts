/** What the models of the fake answer. All numbers come from formulas: the same at each start. */
import type { Prediction, PredictInput, Run } from '../../../src-shared/domain/run.ts'
import type { PredictOptions } from '../../../src-shared/domain/tasks/index.ts'
import { datasets } from './datasets.ts'

const textOf = (input: PredictInput): string => ('cells' in input ? Object.values(input.cells).map((cell) => (typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : `${cell.shape.join(' x ')} values`)).join(' ') : `row ${input.row}`)

const known = {
  columns: [{ name: 'load', kind: 'number' as const, values: [] }, { name: 'holiday', kind: 'number' as const, values: ['0', '1'] }, { name: '天气预报', kind: 'category' as const, values: ['晴', '多云', '雨', '大雾'] }],
  steps: Array.from({ length: 24 }, (_, step) => [step < 4 ? (40 + 5 * step).toFixed(1) : '55.0', '0', step < 4 ? '雨' : '多云']),
  given: Array.from({ length: 24 }, (_, step) => [step < 4, step < 3, step < 4]),
}

/** Load warms, a holiday cools. */
function forecastOf(row: number, ahead: readonly (readonly (string | null)[])[] = []): Prediction {
  const hours = Array.from({ length: 120 }, (_, hour) => hour)
  const time = (hour: number): string => new Date(Date.UTC(2018, 5, 22, hour)).toISOString()
  const steps = known.steps.map((own, step) => own.map((value, column) => ahead[step]?.[column] ?? value))
  const moved = (hour: number): number => (hour < 96 ? 0 : (Number(steps[hour - 96][0].replace(',', '.')) - Number(known.steps[hour - 96][0])) / 10 - 3 * Number(steps[hour - 96][1]))
  const value = (hour: number, channel: number): number => 20 - 4 * channel + (6 - channel) * Math.sin(hour / 4 + row) + moved(hour)
  const [past, future] = [hours.slice(0, 96), hours.slice(96)]
  return {
    text: 'OT, HUFL, HULL',
    answer: {
      task: 'forecasting', item: row === 0 ? 'north' : 'south', times: future.map(time), interval: 0.8, known: { ...known, steps },
      channels: ['OT', 'HUFL', 'HULL'].map((name, channel) => ({
        name, history: past.map((hour) => value(hour, channel)), historyTimes: past.map(time), forecast: future.map((hour) => value(hour, channel)),
        low: future.map((hour) => value(hour, channel) - 0.5 - (hour - 96) / 10), high: future.map((hour) => value(hour, channel) + 0.5 + (hour - 96) / 10),
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

function written(prompt: string, length: number): Prediction {
  const words = ['the', 'king', 'shall', 'speak', 'of', 'love', 'and', 'war', 'to', 'thee', 'my', 'lord,']
  const tokens = Array.from({ length: Math.min(length, 60) }, (_, index) => ({ token: ` ${words[(index * 7 + prompt.length) % words.length]}`, probability: 0.1 + 0.85 * Math.abs(Math.sin(index * 1.3)) }))
  return { text: prompt, answer: { task: 'generation', text: tokens.map(({ token }) => token).join(''), tokens, reason: 'length', prompt: [...prompt].map((token) => ({ token, known: true })) } }
}

/** The words the other way round, which is no translation but has its shape. */
function translated(text: string, best: number): Prediction {
  const source = text.split(/\s+/)
  const hypotheses = Array.from({ length: best }, (_, place) => {
    const target = source.toReversed().slice(0, Math.max(1, source.length - place))
    return {
      text: target.join(' '), tokens: target.map((token, index) => ({ token, copied: index === 1 ? source.length - 2 : null })), score: -0.4 - 0.3 * place, logProbability: -3 - 2 * place, finished: place < 3,
      attention: target.map((_token, row) => source.map((__, column) => (column === source.length - 1 - row ? 0.7 : 0.3 / Math.max(1, source.length - 1)))),
    }
  })
  return { text, answer: { task: 'translation', text: hypotheses[0].text, tokens: source.map((token, index) => ({ token, known: index !== 2 })), hypotheses } }
}

function heard(): Prediction {
  const words = ['nine', 'five', 'two'].map((text, index) => ({ text, start: 0.06 + index * 0.15, end: 0.17 + index * 0.15, confidence: 0.95 - index * 0.25 }))
  const symbols = words.flatMap(({ text, start, end, confidence }) => [...text].map((letter, index) => ({ text: letter, start: start + (index * (end - start)) / text.length, end, confidence })))
  return { text: 'recording of 0.5 s', answer: { task: 'transcription', text: 'nine five two', seconds: 0.5, symbols, words, alternatives: [{ text: 'nine five two', probability: 0.71 }, { text: 'nine five too', probability: 0.22 }, { text: 'nine nine two', probability: 0.07 }] } }
}

export function predictionOf(run: Run, input: PredictInput, options: PredictOptions = {}): Prediction {
  if (run.config.task.kind === 'generation') return written(textOf(input), options.generation?.length ?? 300)
  if (run.config.task.kind === 'translation') return translated(textOf(input), options.translation?.best ?? 4)
  if (run.config.task.kind === 'transcription') return heard()
  if (run.config.task.kind === 'tagging') return tagsOf(textOf(input))
  if (run.config.task.kind === 'forecasting') return 'row' in input ? forecastOf(input.row, input.ahead?.known) : forecastOf(0)
  const text = textOf(input)
  const labels = datasets.find((dataset) => dataset.id === run.datasetId)?.labels.map(({ label }) => label) ?? ['a', 'b']
  const first = 0.5 + 0.45 * Math.sin(text.length)
  const probabilities = labels.map((_, index) => (index === 0 ? first : (1 - first) / (labels.length - 1)))
  const label = labels[probabilities.indexOf(Math.max(...probabilities))]
  const tokens = 'cells' in input ? text.split(/\s+/).map((token, index) => ({ token: token.toLowerCase(), known: index % 5 !== 4 })) : []
  const frames = run.config.preprocessing.kind === 'frames' || run.config.preprocessing.kind === 'series'
  const at = Array.from({ length: 12 }, (_, index) => index * 2)
  const steps = frames ? { at, probabilities: at.map((step) => labels.map((_, index) => (index === 0 ? first * (step / 24) : (1 - first * (step / 24)) / (labels.length - 1)))) } : null
  return { text, answer: { task: 'classification', target: 'class', label, labels, probabilities, chosen: [], number: null, steps, tokens } }
}
