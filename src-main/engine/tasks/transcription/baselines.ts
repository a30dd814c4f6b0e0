/** What is written without listening: the transcript heard most often; and with the least of listening: that of the most similar recording. */
import { itemAt, rowsOf } from '../../../../src-shared/domain/prepared.ts'
import type { TranscriptionPart } from '../../../../src-shared/domain/tasks/transcription.ts'
import { nearestNeighbour, type Series } from '../../baselines/nearest-neighbour.ts'
import type { Random } from '../../random.ts'

/** Training recordings that are compared with. */
const mostTraining = 5000

/** [name, a text for each recording of `part`] */
export function baselineTexts(train: TranscriptionPart, part: TranscriptionPart, bands: number, random: Random): [string, string[]][] {
  const frequent = mostFrequent(train.texts)
  const order = rowsOf(train.sequences)
  const chosen = order.length > mostTraining ? random.shuffle(order).slice(0, mostTraining).sort((a, b) => a - b) : order
  const find = nearestNeighbour(chosen.map((row) => summaryOf(itemAt(train.sequences, row), bands)), chosen, { channels: 1, distance: 'euclidean' })
  return [
    ['frequentTranscript', part.texts.map(() => frequent)],
    ['nearestRecording', Array.from(part.sequences, (sequence) => train.texts[find(summaryOf(sequence, bands)).label])],
  ]
}

/** The earliest of those that occur most often. */
function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].reduce((best, own) => (own[1] > best[1] ? own : best))[0]
}

/** Mean and spread of each band, and the logarithm of the length. */
function summaryOf(sequence: Float32Array, bands: number): Series {
  const steps = sequence.length / bands
  const data = new Float64Array(2 * bands + 1)
  for (let at = 0; at < sequence.length; at++) data[at % bands] += sequence[at] / steps
  for (let at = 0; at < sequence.length; at++) data[bands + (at % bands)] += (sequence[at] - data[at % bands]) ** 2 / steps
  for (let band = bands; band < 2 * bands; band++) data[band] = Math.sqrt(data[band])
  data[2 * bands] = Math.log(steps)
  return { data, length: data.length }
}
