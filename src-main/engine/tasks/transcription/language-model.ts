/** What usually follows what in the training transcripts: an n-gram model over the symbols, made when it is first asked for. */
import { blank, symbolsOf, type TranscriptionFitted } from '../../../../src-shared/domain/tasks/transcription.ts'
import { trainNgram } from '../../baselines/ngram.ts'
import type { SymbolModel } from '../../decode/ctc-prefix-beam.ts'

/** The blank is never said: its row stands for the end of a text. */
const end = blank

const made = new WeakMap<TranscriptionFitted, Map<number, SymbolModel>>()

export function symbolModelOf(fitted: TranscriptionFitted, order: number): SymbolModel {
  const models = made.get(fitted) ?? new Map<number, SymbolModel>()
  made.set(fitted, models)
  const model = models.get(order) ?? createSymbolModel(fitted, order)
  models.set(order, model)
  return model
}

function createSymbolModel({ symbols, transcripts, unit }: TranscriptionFitted, order: number): SymbolModel {
  const known = new Map(symbols.map((symbol, place) => [symbol, place]))
  const sequences = transcripts.map((text) => [...symbolsOf(text, unit).flatMap((symbol) => known.get(symbol) ?? []), end])
  const ngrams = trainNgram(sequences, { order, vocabulary: symbols.length, separate: true })
  return (prefix, symbol) => {
    // No more than the last symbols count, unless the beginning is among them.
    const from = Math.max(0, prefix.length - order)
    let context = from === 0 ? ngrams.start : 0
    for (let place = from; place < prefix.length; place++) context = ngrams.next(context, prefix[place])
    return ngrams.score(context, symbol ?? end)
  }
}
