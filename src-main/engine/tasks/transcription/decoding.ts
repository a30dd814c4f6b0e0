/** Logits of recordings -> texts with the time of each symbol. */
import * as tf from '@tensorflow/tfjs-core'
import { sizeAt, type SequenceList } from '../../../../src-shared/domain/prepared.ts'
import { blank, joinSymbols, type TranscriptionFitted, type TranscriptionOptions } from '../../../../src-shared/domain/tasks/transcription.ts'
import { ctcGreedy, type TimedSymbol } from '../../decode/ctc-greedy.ts'
import { ctcPrefixBeam } from '../../decode/ctc-prefix-beam.ts'
import { logSoftmaxRows } from '../../decode/log-probabilities.ts'
import { evaluationOrder } from '../sequence-batches.ts'
import { giveWay } from '../task.ts'
import { createRecordings, stackedSteps, targetsOf } from './batches.ts'
import { symbolModelOf } from './language-model.ts'
import { lossesOf, type Transcriber } from './model.ts'

export type Decoding = TranscriptionOptions

export interface Heard {
  text: string
  timed: TimedSymbol[]
  /** Best first, this text included; shares of what was kept. */
  alternatives: { text: string; probability: number }[]
}

/** Symbols less likely than e^-12 at a step are not tried. */
const leastLogProbability = -12

/** logits [steps, K] from `offset` on */
export function decode(fitted: TranscriptionFitted, logits: ArrayLike<number>, steps: number, { beams, languageModel, order, bonus, alternatives }: Decoding, offset = 0): Heard {
  const symbols = fitted.symbols.length
  const textOf = (found: readonly number[]): string => joinSymbols(found.map((symbol) => fitted.symbols[symbol]), fitted.unit).replace(/\s+/gu, ' ').trim()
  const isSpace = ({ symbol }: TimedSymbol): boolean => fitted.symbols[symbol].trim() === ''
  // As in the text: no space at an end, or beside another. Silence is often heard as one.
  const spoken = (timed: TimedSymbol[]): TimedSymbol[] => {
    const kept = timed.filter((own, place) => !isSpace(own) || (place > 0 && !isSpace(timed[place - 1])))
    return kept.filter((own, place) => !isSpace(own) || place < kept.length - 1)
  }
  const logProbabilities = logSoftmaxRows(logits, steps, symbols, offset)
  if (beams === 1 && languageModel === 0) {
    const timed = spoken(ctcGreedy(logProbabilities, steps, symbols, blank))
    const text = textOf(timed.map(({ symbol }) => symbol))
    return { text, timed, alternatives: [{ text, probability: 1 }] }
  }
  const found = ctcPrefixBeam(logProbabilities, steps, symbols, {
    blank, width: beams, best: Math.min(beams, alternatives), bonus, leastLogProbability,
    ...(languageModel > 0 ? { model: symbolModelOf(fitted, order), weight: languageModel } : {}),
  })
  const sum = found.reduce((total, { score }) => total + Math.exp(score - found[0].score), 0)
  return {
    text: textOf(found[0].symbols),
    timed: spoken(found[0].timed),
    alternatives: found.map(({ symbols: own, score }) => ({ text: textOf(own), probability: Math.exp(score - found[0].score) / sum })),
  }
}

/** What is heard in each recording, in the order given; with targets, also the loss of each: NaN where the transcript does not fit. */
export async function transcribe(
  model: Transcriber,
  fitted: TranscriptionFitted,
  { sequences, targets }: { sequences: SequenceList<Float32Array>; targets?: Int32Array[] },
  decoding: Decoding,
): Promise<{ heard: Heard[]; losses: Float64Array }> {
  const { shape, symbols } = model
  const heard = new Array<Heard>(sequences.length)
  const losses = new Float64Array(sequences.length).fill(Number.NaN)
  for (const positions of evaluationOrder({ sequences, stepSize: shape.bands })) {
    const batch = createRecordings(sequences, positions, shape)
    const wanted = targets ? targetsOf({ targets }, batch) : null
    const [logits, loss] = tf.tidy(() => {
      const { logits: all } = model.apply(batch)
      return [all, wanted ? lossesOf(all, batch, wanted) : tf.zeros([positions.length])]
    })
    const [values, nats] = (await Promise.all([logits.data(), loss.data()])) as [Float32Array, Float32Array]
    tf.dispose([logits, loss])
    for (const [row, position] of positions.entries()) {
      if (wanted && wanted.weights[row] > 0) losses[position] = nats[row]
      heard[position] = decode(fitted, values, stackedSteps(sizeAt(sequences, position) / shape.bands, shape.stack), decoding, row * batch.steps * symbols)
      if (row % 16 === 15) await giveWay()
    }
    await giveWay()
  }
  return { heard, losses }
}

/** What an export must reproduce: log probabilities [T', K] of each recording. */
export async function logProbabilitiesOf({ apply, shape, symbols }: Transcriber, sequences: SequenceList<Float32Array>): Promise<Float32Array[]> {
  const results: Float32Array[] = []
  for (const sequence of sequences) {
    const batch = createRecordings([sequence], [0], shape)
    const logits = tf.tidy(() => apply(batch).logits)
    results.push(Float32Array.from(logSoftmaxRows(await logits.data(), batch.steps, symbols, 0)))
    logits.dispose()
  }
  return results
}
