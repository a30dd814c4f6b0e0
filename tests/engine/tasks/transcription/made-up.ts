/** Recordings in which every letter is a tone of its own, made from a seed. */
import { createRandom } from '../../../../src-main/engine/random.ts'
import type { ArrayCell, RoleRow } from '../../../../src-shared/domain/cell.ts'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import { configOf, prepareMadeUp } from '../prepared-task.ts'

export const rate = 4000
const letters: Record<string, number> = { a: 300, b: 500, c: 800, d: 1200, e: 1700 }

/** A tone of 60 to 120 ms for each letter, softer at its ends, silence for a space, and a little noise. */
export function speak(text: string, seed: number): ArrayCell {
  const random = createRandom(seed).fork(text)
  const pieces = Array.from(text, (letter) => {
    const length = Math.round(rate * (0.06 + 0.06 * random.uniform()))
    const frequency = letters[letter] ?? 0
    return Float32Array.from({ length }, (_, at) => (frequency === 0 ? 0 : 0.5 * Math.sin((2 * Math.PI * frequency * at) / rate) * Math.sin((Math.PI * at) / length)))
  })
  const data = Float32Array.from(pieces.flatMap((piece) => [...piece]), (value) => value + 0.005 * random.normal())
  return { shape: [data.length, 1], data, rate }
}

/** One to three words of two or three letters. */
export function madeUpRows(count: number, seed = 1): RoleRow[] {
  const random = createRandom(seed).fork('texts')
  const word = (): string => Array.from({ length: 2 + random.integer(2) }, () => Object.keys(letters)[random.integer(5)]).join('')
  return Array.from({ length: count }, (_, index) => {
    const text = Array.from({ length: 1 + random.integer(3) }, word).join(' ')
    return { index, cells: { audio: [speak(text, index)], transcript: [text] } }
  })
}

export const row = (index: number, transcript: string, audio: ArrayCell): RoleRow => ({ index, cells: { audio: [audio], transcript: [transcript] } })

export const silence = (seconds: number): ArrayCell => ({ shape: [Math.round(seconds * rate), 1], data: new Float32Array(Math.round(seconds * rate)), rate })

export function transcriptionConfig({ task = {}, training = {}, augment = null }: { task?: object; training?: object; augment?: object | null } = {}): Config {
  return configOf({
    task: { kind: 'transcription', stack: 1, ...task },
    split: { kind: 'random' },
    preprocessing: { kind: 'audio', rate, bands: 16, windowMilliseconds: 32, hopMilliseconds: 20, augment },
    model: { embedding: 16, recurrent: { cell: 'gru', hidden: 24, bidirectional: true } },
    training: { epochs: 16, batchSize: 6, optimizer: { kind: 'adam', learningRate: 0.01 }, schedule: { kind: 'cosine', minimum: 0.05 }, earlyStopping: null, ...training },
  })
}

export const prepared = (config: Config, rows: RoleRow[]): PreparedOf<'transcription'> => prepareMadeUp(config, rows, { audio: ['audio'], transcript: ['transcript'] }) as PreparedOf<'transcription'>
