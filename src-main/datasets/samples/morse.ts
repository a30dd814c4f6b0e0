import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeWav } from '../audio/wav-file.ts'
import { createSeeded } from '../seeded.ts'
import type { ShippedSample } from './sample.ts'

const codes: Record<string, string> = { a: '.-', e: '.', i: '..', m: '--', n: '-.', o: '---', s: '...', t: '-' }
const letters = Object.keys(codes)
const recordings = 200
const rate = 4000
/** Shortest and longest of a dot, and of half a period of the tone, in samples. */
const dots = [120, 180] as const
const halfPeriods = [2, 4] as const
const loudness = 9000
const noise = 600

/** Beeps of words of two to four letters, each keyed at a speed and a pitch of its own; integers alone, so the bytes are the same everywhere. */
export const morse: ShippedSample = {
  name: 'morse',
  title: 'Morse code (synthetic)',
  description: 'Recordings of two to four letters keyed in Morse code, to be written down: beeps made by a program, so they are synthetic. Eight letters, at many speeds and pitches, with a little noise.',
  source: 'made by Seqbench',
  licence: 'CC0 1.0',
  synthetic: true,
  task: 'transcription',
  preset: 'small',
  sequences: recordings,
  classes: 0,
  write: async (directory) => {
    const folder = join(directory, 'morse')
    await mkdir(folder, { recursive: true })
    const random = createSeeded(11, 'morse')
    const between = ([low, high]: readonly [number, number]): number => low + random.integer(high - low + 1)
    const lines = ['file,transcript']
    for (let index = 0; index < recordings; index++) {
      const word = Array.from({ length: between([2, 4]) }, () => letters[random.integer(letters.length)]).join('')
      const samples = key(word, between(dots), between(halfPeriods), () => random.integer(2 * noise + 1) - noise)
      const name = `${String(index + 1).padStart(3, '0')}.wav`
      await writeFile(join(folder, name), encodeWav(samples, rate))
      lines.push(`${name},${word}`)
    }
    await writeFile(join(folder, 'metadata.csv'), `${lines.join('\n')}\n`)
    return { paths: [folder], options: { format: 'audio', task: 'transcription', roles: { audio: ['audio'], transcript: ['transcript'] } } }
  },
}

/** A dash lasts three dots; so does the silence between letters, and one dot that within a letter. */
function key(word: string, dot: number, half: number, hiss: () => number): Int16Array {
  const sounds: boolean[] = [false]
  for (const letter of word) for (const [place, sign] of [...codes[letter]].entries()) sounds.push(...(place === 0 ? [false, false] : []), ...(sign === '-' ? [true, true, true] : [true]), false)
  return Int16Array.from({ length: sounds.length * dot }, (_, at) => hiss() + (sounds[Math.floor(at / dot)] ? (Math.floor(at / half) % 2 === 0 ? loudness : -loudness) : 0))
}
