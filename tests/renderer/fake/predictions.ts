/** What the models of the fake answer. All numbers come from formulas: the same at each start. */
import type { Prediction, PredictInput, Run } from '../../../src-shared/domain/run.ts'
import { datasets } from './datasets.ts'

const textOf = (input: PredictInput): string => ('cells' in input ? Object.values(input.cells).map((cell) => (typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : `${cell.shape.join(' x ')} values`)).join(' ') : `row ${input.row}`)

export function predictionOf(run: Run, input: PredictInput): Prediction {
  const text = textOf(input)
  const labels = datasets.find((dataset) => dataset.id === run.datasetId)?.labels.map(({ label }) => label) ?? ['a', 'b']
  const first = 0.5 + 0.45 * Math.sin(text.length)
  const probabilities = labels.map((_, index) => (index === 0 ? first : (1 - first) / (labels.length - 1)))
  const label = labels[probabilities.indexOf(Math.max(...probabilities))]
  const tokens = 'cells' in input ? text.split(/\s+/).map((token, index) => ({ token: token.toLowerCase(), known: index % 5 !== 4 })) : []
  return { text, answer: { task: 'classification', label, labels, probabilities, tokens } }
}
