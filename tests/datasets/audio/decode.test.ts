/** Against what libsndfile reads from the same files (fixtures/record-audio.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../src-main/datasets/audio/decode/index.ts'
import { isRecording, type Recording } from '../../../src-main/datasets/audio/decode/recording.ts'

const folder = join(import.meta.dirname, '../fixtures/audio')
const goldens = JSON.parse(readFileSync(join(folder, 'goldens.json'), 'utf8')) as Record<string, { rate: number; frames: number; samples: number[]; deviation: number }>
const bytesOf = (name: string): Buffer => readFileSync(join(folder, name))

async function decoded(bytes: Buffer): Promise<Recording> {
  const result = await decodeAudio(bytes)
  if (!isRecording(result)) throw new Error(JSON.stringify(result))
  return result
}

const deviationOf = ({ samples }: Recording): number => {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
  return Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length)
}

describe('recordings without loss', () => {
  it.each(['pcm_u8.wav', 'pcm_16.wav', 'pcm_24.wav', 'pcm_32.wav', 'float.wav', 'double.wav', 'alaw.wav', 'ulaw.wav', 'extensible.wav', 'mono.flac', 'stereo.flac'])('%s, sample by sample', async (name) => {
    const { rate, frames, samples } = goldens[name]
    const recording = await decoded(bytesOf(name))
    expect([recording.rate, recording.samples.length]).toEqual([rate, frames])
    samples.forEach((value, index) => expect(Math.abs(recording.samples[100 + index] - value)).toBeLessThanOrEqual(0.5001))
  })
})

describe('recordings with loss', () => {
  it.each([['vorbis.ogg', 0], ['opus.ogg', 0], ['mono.mp3', 1200]])('%s, close to the other decoder', async (name, slack) => {
    const { rate, frames, deviation, samples } = goldens[name]
    const recording = await decoded(bytesOf(name))
    // Opus is always decoded at 48 kHz here; libsndfile brings it to the rate that was encoded.
    const factor = recording.rate / rate
    expect(factor).toBe(name === 'opus.ogg' ? 6 : 1)
    expect(Math.abs(recording.samples.length - frames * factor)).toBeLessThanOrEqual(slack + 312 * (factor - 1))
    expect(deviationOf(recording) / deviation).toBeCloseTo(1, 1)
    if (name === 'vorbis.ogg') samples.forEach((value, index) => expect(Math.abs(recording.samples[100 + index] - value)).toBeLessThanOrEqual(2))
  })
})

/** A WAV of 16 bits with fields put wrong. */
function wav(fields: { channels?: number; rate?: number; bits?: number; block?: number; promised?: number; order?: string } = {}): Buffer {
  const data = 8
  const { channels = 1, rate = 8000, bits = 16, block = 2, promised = data, order = 'fmt data' } = fields
  const chunk = (id: string, size: number, body: Buffer) => Buffer.concat([Buffer.from(id), Buffer.from(Uint32Array.of(size).buffer), body])
  const layout = Buffer.alloc(16)
  layout.writeUInt16LE(1, 0)
  layout.writeUInt16LE(channels, 2)
  layout.writeUInt32LE(rate, 4)
  layout.writeUInt32LE((rate * block) % 2 ** 32, 8)
  layout.writeUInt16LE(block, 12)
  layout.writeUInt16LE(bits, 14)
  const chunks = { fmt: chunk('fmt ', 16, layout), data: chunk('data', promised, Buffer.alloc(data, 1)) }
  return Buffer.concat([Buffer.from('RIFF\xff\0\0\0WAVE', 'latin1'), ...order.split(' ').map((name) => chunks[name as 'fmt' | 'data'])])
}

describe('bad recordings', () => {
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'it is empty'],
    ['text', Buffer.from('hello there, this is no sound'), 'it begins like no recording'],
    ['a header alone', wav({ order: 'fmt' }), 'it has no sound'],
    ['sound before its format', wav({ order: 'data fmt' }), 'its sound comes before its format'],
    ['no format', wav().subarray(0, 12), 'it has no format'],
    ['no channel', wav({ channels: 0, block: 0 }), '0 channels'],
    ['ten thousand channels', wav({ channels: 10_000, block: 20_000 }), '10000 channels'],
    ['no rate', wav({ rate: 0 }), '0 samples a second'],
    ['an impossible rate', wav({ rate: 4_000_000_000 }), '4000000000 samples a second'],
    ['bits that are none', wav({ bits: 7 }), 'format 1 of 7 bits'],
    ['a block of another size', wav({ block: 3 }), '3 bytes for 1 samples of 16 bits'],
    ['more promised than held', wav({ promised: 4_000_000 }), 'promises 4000000 bytes of sound and it holds 8'],
    ['a cut FLAC', bytesOf('mono.flac').subarray(0, 2000), ''],
    ['a FLAC without its first block', bytesOf('mono.flac').subarray(0, 20), 'STREAMINFO'],
    ['a FLAC of noise', Buffer.concat([bytesOf('mono.flac').subarray(0, 60), Buffer.alloc(4000, 0x55)]), ''],
    ['an Ogg of noise', Buffer.concat([bytesOf('vorbis.ogg').subarray(0, 60), Buffer.alloc(4000, 0x55)]), ''],
    ['an MP3 of noise', Buffer.concat([Buffer.from('ID3'), Buffer.alloc(4000, 0x55)]), ''],
  ])('%s is refused with the reason', async (_, bytes, reason) => {
    const result = await decodeAudio(bytes)
    expect(result).toMatchObject({ code: 'media' })
    expect(JSON.stringify(result)).toContain(reason)
  })

  it('a stream whose length was never written is read to its end', async () => {
    expect((await decoded(wav({ promised: 0xffffffff }))).samples).toHaveLength(4)
    expect((await decoded(wav({ promised: 0 }))).samples).toHaveLength(4)
  })

  it('hours in a header are refused before anything is decoded', async () => {
    const flac = Buffer.from(bytesOf('mono.flac'))
    flac[21] |= 15
    expect(await decodeAudio(flac)).toMatchObject({ code: 'media-too-large', details: { limit: '3600 seconds' } })
  })

  it('a codec that is not decoded is named, with one that is', async () => {
    expect(await decodeAudio(bytesOf('adpcm.wav'))).toMatchObject({ code: 'media-codec', details: { codec: 'WAV with IMA ADPCM' } })
    expect(await decodeAudio(Buffer.from('\0\0\0\x20ftypM4A '))).toMatchObject({ code: 'media-codec', details: { codec: 'MP4 (AAC)' } })
  })
})

describe('a long recording', () => {
  it.each<[string, Buffer]>([
    ['WAV', Buffer.concat([bytesOf('pcm_16.wav').subarray(0, 40), Buffer.from(Uint32Array.of(40_000_000).buffer), Buffer.alloc(40_000_000)])],
    ['MP3', Buffer.concat(Array.from({ length: 4000 }, () => bytesOf('mono.mp3')))],
  ])('%s is given up soon after it is cancelled', async (_, bytes) => {
    const controller = new AbortController()
    const work = decodeAudio(bytes, controller.signal)
    setImmediate(() => controller.abort())
    const before = process.cpuUsage()
    await expect(work).rejects.toThrow('abort')
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(0.5)
  })
})
