/** Still pictures and animations (GIF, WebP) -> a clip of three channels, through sharp. Sizes are read, and refused, before anything is decoded. */
import sharp from 'sharp'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { keptSize, mostPixels, undecodable } from './limits.ts'

export const pictureExtensions = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif']
const options = { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true } as const

// Several pictures at once gain little on a machine that also trains, and each keeps its own memory.
sharp.cache(false)

/** One picture a frame, in order; all are brought to the size of the first. */
export async function decodePictures(pictures: Buffer[], rate: number | null): Promise<ArrayCell | RejectionReason> {
  return refuseErrors(async () => {
    const { width = 0, height = 0 } = await sharp(pictures[0], options).metadata()
    const kept = keptSize(width, height, pictures.length)
    if ('code' in kept) return kept
    const size = kept.width * kept.height * 3
    const data = new Uint8Array(pictures.length * size)
    for (const [frame, bytes] of pictures.entries()) {
      const raw = await sharp(bytes, options).resize({ ...kept, fit: 'fill' }).flatten({ background: '#000' }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
      place(raw.data, raw.info.channels, data.subarray(frame * size, (frame + 1) * size))
    }
    return { shape: [pictures.length, kept.height, kept.width, 3], data, rate }
  })
}

/** An animation; its rate is that of its mean delay. A still picture is a clip of one frame. */
export async function decodeAnimation(bytes: Buffer): Promise<ArrayCell | RejectionReason> {
  return refuseErrors(async () => {
    const { width = 0, height = 0, pages = 1, pageHeight, delay } = await sharp(bytes, { ...options, animated: true, limitInputPixels: false }).metadata()
    const kept = keptSize(width, pageHeight ?? height, pages)
    if ('code' in kept) return kept
    const raw = await sharp(bytes, { ...options, animated: true, limitInputPixels: false }).resize({ ...kept, fit: 'fill' }).flatten({ background: '#000' }).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    const frames = Math.round(raw.info.height / kept.height)
    const data = new Uint8Array(frames * kept.height * kept.width * 3)
    place(raw.data, raw.info.channels, data)
    const mean = delay && delay.length > 0 ? delay.reduce((sum, milliseconds) => sum + milliseconds, 0) / delay.length : 0
    return { shape: [frames, kept.height, kept.width, 3], data, rate: mean > 0 ? 1000 / mean : null }
  })
}

/** Pixels of one or four channels as three. */
function place(pixels: Uint8Array, channels: number, into: Uint8Array): void {
  if (channels === 3) {
    into.set(pixels)
    return
  }
  for (let from = 0, to = 0; to < into.length; from += channels, to += 3) for (let channel = 0; channel < 3; channel++) into[to + channel] = pixels[from + (channels < 3 ? 0 : channel)]
}

async function refuseErrors(work: () => Promise<ArrayCell | RejectionReason>): Promise<ArrayCell | RejectionReason> {
  try {
    return await work()
  } catch (error) {
    return undecodable((error instanceof Error ? error.message : String(error)).split('\n')[0])
  }
}
