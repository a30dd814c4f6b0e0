/** What a clip may be, and how a picture of it is kept. */
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'

/** Pixels of one picture: more is a bomb, or no picture to learn from. */
export const mostPixels = 64_000_000
export const mostFrames = 5000
/** Pixels of all pictures as they are decoded. */
const mostDecoded = 2 ** 32
/** Bytes of a whole clip as it is kept. */
const mostBytes = 1 << 29
/** The shorter side of a kept picture: what preprocessing can ask for. */
const keptSide = 256

/** `most`: for a preview, the first so many pictures. `onNote` is told what is waited for. */
export interface DecodeOptions { signal?: AbortSignal; most?: number; onNote?: (note: string) => void }

/** What a video that cannot be read is to be converted to. */
export const instead = 'WebM with VP9 (ffmpeg -i clip.mp4 -an clip.webm), to GIF, or to a folder of pictures'

export const undecodable = (reason: string): RejectionReason => ({ code: 'media', details: { reason } })
export const tooLarge = (found: string, limit: string): RejectionReason => ({ code: 'media-too-large', details: { found, limit } })
export const tooLong = (found: string, limit: string): RejectionReason => ({ code: 'clip-too-long', details: { found, limit } })

/** Pictures of this size, so many: how they are kept; why not. */
export function keptSize(width: number, height: number, frames: number): { width: number; height: number } | RejectionReason {
  if (!(width > 0 && height > 0)) return undecodable(`its pictures are ${width} x ${height}`)
  if (width * height > mostPixels) return tooLarge(`pictures of ${width} x ${height}`, `${mostPixels} pixels`)
  if (frames > mostFrames) return tooLong(`${frames} frames`, `${mostFrames} frames`)
  if (width * height * frames > mostDecoded) return tooLong(`${frames} frames of ${width} x ${height}`, `${mostDecoded} pixels`)
  const shrink = Math.min(1, keptSide / Math.min(width, height))
  const kept = { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) }
  if (kept.width * kept.height * 3 * frames > mostBytes) return tooLong(`${frames} frames of ${width} x ${height}`, '512 MB')
  return kept
}
