/** MP4, QuickTime, and Matroska with other codecs than VP8 and VP9 -> a clip of three channels: taken apart here by mediabunny, decoded by Chromium. */
import { EncodedPacketSink, FilePathSource, Input, Logging, LogLevel, MATROSKA, MP4, QTFF, WEBM, type InputVideoTrack } from 'mediabunny'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import { videoMatrices, type VideoPacket } from '../../../src-shared/contract/video-decoding.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { takeTurn } from '../reading/turn.ts'
import { createClipBuilder, type ClipBuilder } from './clip-builder.ts'
import { instead, keptSize, mostFrames, tooLong, undecodable, type DecodeOptions } from './limits.ts'
import { endsInsideBox } from './mp4-boxes.ts'
import { quarterTurns, turnPicture, type Orientation } from './orientation.ts'
import { missingWindow, openInWindow, type WindowDecoder } from './window-decoder.ts'

/** Packets on their way at once: bounds memory, and how long a cancel waits. */
const batch = 8
// What is wrong with a file is told row by row, not on the terminal.
Logging.level = LogLevel.Silent

const codecNames: Record<string, string> = { avc: 'H.264', hevc: 'HEVC (H.265)', av1: 'AV1', vp8: 'VP8', vp9: 'VP9' }

/** @throws the signal's reason */
export async function decodeThroughWindow(path: string, options: DecodeOptions): Promise<ArrayCell | RejectionReason> {
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF, MATROSKA, WEBM] })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (!track) return undecodable((await input.getTracks()).length > 0 ? 'it has no pictures' : brokenOff)
    if (/MP4|QuickTime/.test((await input.getFormat()).name) && (await endsInsideBox(path))) return undecodable('it breaks off before its end: record or copy it again')
    return await decodeTrack(track, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    return undecodable(inWords(error))
  } finally {
    input.dispose()
  }
}

const brokenOff = 'it is damaged, encrypted, or its index (moov) is missing, as when a recorder is cut off'

/** Of what mediabunny says only what helps: its assertions name nothing. */
function inWords(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return /assertion|unrecognizable/i.test(said) ? brokenOff : said.split('\n')[0]
}

async function decodeTrack(track: InputVideoTrack, options: DecodeOptions): Promise<ArrayCell | RejectionReason> {
  const [width, height, codec, rotation] = [await track.getCodedWidth(), await track.getCodedHeight(), await track.getCodec(), await track.getRotation()]
  const config = await track.getDecoderConfig()
  const name = codec === null ? 'a codec without a known name' : (codecNames[codec] ?? codec)
  if (codec === null || config === null) return { code: 'media-codec', details: { codec: `video with ${name}`, instead } }
  const packets = new EncodedPacketSink(track)
  const frames = await count(packets, options.signal)
  if (frames > mostFrames) return tooLong(`more than ${mostFrames} frames`, `${mostFrames} frames`)
  const size = keptSize(width, height, Math.max(1, frames))
  if ('code' in size) return size
  const reason = await missingWindow(options)
  if (reason !== null) return { code: 'media-window', details: { codec: name, reason, instead } }
  const description = config.description === undefined ? {} : { description: bytesOf(config.description) }
  // As ffmpeg has it: BT.601 where the file does not say.
  const matrix = videoMatrices.find((one) => one === config.colorSpace?.matrix) ?? 'smpte170m'
  const colours = { matrix, fullRange: config.colorSpace?.fullRange ?? false }
  const decoder = await openInWindow({ codec: config.codec, codedWidth: width, codedHeight: height, colours, ...description }, size.width, size.height, options.signal)
  if (decoder === null) return { code: 'media-codec', details: { codec: `video with ${name}`, instead } }
  try {
    return await readPictures(packets, decoder, { ...size, frames, orientation: quarterTurns[rotation] }, options)
  } finally {
    decoder.close()
  }
}

/** From the index alone, and no further than what is too many. */
async function count(packets: EncodedPacketSink, signal: AbortSignal | undefined): Promise<number> {
  let frames = 0
  for await (const _packet of packets.packets(undefined, undefined, { metadataOnly: true })) {
    if (++frames > mostFrames) break
    if (frames % 256 === 0) await takeTurn(signal)
  }
  return frames
}

interface Kept { width: number; height: number; frames: number; orientation: Orientation }

async function readPictures(packets: EncodedPacketSink, decoder: WindowDecoder, kept: Kept, { signal, most }: DecodeOptions): Promise<ArrayCell | RejectionReason> {
  const clip = createClipBuilder(kept.frames, most)
  let held: VideoPacket[] = []
  let read = 0
  try {
    for await (const { type, timestamp, data } of packets.packets()) {
      held.push({ key: type === 'key', time: timestamp, data })
      read++
      if (held.length < batch) continue
      take(await decoder.decode(held, false), clip, kept)
      held = []
      if (clip.full) return clip.finish()
    }
    if (read < kept.frames) return undecodable(`it breaks off after ${read} of ${kept.frames} frames`)
    take(await decoder.decode(held, true), clip, kept)
  } catch (error) {
    signal?.throwIfAborted()
    return undecodable(`it is damaged or breaks off after ${clip.frames} frames (${inWords(error)})`)
  }
  return clip.finish()
}

/** What lies before the beginning of the film was only needed to decode what follows. */
function take(pictures: Awaited<ReturnType<WindowDecoder['decode']>>, clip: ClipBuilder, { width, height, orientation }: Kept): void {
  for (const { rgb, time } of pictures) {
    if (time < 0) continue
    const turned = new Uint8Array(rgb.length)
    turnPicture(rgb, width, height, orientation, turned)
    clip.add(turned, ...(orientation.swapped ? [height, width] as const : [width, height] as const), time)
  }
}

function bytesOf(description: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(description) ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength).slice() : new Uint8Array(description).slice()
}
