/** What was heard as an answer: symbols and words with their place in the recording. */
import type { AnswerOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { TranscriptionFitted } from '../../../../src-shared/domain/tasks/transcription.ts'
import type { Heard } from './decoding.ts'

type Spoken = AnswerOf<'transcription'>['symbols'][number]

export function answerOf({ symbols, unit, stack, input }: TranscriptionFitted, { text, timed, alternatives }: Heard, seconds: number): AnswerOf<'transcription'> {
  const step = (input.preprocessing.hopMilliseconds / 1000) * stack
  // The first frame is centred on the first sample: half a hop of it lies before the recording.
  const early = input.preprocessing.hopMilliseconds / 2000
  const at = (place: number): number => Math.min(seconds, Math.max(0, place * step - early))
  const spoken = timed.map(({ symbol, start, end, confidence }): Spoken => ({ text: symbols[symbol], start: at(start), end: at(end), confidence }))
  return { task: 'transcription', text, seconds, symbols: spoken, words: unit === 'word' ? spoken : wordsOf(spoken), alternatives }
}

/** Characters between spaces; a word is as sure as its least sure character. */
function wordsOf(characters: Spoken[]): Spoken[] {
  const words: Spoken[] = []
  let open = false
  for (const character of characters) {
    if (character.text.trim() === '') {
      open = false
      continue
    }
    const last = words.at(-1)
    if (open && last) words[words.length - 1] = { text: last.text + character.text, start: last.start, end: character.end, confidence: Math.min(last.confidence, character.confidence) }
    else words.push({ ...character })
    open = true
  }
  return words
}
