/** WAV (RIFF, and RF64 for large files): PCM of 8 to 32 bits, floats, A-law and mu-law. Strict: a header that cannot be true is refused. */
import type { RejectionReason } from '../../../../src-shared/domain/rejection.ts'
import { takeTurn } from '../../reading/turn.ts'
import { refuseSize, undecodable, type Decoded } from './recording.ts'

type ReadSample = (view: DataView, at: number) => number

interface Encoding {
  bits: number
  /** One sample at full scale 32768, as a number that is rounded after the channels are mixed. */
  read: ReadSample
}

/** By format code and bits a sample. */
const encodings: Record<string, Encoding> = {
  '1/8': { bits: 8, read: (view, at) => (view.getUint8(at) - 128) * 256 },
  '1/16': { bits: 16, read: (view, at) => view.getInt16(at, true) },
  '1/24': { bits: 24, read: (view, at) => (view.getUint8(at) + view.getInt16(at + 1, true) * 256) / 256 },
  '1/32': { bits: 32, read: (view, at) => view.getInt32(at, true) / 65_536 },
  '3/32': { bits: 32, read: (view, at) => view.getFloat32(at, true) * 32_768 },
  '3/64': { bits: 64, read: (view, at) => view.getFloat64(at, true) * 32_768 },
  '6/8': { bits: 8, read: (view, at) => aLaw(view.getUint8(at)) },
  '7/8': { bits: 8, read: (view, at) => muLaw(view.getUint8(at)) },
}
const names: Record<number, string> = { 2: 'WAV with Microsoft ADPCM', 17: 'WAV with IMA ADPCM', 49: 'WAV with GSM 6.10', 85: 'WAV with MP3' }
const extensible = 0xfffe

interface Format {
  channels: number
  rate: number
  encoding: Encoding
}

export async function decodeWav(bytes: Buffer, signal?: AbortSignal): Promise<Decoded> {
  const riff = bytes.toString('latin1', 0, 4)
  if ((riff !== 'RIFF' && riff !== 'RF64') || bytes.toString('latin1', 8, 12) !== 'WAVE') return undecodable('it does not begin as a WAV file does')
  let format: Format | null = null
  let large: number | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    const body = bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + size))
    if (id === 'ds64' && body.length >= 16) large = Number(body.readBigUInt64LE(8))
    if (id === 'fmt ') {
      const read = readFormat(body)
      if ('code' in read) return read
      format = read
    }
    if (id === 'data') return format === null ? undecodable('its sound comes before its format') : readSamples(bytes, { from: at + 8, size, large }, format, signal)
    at += 8 + size + (size % 2)
  }
  return undecodable(format === null ? 'it has no format' : 'it has no sound')
}

function readFormat(body: Buffer): Format | RejectionReason {
  if (body.length < 16) return undecodable('its format is cut off')
  const declared = body.readUInt16LE(0)
  const code = declared === extensible && body.length >= 26 ? body.readUInt16LE(24) : declared
  const [channels, rate, block, bits] = [body.readUInt16LE(2), body.readUInt32LE(4), body.readUInt16LE(12), body.readUInt16LE(14)]
  const known = names[code]
  if (known !== undefined) return { code: 'media-codec', details: { codec: known, instead: 'WAV with PCM of 16 bits' } }
  if (!(`${code}/${bits}` in encodings)) return undecodable(`its header says format ${code} of ${bits} bits`)
  const refused = refuseSize(0, rate, channels)
  if (refused) return refused
  if (block !== (channels * bits) / 8) return undecodable(`its header says ${block} bytes for ${channels} samples of ${bits} bits`)
  return { channels, rate, encoding: encodings[`${code}/${bits}`] }
}

/** Frames between two turns of the event loop. */
const framesOfTurn = 1 << 20

/** `size`: as declared. Programs that stream write 0 or the largest number and never come back to correct it. */
async function readSamples(
  bytes: Buffer,
  { from, size, large }: { from: number; size: number; large: number | null },
  { channels, rate, encoding }: Format,
  signal: AbortSignal | undefined,
): Promise<Decoded> {
  const held = bytes.length - from
  const streamed = size === 0xffffffff || (size === 0 && held > 0)
  const promised = large ?? (streamed ? held : size)
  if (promised > held) return undecodable(`its header promises ${promised} bytes of sound and it holds ${held}`)
  const block = (channels * encoding.bits) / 8
  const frames = Math.floor(promised / block)
  if (frames === 0) return undecodable('it has no sound')
  const refused = refuseSize(frames, rate, channels)
  if (refused) return refused
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samples = new Int16Array(frames)
  const width = encoding.bits / 8
  for (let frame = 0; frame < frames; frame++) {
    if (frame % framesOfTurn === framesOfTurn - 1) await takeTurn(signal)
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += encoding.read(view, from + frame * block + channel * width)
    if (!Number.isFinite(sum)) return undecodable('it holds samples that are no numbers')
    samples[frame] = Math.max(-32768, Math.min(32767, Math.round(sum / channels)))
  }
  return { samples, rate }
}

/** ITU-T G.711: sign, three bits of exponent, four of mantissa; 16-bit values. */
function aLaw(byte: number): number {
  const value = byte ^ 0x55
  const exponent = (value >> 4) & 7
  const mantissa = value & 15
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1)
  return value & 0x80 ? magnitude : -magnitude
}

function muLaw(byte: number): number {
  const value = ~byte & 0xff
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84
  return value & 0x80 ? -magnitude : magnitude
}
