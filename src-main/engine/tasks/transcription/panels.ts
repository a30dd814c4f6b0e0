/** Pictures of a transcriber's mistakes: the recordings with most of them, which word is taken for which, and what could not be learned. */
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { TranscriptionPart } from '../../../../src-shared/domain/tasks/transcription.ts'
import { align, charactersOf, wordsOf, type AlignmentStep } from '../../metrics/edit-distance.ts'

const shownExamples = 50
const shownPairs = 50
/** Stands where one side has nothing. */
const nothing = '–'

export function transcriptionPanels(part: TranscriptionPart, said: readonly string[], losses: Float64Array): Panel[] {
  const aligned = part.texts.map((wanted, row) => alignTexts(wanted, said[row]))
  const short = [...losses].flatMap((loss, row) => (Number.isNaN(loss) ? [row] : []))
  return [worst(part, aligned), confusions(aligned), ...(short.length > 0 ? [tooShort(part, short)] : [])]
}

interface Aligned {
  wanted: string[]
  said: string[]
  steps: AlignmentStep[]
  errors: number
  /** Between two units. */
  gap: string
}

/** Word by word; texts of one word each (or written without spaces) by characters, or every mistake would be the whole text. */
function alignTexts(wanted: string, said: string): Aligned {
  const byWords = wordsOf(wanted).length > 1 || wordsOf(said).length > 1
  const split = byWords ? wordsOf : charactersOf
  const [a, b] = [split(wanted), split(said)]
  const steps = align(a, b)
  return { wanted: a, said: b, steps, errors: steps.filter(({ kind }) => kind !== 'hit').length, gap: byWords ? ' ' : '' }
}

/** Both texts with what differs in brackets, place by place. */
function worst({ indices, seconds }: TranscriptionPart, aligned: Aligned[]): Panel {
  const items = aligned
    .map((own, row) => ({ own, row }))
    .filter(({ own }) => own.errors > 0)
    .sort((one, other) => other.own.errors - one.own.errors || one.row - other.row)
    .slice(0, shownExamples)
    .map(({ own: { wanted, said, steps, errors, gap }, row }) => {
      const side = (units: string[], place: (step: AlignmentStep) => number): string =>
        steps.map((step) => (step.kind === 'hit' ? units[place(step)] : `[${units[place(step)] ?? nothing}]`)).join(gap)
      return {
        index: indices[row], input: `${seconds[row].toFixed(2)} s`,
        truth: side(wanted, ({ reference }) => reference), answer: side(said, ({ said: place }) => place), score: errors / Math.max(1, wanted.length),
      }
    })
  return { kind: 'examples', code: 'worstTranscripts', title: 'Most mistakes, in brackets', items }
}

function confusions(aligned: Aligned[]): Panel {
  const counts = new Map<string, { row: [string, string]; count: number }>()
  for (const { wanted, said, steps } of aligned) {
    for (const { kind, reference, said: place } of steps) {
      if (kind === 'hit') continue
      const row: [string, string] = [wanted[reference] ?? nothing, said[place] ?? nothing]
      const known = counts.get(row.join('\n')) ?? { row, count: 0 }
      known.count += 1
      counts.set(row.join('\n'), known)
    }
  }
  const text = (name: string) => ({ name, format: 'text' as const })
  return {
    kind: 'table', code: 'takenFor', title: 'What is taken for what',
    columns: [text('Said'), text('Written'), { name: 'Count', format: 'integer' }],
    rows: [...counts.values()].sort((one, other) => other.count - one.count).slice(0, shownPairs).map(({ row, count }) => [...row, count]),
  }
}

function tooShort({ texts, seconds, indices }: TranscriptionPart, rows: number[]): Panel {
  return {
    kind: 'table', code: 'tooShort', title: 'Recordings too short for their transcript: left out of the loss',
    columns: [{ name: 'Row', format: 'integer' }, { name: 'Seconds', format: 'number' }, { name: 'Transcript', format: 'text' }],
    rows: rows.slice(0, shownExamples).map((row) => [indices[row] + 1, seconds[row], texts[row]]),
  }
}
