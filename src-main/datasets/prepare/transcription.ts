/** Recordings with what is said in them: the symbols that can be written are those of the training transcripts. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, textOf, type Cell, type RoleRow } from '../../../src-shared/domain/cell.ts'
import { normaliseTranscript, symbolsOf, type TranscriptionFitted } from '../../../src-shared/domain/tasks/transcription.ts'
import { describeCell } from '../describe-cell.ts'
import { keepInMemory } from '../encoded-sequences.ts'
import { encodeCell, fitInput } from '../inputs/index.ts'
import { compareLabels } from '../labels.ts'
import { lazily } from '../stored-rows.ts'
import { inputCell, type Preparer } from './preparer.ts'

const blankSymbol = '<blank>'
/** Words heard less often than the most frequent of these are not written. */
const mostSymbols = 5000
/** Characters of transcripts that are kept with a model for its language model. */
const keptCharacters = 1_000_000

export const transcription: Preparer<'transcription'> = {
  fit: (training, { preprocessing, task: { unit, lowercase, punctuation, stack } }) => {
    const input = fitInput(lazily(training, (row) => inputCell(row, 'audio')), preprocessing)
    if (input.kind !== 'audio') return fail('predict.input', { expected: 'a recording' })
    const texts = training.map((row) => normaliseTranscript(textOf(row, 'transcript'), { lowercase, punctuation }))
    const counts = new Map<string, number>()
    for (const text of texts) for (const symbol of symbolsOf(text, unit)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
    if (counts.size === 0) fail('transcription.no-text', { count: texts.length })
    const frequent = [...counts].sort(([, one], [, other]) => other - one).slice(0, mostSymbols)
    let characters = 0
    return {
      task: 'transcription', input, unit, lowercase, punctuation, stack,
      symbols: [blankSymbol, ...frequent.map(([symbol]) => symbol).sort(compareLabels)],
      transcripts: texts.filter((text) => (characters += text.length) <= keptCharacters),
    }
  },
  part: (fitted, rows, keep = keepInMemory) => {
    const known = new Map(fitted.symbols.map((symbol, place) => [symbol, place]))
    const texts = rows.map((row) => normaliseTranscript(textOf(row, 'transcript'), fitted))
    return {
      sequences: keep(rows, (row) => sequenceOf(fitted, row)),
      targets: texts.map((text) => Int32Array.from(symbolsOf(text, fitted.unit).flatMap((symbol) => known.get(symbol) ?? []))),
      texts,
      seconds: Float64Array.from(rows, (row) => secondsOf(inputCell(row, 'audio'))),
      indices: Int32Array.from(rows, ({ index }) => index),
    }
  },
  encode: (fitted, row) => ({ task: 'transcription', sequence: sequenceOf(fitted, row), seconds: secondsOf(inputCell(row, 'audio')) }),
  describe: (_fitted, row) => describeCell(inputCell(row, 'audio')),
}

const sequenceOf = ({ input }: TranscriptionFitted, row: Pick<RoleRow, 'cells'>): Float32Array => encodeCell(input, inputCell(row, 'audio')).sequence as Float32Array

function secondsOf(cell: Cell): number {
  return isArrayCell(cell) ? cell.shape[0] / (cell.rate ?? 1) : 0
}
