/** Bytes -> a recording, by what the bytes say they are; the name of the file decides nothing. */
import type { Decoded } from './recording.ts'
import { decodeFlac, decodeMp3, decodeOgg } from './compressed.ts'
import { decodeWav } from './wav.ts'

export const audioExtensions = ['wav', 'wave', 'flac', 'mp3', 'ogg', 'oga', 'opus']

const formats: { begins: (bytes: Buffer) => boolean; decode: (bytes: Buffer, signal?: AbortSignal) => Decoded | Promise<Decoded> }[] = [
  { begins: (bytes) => /^(RIFF|RF64)/.test(bytes.toString('latin1', 0, 4)), decode: decodeWav },
  { begins: (bytes) => bytes.toString('latin1', 0, 4) === 'fLaC', decode: decodeFlac },
  { begins: (bytes) => bytes.toString('latin1', 0, 4) === 'OggS', decode: decodeOgg },
  // An ID3 tag, or eleven bits that are set where a frame begins.
  { begins: (bytes) => bytes.toString('latin1', 0, 3) === 'ID3' || (bytes.length > 1 && bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0), decode: decodeMp3 },
]

const others: [RegExp, string][] = [
  [/^....ftyp/s, 'MP4 (AAC)'],
  [/^FORM....AIF/s, 'AIFF'],
  [/^\x30\x26\xb2\x75/, 'Windows Media'],
  [/^#!AMR/, 'AMR'],
  [/^NIST_1A/, 'NIST SPHERE'],
]

/** A recording of one channel; why it cannot be read otherwise. @throws the signal's reason when aborted */
export async function decodeAudio(bytes: Buffer, signal?: AbortSignal): Promise<Decoded> {
  const format = formats.find(({ begins }) => begins(bytes))
  if (format) return format.decode(bytes, signal)
  const head = bytes.toString('latin1', 0, 16)
  const other = others.find(([pattern]) => pattern.test(head))
  if (other) return { code: 'media-codec', details: { codec: other[1], instead: 'WAV, FLAC, Ogg or MP3' } }
  return { code: 'media', details: { reason: bytes.length === 0 ? 'it is empty' : 'it begins like no recording that Seqbench knows' } }
}
