/**
 * FFmpeg's demuxers and decoders in WebAssembly (resources/video-decoder): one instance a clip, so that what a broken file does to one
 * ends with it. It reads the file where it needs to, and holds a few pictures at a time.
 */
import { readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../../application-root.ts'
import type { DisplayMatrix } from './orientation.ts'

/** The functions of decoder.c. */
interface Exports {
  memory: WebAssembly.Memory
  _initialize: () => void
  malloc: (bytes: number) => number
  get_facts: () => number
  describe: (error: number) => number
  codec_name: () => number
  open_file: (bytes: number, demuxer: number) => number
  open_decoder: (mostPixels: number) => number
  step: () => number
  picture_time: () => number
  copy_picture: (into: number, width: number, height: number) => number
}

/** What the header says, and what is known of the picture at hand. */
export interface VideoFacts {
  width: number
  height: number
  /** 0 where the header does not count them. */
  frames: number
  decodable: boolean
  video: boolean
  encrypted: boolean
  matrix: DisplayMatrix
}

export interface VideoDecoder {
  facts: () => VideoFacts
  codec: () => string
  /** @throws Error with FFmpeg's words */
  start: (mostPixels: number) => void
  /** One packet at most: a picture may be ready then. */
  step: () => 'more' | 'picture' | 'end'
  /** In seconds; NaN where the file does not say. */
  time: () => number
  /** Valid until the next call: [height, width, 3], scaled. */
  picture: (width: number, height: number) => Uint8Array
}

const steps = ['more', 'picture', 'end'] as const
const factCount = 10
const notThere = 52
let compiled: WebAssembly.Module | null = null

/** Reads the header of an open file. @throws Error with FFmpeg's words, or WebAssembly's. */
export function openVideo(file: number, bytes: number, demuxer: string, onRead: (bytes: number) => void): VideoDecoder {
  compiled ??= new WebAssembly.Module(readFileSync(join(applicationRoot, 'resources', 'video-decoder', 'video-decoder.wasm')))
  const read = (position: number, into: number, length: number): number => {
    const count = readSync(file, new Uint8Array(memory.buffer, into, length), 0, length, position)
    onRead(count)
    return count
  }
  const instance = new WebAssembly.Instance(compiled, { file: { read }, env: nothing(-notThere), wasi_snapshot_preview1: nothing(notThere) })
  const { memory, ...own } = instance.exports as unknown as Exports
  const check = (state: number): number => {
    if (state < 0) throw new Error(textAt(memory, own.describe(state)))
    return state
  }
  own._initialize()
  check(own.open_file(bytes, place(demuxer)))
  let room = { at: 0, bytes: 0 }
  return {
    facts: () => {
      const [width, height, frames, decodable, video, encrypted, ...matrix] = new Float64Array(memory.buffer, own.get_facts(), factCount)
      return { width, height, frames, decodable: decodable === 1, video: video === 1, encrypted: encrypted === 1, matrix: [matrix[0], matrix[1], matrix[2], matrix[3]] }
    },
    codec: () => textAt(memory, own.codec_name()),
    start: (mostPixels) => void check(own.open_decoder(mostPixels)),
    step: () => steps[check(own.step())],
    time: () => own.picture_time(),
    picture: (width, height) => {
      const size = width * height * 3
      if (room.bytes < size) room = { at: own.malloc(size), bytes: size }
      if (room.at === 0) throw new Error('its pictures do not fit into memory')
      check(own.copy_picture(room.at, width, height))
      return new Uint8Array(memory.buffer, room.at, size)
    },
  }

  function place(text: string): number {
    const at = own.malloc(text.length + 1)
    new Uint8Array(memory.buffer, at, text.length + 1).set(Buffer.from(`${text}\0`, 'latin1'))
    return at
  }
}

/** The C library's ways to the system lead nowhere: no files, no clock, no random numbers. */
function nothing(state: number): Record<string, () => number> {
  return new Proxy({}, { get: () => () => state })
}

function textAt(memory: WebAssembly.Memory, at: number): string {
  const bytes = Buffer.from(memory.buffer, at)
  return bytes.toString('latin1', 0, Math.min(200, bytes.indexOf(0)))
}
