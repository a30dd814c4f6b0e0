/** FLAC, Ogg (Vorbis, Opus) and MP3 through decoders in WebAssembly, a slice at a time: a small file that is hours long is found out early. */
import { FLACDecoder } from '@wasm-audio-decoders/flac'
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import { MPEGDecoder } from 'mpg123-decoder'
import { OggOpusDecoder } from 'ogg-opus-decoder'
import type { RejectionReason } from '../../../../src-shared/domain/rejection.ts'
import { takeTurn } from '../../reading/turn.ts'
import { mixDown, refuseSize, undecodable, type Decoded } from './recording.ts'

interface Piece {
  channelData: Float32Array[]
  samplesDecoded: number
  sampleRate: number
  errors: { message: string }[]
}

/** What the four decoders have in common. */
interface Decoder {
  ready: Promise<void>
  decode: (bytes: Uint8Array) => Piece | Promise<Piece>
  flush?: () => Promise<Piece>
  free: () => void
}

const sliceBytes = 1 << 16

/** `expected`: frames that the header promises; fewer are a file cut off. */
async function decodeWith(create: () => Decoder, bytes: Buffer, signal: AbortSignal | undefined, expected: number | null = null): Promise<Decoded> {
  const decoder = create()
  try {
    await decoder.ready
    const pieces: Piece[] = []
    let frames = 0
    const take = (piece: Piece): RejectionReason | null => {
      if (piece.errors.length > 0) return undecodable(piece.errors[0].message)
      if (piece.samplesDecoded === 0) return null
      pieces.push(piece)
      frames += piece.samplesDecoded
      return refuseSize(frames, piece.sampleRate, piece.channelData.length)
    }
    for (let from = 0; from < bytes.length; from += sliceBytes) {
      await takeTurn(signal)
      // A copy: decoders keep views into what they are given.
      const refused = take(await decoder.decode(Uint8Array.from(bytes.subarray(from, from + sliceBytes))))
      if (refused) return refused
    }
    const last = await decoder.flush?.()
    const refused = last ? take(last) : null
    if (refused) return refused
    return join(pieces, frames, expected)
  } catch (error) {
    signal?.throwIfAborted()
    return undecodable(error instanceof Error ? error.message : String(error))
  } finally {
    decoder.free()
  }
}

function join(pieces: Piece[], frames: number, expected: number | null): Decoded {
  if (frames === 0) return undecodable('no sound was found in it')
  if (expected !== null && frames < expected) return undecodable(`it breaks off after ${frames} of ${expected} samples`)
  const [{ sampleRate, channelData: { length: channels } }] = pieces
  if (pieces.some((piece) => piece.sampleRate !== sampleRate || piece.channelData.length !== channels)) return undecodable('its format changes on the way')
  const samples = new Int16Array(frames)
  let at = 0
  for (const { channelData, samplesDecoded } of pieces) {
    samples.set(mixDown(channelData, samplesDecoded), at)
    at += samplesDecoded
  }
  return { samples, rate: sampleRate }
}

/** STREAMINFO, the first block: rate in 20 bits, channels in 3, bits in 5, frames in 36 (0 where it is not known). */
export async function decodeFlac(bytes: Buffer, signal?: AbortSignal): Promise<Decoded> {
  const information = bytes.length >= 42 && bytes.toString('latin1', 0, 4) === 'fLaC' && (bytes[4] & 0x7f) === 0
  if (!information) return undecodable('it has no STREAMINFO')
  const rate = bytes.readUIntBE(18, 3) >> 4
  const channels = ((bytes[20] >> 1) & 7) + 1
  const frames = (bytes[21] & 15) * 2 ** 32 + bytes.readUInt32BE(22)
  return refuseSize(frames, rate, channels) ?? decodeWith(() => new FLACDecoder(), bytes, signal, frames || null)
}

export const decodeMp3 = (bytes: Buffer, signal?: AbortSignal): Promise<Decoded> => decodeWith(() => new MPEGDecoder({ enableGapless: true }), bytes, signal)

/** The first packet says which of the two it is. */
export async function decodeOgg(bytes: Buffer, signal?: AbortSignal): Promise<Decoded> {
  const head = bytes.toString('latin1', 0, 128)
  if (head.includes('OpusHead')) return decodeWith(() => new OggOpusDecoder(), bytes, signal)
  if (head.includes('\x01vorbis')) return decodeWith(() => new OggVorbisDecoder(), bytes, signal)
  const codec = ['Speex', 'theora', 'FLAC'].find((name) => head.includes(name))
  return { code: 'media-codec', details: { codec: codec ? `Ogg with ${codec}` : 'an unknown Ogg stream', instead: 'WAV, FLAC or Ogg with Vorbis or Opus' } }
}
