/** WebM with VP8 or VP9 -> a clip of three channels, through libav in WebAssembly; other codecs in the same container go to the window. */
import { readFile } from 'node:fs/promises'
import LibAV from '@libav.js/variant-webm-vp9'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { takeTurn } from '../reading/turn.ts'
import { createClipBuilder } from './clip-builder.ts'
import { decodeThroughWindow } from './decode-through-window.ts'
import { keptSize, undecodable, type DecodeOptions } from './limits.ts'

type Decoder = Awaited<ReturnType<typeof LibAV.LibAV>>

/** Bytes of packets taken at once: bounds the memory of decoded pictures. */
const readBytes = 1 << 16
const quiet = -8

/** One for all clips: it cannot be given back, so it is not made for each. */
let shared: Promise<Decoder> | null = null
let opened = 0

async function open(): Promise<Decoder> {
  const libav = await LibAV.LibAV({ noworker: true, nothreads: true })
  await libav.av_log_set_level(quiet)
  return libav
}

export async function decodeWebm(path: string, options: DecodeOptions): Promise<ArrayCell | RejectionReason> {
  const bytes = await readFile(path)
  shared ??= open()
  try {
    return (await decodeStreams(await shared, bytes, options)) ?? (await decodeThroughWindow(path, options))
  } catch (error) {
    options.signal?.throwIfAborted()
    // What was thrown inside WebAssembly may have left it in any state.
    shared = null
    return undecodable(error instanceof Error ? error.message : String(error))
  }
}

/** null for another codec. */
async function decodeStreams(libav: Decoder, bytes: Buffer, options: DecodeOptions): Promise<ArrayCell | RejectionReason | null> {
  // Two imports may be under way at once.
  const name = `clip${opened++}`
  await libav.writeFile(name, bytes)
  try {
    const [input, streams] = await libav.ff_init_demuxer_file(name)
    try {
      const stream = streams.find(({ codec_type: type }) => type === libav.AVMEDIA_TYPE_VIDEO)
      if (!stream) return undecodable('it has no pictures')
      const codec = await libav.avcodec_get_name(stream.codec_id)
      if (codec !== 'vp8' && codec !== 'vp9') return null
      const [width, height] = [await libav.AVCodecParameters_width(stream.codecpar), await libav.AVCodecParameters_height(stream.codecpar)]
      const refused = keptSize(width, height, 1)
      if ('code' in refused) return refused
      return await readFrames(libav, input, stream, options)
    } finally {
      await libav.avformat_close_input_js(input)
    }
  } finally {
    await libav.unlink(name)
  }
}

type Stream = Awaited<ReturnType<Decoder['ff_init_demuxer_file']>>[1][number]

async function readFrames(libav: Decoder, input: number, stream: Stream, { signal, most }: DecodeOptions): Promise<ArrayCell | RejectionReason> {
  const [, context, packet, frame] = await libav.ff_init_decoder(stream.codec_id, stream.codecpar)
  const clip = createClipBuilder(0, most)
  const unit = stream.time_base_num / stream.time_base_den
  try {
    for (let ended = false; !ended && !clip.full;) {
      await takeTurn(signal)
      const [state, packets] = await libav.ff_read_frame_multi(input, packet, { limit: readBytes })
      ended = state !== -libav.EAGAIN
      if (ended && state !== libav.AVERROR_EOF) return undecodable(`it breaks off after ${clip.frames} frames`)
      const decoded: unknown = await libav.ff_decode_multi(context, packet, frame, packets[stream.index] ?? [], { fin: ended, copyoutFrame: 'video_packed' })
      // The library's types name a browser's ImageData too, which only another way of copying out gives.
      for (const one of decoded as Picture[]) {
        const [width, height] = [one.width ?? 0, one.height ?? 0]
        const refused = clip.refuse(width, height)
        if (refused) return refused
        const rgb = toRgb(libav, one)
        if ('code' in rgb) return rgb
        clip.add(rgb, width, height, (one.pts ?? NaN) * unit)
      }
    }
  } finally {
    await libav.ff_free_decoder(context, packet, frame)
  }
  return clip.finish()
}

/** What is used of a decoded frame. */
interface Picture { width?: number; height?: number; pts?: number; format: number; data: unknown }

/** Planar YUV 4:2:0 of video range (16 to 235), ITU-R BT.601. */
function toRgb(libav: Decoder, { format, data, width = 0, height = 0 }: Picture): Uint8Array | RejectionReason {
  if (format !== libav.AV_PIX_FMT_YUV420P || !(data instanceof Uint8Array)) return undecodable('its pictures are not of 8 bits in 4:2:0')
  const [across, down] = [(width + 1) >> 1, (height + 1) >> 1]
  const [blue, red] = [width * height, width * height + across * down]
  const rgb = new Uint8Array(width * height * 3)
  const bounded = (value: number): number => Math.max(0, Math.min(255, Math.round(value)))
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column
      const chroma = (row >> 1) * across + (column >> 1)
      const luma = 1.16438 * (data[at] - 16)
      const [u, v] = [data[blue + chroma] - 128, data[red + chroma] - 128]
      rgb[at * 3] = bounded(luma + 1.59603 * v)
      rgb[at * 3 + 1] = bounded(luma - 0.39176 * u - 0.81297 * v)
      rgb[at * 3 + 2] = bounded(luma + 2.01723 * u)
    }
  }
  return rgb
}
