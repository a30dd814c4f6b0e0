/** A video file -> a clip of three channels, as it is shown: turned as the camera was held, at a constant rate, its shorter side 256 pixels at most. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { describeSource, unreadable } from '../reading/source.ts'
import { takeTurn } from '../reading/turn.ts'
import { keptSize, mostPixels, undecodable } from './limits.ts'
import { orientationOf, turnPicture } from './orientation.ts'
import { regularFrames } from './regular-times.ts'
import { openVideo, type VideoDecoder } from './video-decoder.ts'

interface Container {
  name: string
  extensions: string[]
  /** FFmpeg's name; null where none is built in. */
  demuxer: string | null
  /** Latin-1 at a place, any of them. */
  begins: [place: number, bytes: string][]
}

/** QuickTime's first box may be any of several; the rest is told by its name. What FFmpeg's build has no demuxer for is refused by name. */
const boxes = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot']
const containers: Container[] = [
  { name: 'WebM or Matroska', extensions: ['webm', 'mkv'], demuxer: 'matroska', begins: [[0, '\x1a\x45\xdf\xa3']] },
  { name: 'MP4 or QuickTime', extensions: ['mp4', 'm4v', 'mov', '3gp'], demuxer: 'mov', begins: boxes.map((box) => [4, box]) },
  { name: 'AVI', extensions: ['avi'], demuxer: 'avi', begins: [[0, 'RIFF']] },
  { name: 'MPEG', extensions: ['mpg', 'mpeg', 'mts', 'm2ts'], demuxer: null, begins: [[0, '\0\0\x01\xba'], [0, '\0\0\x01\xb3']] },
  { name: 'Windows Media', extensions: ['wmv', 'asf'], demuxer: null, begins: [[0, '\x30\x26\xb2\x75']] },
  { name: 'Flash', extensions: ['flv'], demuxer: null, begins: [[0, 'FLV']] },
]
const headBytes = 16

/** How codecs are called where FFmpeg's short name says little. */
const codecs: Record<string, string> = { av1: 'AV1', prores: 'ProRes', none: 'a codec that it does not name', mpeg1video: 'MPEG-1', mpeg2video: 'MPEG-2', dvvideo: 'DV', vvc: 'H.266' }

export const videoExtensions = containers.flatMap(({ extensions }) => extensions)

export interface VideoContext { signal?: AbortSignal; onBytes?: (bytes: number) => void }

/** @throws file.unreadable, the signal's reason */
export async function decodeVideo(path: string, extension: string, context: VideoContext = {}): Promise<ArrayCell | RejectionReason> {
  const { bytes } = await describeSource(path)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    return unreadable(path, cause)
  }
  let told = 0
  const tell = (read: number): void => {
    const more = Math.min(read, bytes - told)
    told += more
    if (more > 0) context.onBytes?.(more)
  }
  try {
    const head = Buffer.alloc(headBytes)
    const begins = head.toString('latin1', 0, readSync(file, head, 0, headBytes, 0))
    const named = containers.find(({ extensions }) => extensions.includes(extension))
    const container = containers.find((one) => one.begins.some(([place, mark]) => begins.startsWith(mark, place))) ?? (named?.demuxer === null ? named : null)
    if (!container) return undecodable(`it does not begin as ${named ? `a video of ${named.name}` : 'any video'} does`)
    if (container.demuxer === null) return convert(container.name, extension)
    return await decodeOpen(openVideo(file, bytes, container.demuxer, tell), container, extension, context.signal)
  } catch (error) {
    context.signal?.throwIfAborted()
    return undecodable(error instanceof Error ? error.message : String(error))
  } finally {
    closeSync(file)
    tell(bytes - told)
  }
}

async function decodeOpen(video: VideoDecoder, { name }: Container, extension: string, signal: AbortSignal | undefined): Promise<ArrayCell | RejectionReason> {
  const header = video.facts()
  if (!header.video) return undecodable('it has no pictures')
  if (header.encrypted) return undecodable('it is encrypted: save it without copy protection')
  if (!header.decodable) return convert(`${name} with ${codecs[video.codec()] ?? video.codec()}`, extension)
  // What the header promises is held against the limits before anything is decoded; a size may also stand in the pictures alone.
  const promised = header.width > 0 ? keptSize(header.width, header.height, Math.max(1, header.frames)) : null
  if (promised && 'code' in promised) return promised
  await takeTurn(signal)
  video.start(mostPixels)
  return readFrames(video, header.frames, signal)
}

async function readFrames(video: VideoDecoder, promised: number, signal: AbortSignal | undefined): Promise<ArrayCell | RejectionReason> {
  const orientation = orientationOf(video.facts().matrix)
  const times: number[] = []
  let size = { width: 0, height: 0 }
  let data = new Uint8Array(0)
  for (;;) {
    await takeTurn(signal)
    const state = stepOf(video, times.length)
    if (typeof state === 'object') return state
    if (state === 'end') break
    if (state === 'more') continue
    const { width, height } = video.facts()
    const kept = keptSize(width, height, times.length + 1)
    if ('code' in kept) return kept
    // Later pictures of another size are brought to that of the first.
    if (times.length === 0) size = kept
    const bytes = size.width * size.height * 3
    const from = times.length * bytes
    if (data.length < from + bytes) data = grow(data, Math.max(times.length === 0 ? promised * bytes : 0, from + bytes, Math.min(2 * from, data.length + (1 << 26))))
    turnPicture(video.picture(size.width, size.height), size.width, size.height, orientation, data.subarray(from, from + bytes))
    times.push(video.time())
  }
  if (times.length === 0) return undecodable('no picture was found in it')
  return shownClip(data, times, orientation.swapped ? { width: size.height, height: size.width } : size)
}

/** A file that breaks off says so in FFmpeg's words: where is what helps. */
function stepOf(video: VideoDecoder, frames: number): 'more' | 'picture' | 'end' | RejectionReason {
  try {
    return video.step()
  } catch (error) {
    if (video.facts().encrypted) return undecodable('it is encrypted: save it without copy protection')
    return undecodable(`it is damaged or breaks off after ${frames} frames (${error instanceof Error ? error.message : String(error)})`)
  }
}

function shownClip(data: Uint8Array, times: number[], { width, height }: { width: number; height: number }): ArrayCell | RejectionReason {
  const frames = regularFrames(times)
  const kept = keptSize(width, height, frames.steps)
  if ('code' in kept) return kept
  const bytes = width * height * 3
  const shape = [frames.steps, height, width, 3]
  if (frames.shown === null) return { shape, data: data.length === times.length * bytes ? data : data.slice(0, times.length * bytes), rate: frames.rate }
  const shown = new Uint8Array(frames.steps * bytes)
  frames.shown.forEach((picture, step) => shown.set(data.subarray(picture * bytes, (picture + 1) * bytes), step * bytes))
  return { shape, data: shown, rate: frames.rate }
}

function grow(data: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(data)
  return larger
}

function convert(codec: string, extension: string): RejectionReason {
  return { code: 'media-codec', details: { codec: `${codec} video`, instead: `MP4 with H.264 (ffmpeg -i clip.${extension} -an -c:v libx264 clip.mp4), to GIF, or to a folder of pictures` } }
}
