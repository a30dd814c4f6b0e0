/** What every audio decoder gives, and what it may not exceed. */
import type { RejectionReason } from '../../../../src-shared/domain/rejection.ts'

/** One channel: the mean of those recorded. */
export interface Recording {
  /** Full scale is 32767. */
  samples: Int16Array
  /** Samples a second. */
  rate: number
}

/** What the decoder makes of the bytes; why it cannot. */
export type Decoded = Recording | RejectionReason

const longestSeconds = 3600
const fastest = 768_000
const slowest = 100
const mostChannels = 64

export const undecodable = (reason: string): RejectionReason => ({ code: 'media', details: { reason } })
export const isRecording = (decoded: Decoded): decoded is Recording => 'samples' in decoded

/** Why a recording of this size is not read, from what its header says: before anything is decoded. */
export function refuseSize(frames: number, rate: number, channels: number): RejectionReason | null {
  if (!(rate >= slowest && rate <= fastest)) return undecodable(`its header says ${rate} samples a second`)
  if (!(channels >= 1 && channels <= mostChannels)) return undecodable(`its header says ${channels} channels`)
  if (frames > longestSeconds * rate) return { code: 'media-too-large', details: { found: `${Math.round(frames / rate)} seconds`, limit: `${longestSeconds} seconds` } }
  return null
}

/** Channels in -1 .. 1 to one of 16 bits: rounded, and cut at full scale. */
export function mixDown(channels: Float32Array[], frames: number): Int16Array {
  const samples = new Int16Array(frames)
  const scale = 32768 / channels.length
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0
    for (const channel of channels) sum += channel[frame]
    samples[frame] = Math.max(-32768, Math.min(32767, Math.round(sum * scale)))
  }
  return samples
}
