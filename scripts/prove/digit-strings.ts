/** Spoken digits joined into strings of three to five, with what is said: each part of the split is made of recordings that no other part has. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeAudio } from '../../src-main/datasets/audio/decode/index.ts'
import { isRecording } from '../../src-main/datasets/audio/decode/recording.ts'
import { encodeWav } from '../../src-main/datasets/audio/wav-file.ts'
import { createRandom } from '../../src-main/engine/random.ts'

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const rate = 8000
/** Of ten recordings of a digit by a speaker; and strings made of them. */
const parts = { train: { recordings: 7, strings: 800 }, validation: { recordings: 1, strings: 80 }, test: { recordings: 2, strings: 160 } }
/** Longest silence between two digits. */
const pauseSeconds = 0.1

interface Digit { digit: number; speaker: string; samples: Int16Array }

/** Writes WAV files and metadata.csv (file, transcript, speaker, split) into `directory`. A string is of one speaker. */
export async function writeDigitStrings(recordings: string, directory: string, seed: number): Promise<void> {
  const random = createRandom(seed).fork('digit strings')
  const all = await Promise.all(readdirSync(recordings).filter((name) => name.endsWith('.wav')).sort().map((name) => readDigit(recordings, name)))
  const groups = Map.groupBy(all, ({ digit, speaker }) => `${digit} ${speaker}`)
  mkdirSync(directory, { recursive: true })
  const lines = ['file,transcript,speaker,split']
  const drawn = new Map([...groups].map(([key, own]) => [key, random.fork(key).shuffle([...own])]))
  let from = 0
  for (const [part, { recordings: count, strings }] of Object.entries(parts)) {
    const own = [...drawn.values()].flatMap((group) => group.slice(from, from + count))
    from += count
    const speakers = [...new Set(own.map(({ speaker }) => speaker))]
    for (let index = 0; index < strings; index++) {
      const speaker = speakers[index % speakers.length]
      const choice = own.filter((one) => one.speaker === speaker)
      const said = Array.from({ length: 3 + random.integer(3) }, () => choice[random.integer(choice.length)])
      const name = `${part}-${index}.wav`
      writeFileSync(join(directory, name), encodeWav(joined(said.map(({ samples }) => samples), () => random.integer(Math.round(pauseSeconds * rate))), rate))
      lines.push(`${name},${said.map(({ digit }) => words[digit]).join(' ')},${speaker},${part}`)
    }
  }
  writeFileSync(join(directory, 'metadata.csv'), `${lines.join('\n')}\n`)
}

async function readDigit(folder: string, name: string): Promise<Digit> {
  const [digit, speaker] = name.split('_')
  const decoded = await decodeAudio(readFileSync(join(folder, name)))
  if (!isRecording(decoded) || decoded.rate !== rate) throw new Error(`${name} is not what the Free Spoken Digit Dataset has`)
  return { digit: Number(digit), speaker, samples: decoded.samples }
}

function joined(pieces: Int16Array[], pause: () => number): Int16Array {
  const pauses = pieces.map((_, index) => (index === 0 ? 0 : pause()))
  const whole = new Int16Array(pieces.reduce((sum, { length }, index) => sum + length + pauses[index], 0))
  let at = 0
  pieces.forEach((piece, index) => {
    whole.set(piece, at + pauses[index])
    at += pauses[index] + piece.length
  })
  return whole
}
